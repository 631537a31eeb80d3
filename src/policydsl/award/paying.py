"""What comes after the sum of an award: the parts in which it is paid, and what the recipient promises."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from policydsl.feel.values import Date, DaysTimeDuration, YearsMonthsDuration
from policydsl.model.paying import Instalment, Obligation
from policydsl.source.frozen import frozen

if TYPE_CHECKING:
    from policydsl.award.award import FailureNote

DueStatus: TypeAlias = Literal["due", "later", "open", "lapsed"]


@frozen
class Part:
    """One instalment: its sum (yuan), the day when it falls due (None: at once, or not known yet), and whether it does.

    `due`: to be paid now; `later`: on a day to come; `open`: missing facts decide (or `failures`); `lapsed`: its
    condition does not hold, and nothing of it is paid.
    """

    instalment: Instalment
    share: Decimal
    amount: Decimal
    due: Date | None
    status: DueStatus
    missing: tuple[str, ...] = ()
    failures: tuple[FailureNote, ...] = ()


@frozen
class Promise:
    """One obligation with its days; what is not known yet is None, and `missing` says for want of which facts."""

    obligation: Obligation
    duration: YearsMonthsDuration | DaysTimeDuration | None
    start: Date | None
    until: Date | None
    repay: Decimal | None
    missing: tuple[str, ...] = ()
    failures: tuple[FailureNote, ...] = ()
