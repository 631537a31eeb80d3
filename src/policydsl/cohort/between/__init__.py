"""Rules over several awards of one applicant, as queries: stacking between clauses, then limits, each in its order.

Takes the results of the frames, with the columns that limits ask for; changes in them what a rule lowers. Guarantees:
what is left is what the interpreter leaves; applicants about whom a rule is open are named, and left to it.
"""
