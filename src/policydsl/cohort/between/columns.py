"""What limits ask of frames: their figure, whether they hold, and by what awards are counted together."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import Final

from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.figure import Figure
from policydsl.cohort.sql.lower import Lower
from policydsl.cohort.sql.queries import Wanted
from policydsl.cohort.sql.scope import NotLoweredError
from policydsl.evaluate.fold import Settings, fold
from policydsl.feel.types import BOOLEAN, DATE, TEXT, Enum
from policydsl.plan.nodes import Const
from policydsl.plan.policy_plan import LimitPlan
from policydsl.source import Text

FINER: Final = 4  # decimals of a limit beyond those of the sums, where it is shared in proportion
_MOST: Final = 10**30


class LimitColumns:
    """Of one limit; `scale` and the rest are known once the columns were made."""

    def __init__(self, limit: LimitPlan, place: int, settings: Settings, places: int) -> None:
        self.limit, self.place, self.places = limit, place, places
        self.value = fold(limit.value, settings)
        self.when = None if limit.when is None else fold(limit.when, settings)
        self.key = None if limit.key is None else fold(limit.key, settings)
        self.scale = places  # of the column of its figure
        self.of_item = limit.reach == "item"

    @property
    def frame(self) -> str:
        """The key of the frame with its figure."""
        return self.limit.entity.key if self.of_item and self.limit.entity else ""

    @property
    def constant(self) -> Decimal | None:
        """The figure where it is the same for all."""
        value = self.value.value if isinstance(self.value, Const) else None
        return value if isinstance(value, Decimal) else None

    @property
    def fine_enough(self) -> bool:
        """Whether what is shared in proportion is exact in whole numbers."""
        value = self.constant
        if value is None or self.limit.limit.short != "pro_rata":
            return True
        return -int(value.as_tuple().exponent) <= self.places + FINER

    @property
    def never(self) -> bool:
        """Whether it holds for no one."""
        return isinstance(self.when, Const) and self.when.value is False

    @property
    def name(self) -> str:
        """The column of the figure."""
        return f"$limit{self.place}"

    @property
    def when_name(self) -> str:
        """The column of whether it holds."""
        return f"$when{self.place}"

    @property
    def key_name(self) -> str:
        """The column of what is counted together."""
        return f"$key{self.place}"

    def wanted(self) -> list[Wanted]:
        """The columns that frames must have."""
        if self.never:
            return []
        found = []
        if self.constant is None:
            found.append(Wanted(self.frame, self.name, self._value))
        if self._asks:
            found.append(Wanted(self.frame, self.when_name, self._when))
        if self.key is not None and self.limit.entity is not None:
            found.append(Wanted(self.limit.entity.key, self.key_name, self._key))
        return found

    @property
    def _asks(self) -> bool:
        return self.when is not None and not (isinstance(self.when, Const) and self.when.value is True)

    # -- made ----------------------------------------------------------------------------------------

    def _value(self, lower: Lower) -> Sql:
        figure = lower.figure(self.value)
        low, high = figure.bounds
        finer = figure.scale - self.places
        if max(-low, high) >= _MOST or (finer > FINER and self.limit.limit.short == "pro_rata"):
            raise lower.refused(self.value)
        self.scale = figure.scale
        return lower.frame.keep(lower.source(figure))

    def _when(self, lower: Lower) -> Sql:
        assert self.when is not None  # noqa: S101
        return lower.frame.keep(lower.expr(self.when))

    def _key(self, lower: Lower) -> Sql:
        assert self.key is not None  # noqa: S101
        value = lower.value(self.key)
        if isinstance(value, Figure):
            return lower.frame.keep(lower.source(value))
        type_ = self.key.type
        if not (type_ in (TEXT, BOOLEAN, DATE) or isinstance(type_, Enum)):
            raise NotLoweredError(Text("不能按它归并", "awards cannot be counted together by it"), self.key.at)
        return lower.frame.keep(value)

    # -- read ----------------------------------------------------------------------------------------

    @property
    def scale_of_figure(self) -> int:
        """Of `figure`."""
        value = self.constant
        if value is None:
            return max(self.scale, self.places)
        of_value = -int(value.as_tuple().exponent) if self.limit.limit.short == "pro_rata" else 0
        return max(self.places, of_value)

    def figure(self, table: str) -> str:
        """SQL of the limit, not below zero, at its scale; NULL: not known."""
        value = self.constant
        if value is None:
            raised = f" * {10 ** (self.places - self.scale)}" if self.scale < self.places else ""
            column = f"CAST({table}.{quoted(self.name)} AS HUGEINT){raised}"
            return f"CASE WHEN {column} < 0 THEN 0 ELSE {column} END"
        whole = max(Decimal(0), value).scaleb(self.scale_of_figure).to_integral_value(ROUND_FLOOR)
        return f"CAST({int(whole)} AS HUGEINT)"

    def holds(self, table: str) -> str:
        """SQL of whether it holds; NULL: not known."""
        return f"{table}.{quoted(self.when_name)}" if self._asks else "TRUE"

    @property
    def reads(self) -> bool:
        """Whether a frame has columns of it."""
        return self.constant is None or self._asks
