"""A whole city at once: tables of applicants against a policy.

Takes a loaded policy and tables (see `shape`); gives tables of awards, totals and rejects. Guarantees: the same awards
as the evaluation of each applicant by itself; every row that comes in is counted, computed or rejected with a reason.
"""
