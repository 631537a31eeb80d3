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


@frozen
class Spot:
    """Which part of a clause: `caps` and the cap's id, `table` with row and column, `amount` alone."""

    part: str
    id: str = ""
    column: str = ""

    @property
    def name(self) -> Text:
        """For people: `限额 `project``."""
        word = _PARTS[self.part]
        ids = " · ".join(f"`{one}`" for one in (self.id, self.column) if one)
        return Text(f"{word.zh} {ids}".strip(), f"{word.en} {ids}".strip())

    @property
    def path(self) -> str:
        """For programs: `caps.project`."""
        return ".".join(one for one in (self.part, self.id, self.column) if one)


_PARTS = {
    "eligibility": Text("资格条件", "condition"),
    "let": Text("中间值", "let"),
    "table": Text("表", "table"),
    "amount": Text("金额", "amount"),
    "term": Text("期限", "term"),
    "minimum": Text("最低额", "minimum"),
    "caps": Text("限额", "cap"),
    "quota": Text("名额", "quota"),
    "dated": Text("适用日期", "day that governs"),
    "claim": Text("申报时限", "claim window"),
    "pay": Text("分期", "instalment"),
    "obligations": Text("义务", "obligation"),
    "parameters": Text("参数", "parameter"),
    "limits": Text("总限额", "limit"),
}


@frozen(eq=False)
class Use:
    """One figure in one part. `sign` is the place of the operator; `row` the table row that it stands in."""

    quantity: Quantity
    text: str
    part: Part
    at: Label
    sign: Label
    spot: Spot
    row: str | None = None
    parameter: str | None = None
    either: bool = False  # of an `if`: the text may speak of the other branch
    free: bool = False  # 0, 1 and what only converts a unit: the text need not have it
