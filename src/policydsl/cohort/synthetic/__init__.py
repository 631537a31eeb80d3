"""Synthetic cohorts: applicants of any policy, as its declared facts and its formulas let one expect them.

Takes a loaded policy; gives tables or fact files of any size in bounded memory. Guarantees: every applicant is a fact
file without a finding; figures stand on and one unit beside every threshold of the policy; the same seed, the same
cohort.
"""

from policydsl.cohort.synthetic.shares import Shares, share_of
from policydsl.cohort.synthetic.write import FORMATS, Format, OccupiedError, usual_day, write_cohort

__all__ = ["FORMATS", "Format", "OccupiedError", "Shares", "share_of", "usual_day", "write_cohort"]
