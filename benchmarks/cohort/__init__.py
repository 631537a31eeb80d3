"""Whole cohorts beside other engines: the inputs, `policydsl batch`, the peers, the contests.

Takes sizes; gives tables of figures. Guarantees: what contestants grant is compared before they are timed.
"""
