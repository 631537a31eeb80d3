"""Evaluation: one applicant's facts to every award of the policy.

Takes a `PolicyPlan` and `Facts`; gives an `Evaluation`, or `Outcomes` for many applicants. A fast generated function
serves given facts, in whole numbers wherever these are exact; where it meets an unknown or a failure, the marked
evaluation serves that award with decimals. Guarantees: both say the same to the last digit; sound for missing facts.
"""

from policydsl.evaluate.engine import Engine, Prepared

__all__ = ["Engine", "Prepared"]
