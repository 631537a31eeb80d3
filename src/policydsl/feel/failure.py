"""Failed operations: in FEEL the value is null; here the reason is kept as well."""

from __future__ import annotations

from policydsl.source import Span, Text
from policydsl.source.frozen import frozen


class FeelFailure(Exception):  # noqa: N818  (a failure of the evaluated text, not an error of the program)
    """Raised by an operation or a built-in that cannot give a value; the compiler turns it into null."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@frozen
class Failure:
    """A failed operation: why, and where in the formula's own text."""

    reason: Text
    span: Span


def fail(zh: str, en: str) -> FeelFailure:
    """A failure with its reason in both languages, for `raise fail(…)`."""
    return FeelFailure(Text(zh, en))
