"""Frozen records behave as the standard library's frozen, slotted dataclasses do."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass

import pytest

from policydsl.source.frozen import frozen, replace


@frozen
class Point:
    """A record with a default."""

    x: int
    y: int = 2

    @property
    def total(self) -> int:
        """A property stays a property."""
        return self.x + self.y


@frozen(eq=False)
class Same:
    """A record that is equal only to itself."""

    x: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The standard library's."""

    x: int
    y: int = 2


def test_construction_by_position_and_name() -> None:
    assert (Point(1).x, Point(1).y, Point(y=5, x=4).y, Point(1, 7).total) == (1, 2, 5, 8)


@pytest.mark.parametrize("arguments", [(), (1, 2, 3)])
def test_wrong_arguments_are_refused(arguments: tuple[int, ...]) -> None:
    with pytest.raises(TypeError):
        Point(*arguments)
    with pytest.raises(TypeError):
        Reference(*arguments)


def test_it_cannot_be_changed() -> None:
    point = Point(1)
    for name in ("x", "z"):
        with pytest.raises(AttributeError):
            setattr(point, name, 3)
    with pytest.raises(AttributeError):
        del point.x


def test_equality_hash_and_repr() -> None:
    assert Point(1, 2) == Point(1) != Point(2)
    other: object = Reference(1)
    assert Point(1) != other
    assert hash(Point(1)) == hash(Point(1, 2))
    assert repr(Point(1)) == "Point(x=1, y=2)" == repr(Reference(1)).replace("Reference", "Point")
    one = Same(1)
    assert one == one  # noqa: PLR0124  (that is the point)
    assert one != Same(1)


def test_patterns_copies_and_replacement() -> None:
    match Point(3, 4):
        case Point(x, y=y):
            assert (x, y) == (3, 4)
    assert pickle.loads(pickle.dumps(Point(3))) == Point(3) == copy.deepcopy(Point(3))  # noqa: S301  (our own bytes)
    assert replace(Point(3), y=9) == Point(3, 9)
    with pytest.raises(TypeError, match="has no z"):
        replace(Point(3), z=1)


def test_a_default_must_not_come_first() -> None:
    class Wrong:
        x: int = 1
        y: int

    with pytest.raises(TypeError, match="without a default"):
        frozen(Wrong)
