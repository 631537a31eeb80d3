"""The plan as SQL, from its own operations.

Takes a plan with what a run fixes (the day, the readings) and a dialect; gives sqlglot trees over the typed tables of
`intake`. A value of NULL is one that SQL cannot tell: an unknown fact is behind it, or a number beyond the whole
numbers that are used here; the interpreter then decides for the applicant. What is not NULL is what it gives.
"""
