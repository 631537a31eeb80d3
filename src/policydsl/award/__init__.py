"""What an evaluation makes: awards, and the trace from which each figure is explained.

Takes nothing; these are the types that evaluation fills and that explanations and renderings read.
Guarantees: amounts are `Decimal` yuan, terms whole months; one award for every clause and subject.
"""

from policydsl.award.award import (
    ABOVE_CAP,
    MINIMUM,
    Award,
    CapStep,
    Evaluation,
    FailureNote,
    JointStep,
    LimitStep,
    Option,
    Settlement,
    StackingStep,
    Status,
)
from policydsl.award.governing import Governing, Window
from policydsl.award.paying import Part, Promise
from policydsl.award.trace import NOT_REACHED, Trace

__all__ = [
    "ABOVE_CAP",
    "MINIMUM",
    "NOT_REACHED",
    "Award",
    "CapStep",
    "Evaluation",
    "FailureNote",
    "Governing",
    "JointStep",
    "LimitStep",
    "Option",
    "Part",
    "Promise",
    "Settlement",
    "StackingStep",
    "Status",
    "Trace",
    "Window",
]
