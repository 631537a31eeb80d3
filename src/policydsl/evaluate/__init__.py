"""Evaluation: one applicant's facts to every award of the policy.

Takes a `PolicyPlan` and `Facts`; gives an `Evaluation`. A fast generated function serves given facts; where it
meets an unknown or a failure, the marked evaluation serves that award. Guarantees: sound for missing facts.
"""

from policydsl.evaluate.engine import Engine, Prepared

__all__ = ["Engine", "Prepared"]
