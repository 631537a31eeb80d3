"""What values a formula can see: sets of values, and regions of states in which a condition holds.

Takes checked formulas; gives regions as unions of boxes, one set a dimension. A dimension is an expression that is
compared with constants, or a condition of which nothing else is known. Guarantees: a region never leaves out a state in
which the condition holds, so an empty one is proof; what grows too large is given up, never guessed.
"""

from policydsl.check.domains.boxes import Box, TooManyError, is_empty, subtract
from policydsl.check.domains.regions import Regions
from policydsl.check.domains.sets import Choice, Domain, Line

__all__ = ["Box", "Choice", "Domain", "Line", "Regions", "TooManyError", "is_empty", "subtract"]
