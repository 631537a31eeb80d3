"""The curve of one fact: for each award and for the sum, pieces with their rules and the breaks between them."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from policydsl.award import Award, Evaluation, Status
from policydsl.curve.axis import Axis
from policydsl.curve.laws import Law
from policydsl.source.frozen import frozen

BreakKind = Literal["cliff_down", "cliff_up", "status", "cap_begins", "cap_ends", "kink", "other"]


@frozen(eq=False)
class Piece:
    """A stretch from one position to another (both inclusive) with one rule.

    `law` None: no figure, or figures on no straight line (`bent`), or not looked into (`dark`).
    """

    start: int
    end: int
    status: Status | None  # None: of the sum
    figure_start: Decimal | None
    figure_end: Decimal | None
    law: Law | None
    row: str | None = None
    limited_by: str | None = None
    missing: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    no_row: bool = False
    provisional: bool = False
    failures: int = 0
    bent: bool = False
    dark: bool = False
    award: Award | None = None  # at its first position, by the policy itself; of the sum and of what never moves: none


@frozen(eq=False)
class Break:
    """A change at a position: `before` is what there was one step earlier, `after` what there is at it.

    `lost`: what the one step costs, if it is a cliff down or an award that ends; `until`: the next position where
    there is more than before the cliff (None: not within the range).
    """

    at: int
    kind: BreakKind
    before: Decimal | None
    after: Decimal | None
    left: Piece
    right: Piece
    lost: Decimal | None = None
    until: int | None = None


@frozen(eq=False)
class Series:
    """One award, or the sum (`award` None). `months`: its figures are those of a term, as the clause grants one."""

    award: Award | None
    months: bool
    pieces: tuple[Piece, ...]
    breaks: tuple[Break, ...]
    nodes: tuple[tuple[int, Decimal | None], ...]  # positions that were evaluated, for a picture

    @property
    def moves(self) -> bool:
        """Whether anything about it changes."""
        return len(self.pieces) > 1 or any(p.bent or p.dark or (p.law is not None and p.law.rate) for p in self.pieces)


@frozen(eq=False)
class Curve:
    """What becomes of the awards as one fact moves.

    `unsure`: clauses and limits with formulas in which a break narrower than what was looked at could be missed.
    """

    axis: Axis
    first: Evaluation  # at the first position
    given: Decimal | None  # the figure in the fact file
    series: tuple[Series, ...]
    total: Series
    points: int
    unsure: tuple[str, ...]
    dark: tuple[tuple[int, int], ...]

    @property
    def complete(self) -> bool:
        """Whether no break can have been missed."""
        return not self.unsure and not self.dark
