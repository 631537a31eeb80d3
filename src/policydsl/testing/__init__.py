"""Tests of a policy: what they expect, what they find, and what of the policy they reach.

Takes a document of kind `tests` and the evaluations of its cases; gives the differences at the place where the
expectation stands, the text with what came out instead, and the coverage of clauses, conditions, rows, caps and
readings. Guarantees: what is expected must hold exactly; what is not named is not compared; a text that is given can
be read, and what it expects holds.
"""

from policydsl.testing.cases import PolicyTest, tests_of
from policydsl.testing.compare import Difference, differences

__all__ = ["Difference", "PolicyTest", "differences", "tests_of"]
