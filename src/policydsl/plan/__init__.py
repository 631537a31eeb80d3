"""The plan: a checked policy in the one form that every backend reads.

Takes a `CheckedPolicy`; gives `PolicyPlan`: typed nodes with meanings resolved, lets and tables in order.
Guarantees: no names are left to resolve, no type to decide; every node knows its formula and span.
"""
