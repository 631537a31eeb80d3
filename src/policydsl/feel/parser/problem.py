"""The first mistake in a formula, on its way from the place that finds it to the reporter."""

from __future__ import annotations

from dataclasses import dataclass, field

from policydsl.source import Span, Text
from policydsl.source.frozen import frozen


@frozen
class Place:
    """A span of the formula with a note beside it."""

    span: Span
    note: Text = Text()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a diagnostic will say: code, places (the first primary), arguments, and how to mend it."""

    code: str
    places: tuple[Place, ...]
    args: dict[str, object] = field(default_factory=dict)
    help: Text | None = None
    edits: tuple[tuple[Span, str], ...] = ()
    sure: bool = True  # whether the edits are all that can be meant


class Problem(Exception):  # noqa: N818  (a mistake in the user's text, not an error of the program)
    """Ends the reading of a formula; it never leaves this package."""

    def __init__(
        self,
        code: str,
        span: Span,
        *more: Place,
        help: Text | None = None,  # noqa: A002  (the diagnostic's own word)
        edits: tuple[tuple[Span, str], ...] = (),
        sure: bool = True,
        **args: object,
    ) -> None:
        super().__init__(code)
        self.finding = Finding(code, (Place(span), *more), args, help, edits, sure)
