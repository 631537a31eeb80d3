"""Three-valued logic: null is "not known", and a false or a true that decides is not undone by it."""

from __future__ import annotations

from policydsl.feel.failure import FeelFailure, fail
from policydsl.feel.ops.show import kind, show
from policydsl.feel.values import Value


def and_(left: Value, right: Value) -> bool | None:
    """False if either is false, else null if either is null."""
    if left is False or right is False:
        return False
    if left is True and right is True:
        return True
    _only_booleans(left, right)
    return None


def or_(left: Value, right: Value) -> bool | None:
    """True if either is true, else null if either is null."""
    if left is True or right is True:
        return True
    if left is False and right is False:
        return False
    _only_booleans(left, right)
    return None


def not_(value: Value) -> bool | None:
    """The other of true and false; null stays."""
    if value is None or isinstance(value, bool):
        return None if value is None else not value
    raise _not_boolean(value)


def _only_booleans(*values: Value) -> None:
    for value in values:
        if value is not None and not isinstance(value, bool):
            raise _not_boolean(value)


def _not_boolean(value: Value) -> FeelFailure:
    what = kind(value)
    return fail(
        f"这里需要 true 或 false，而 `{show(value)}` 是{what.zh}",
        f"true or false is needed here, but `{show(value)}` is a {what.en}",
    )
