"""The figures that a clause uses, each with the part that it plays: a threshold, a cap, a rate, a unit."""

from __future__ import annotations

from enum import StrEnum

from policydsl.audit.text.quantity import Quantity
from policydsl.diagnostics import Label
from policydsl.source import Text
from policydsl.source.frozen import frozen


class Part(StrEnum):
    """What a figure does in a formula."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "="
    CAP = "cap"  # a limit of the award, of the term, of the number of winners
    FLOOR = "floor"
    AMOUNT = "amount"  # the sum itself, or one that is multiplied or added to it
    RATE = "rate"  # a share of a fact
    UNIT = "unit"  # what is divided by
    OTHER = "other"


THRESHOLDS = frozenset({Part.AT_LEAST, Part.ABOVE, Part.AT_MOST, Part.BELOW})
OPPOSITE = {Part.AT_LEAST: Part.BELOW, Part.BELOW: Part.AT_LEAST, Part.ABOVE: Part.AT_MOST, Part.AT_MOST: Part.ABOVE}


@frozen(eq=False)
class Use:
    """One figure in one part. `sign` is the place of the operator; `row` the table row that it stands in."""

    quantity: Quantity
    text: str
    part: Part
    at: Label
    sign: Label
    where: Text  # the part of the clause, for people
    row: str | None = None
    parameter: str | None = None
    either: bool = False  # of an `if`: the text may speak of the other branch
    free: bool = False  # 0, 1 and what only converts a unit: the text need not have it
