"""What a policy costs for a whole cohort: by clause, department, kind and size, and what changes would make of it.

Takes a loaded policy, the tables of a cohort, a budget, a split, and scenarios (named changes of the same policy).
Gives figures as frozen values, and these as text, JSON, tables and a page. Guarantees: every sum is the exact sum of
the awards of `batch`; an award that is not decided is counted as such, never as nothing; nothing is assumed that was
not asked for.
"""
