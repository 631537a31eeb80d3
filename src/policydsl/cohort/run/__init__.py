"""Evaluates a cohort: queries first, the interpreter for applicants about whom they leave something open.

Takes a loaded policy, a day, readings and the tables of `intake`; gives the tables of `output` in the database.
Guarantees: the awards are those of the interpreter; every row that came in is in them or in the rejects.
"""
