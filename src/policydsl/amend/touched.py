"""What amendments have changed so far, by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.amend.document import Amendment, Change
from policydsl.diagnostics import Label
from policydsl.source import Text
from policydsl.source.frozen import frozen


@frozen(eq=False)
class Touched:
    """A change that was made; `names` lead to what it wrote or took away, the id of an added item included."""

    names: tuple[str, ...]
    change: Change
    amendment: Amendment

    def label(self, zh: str, en: str) -> Label:
        """The change in its amendment; `{id}` in the note is the amendment's."""
        at = self.change.path.at
        return Label(at.file, at.span, Text(zh.format(id=self.amendment.id), en.format(id=self.amendment.id)))


def overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one place is the other, or lies in it."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def touching(names: tuple[str, ...], touched: Iterable[Touched]) -> Iterator[Touched]:
    """The changes of a place or of what it lies in or holds, the last one first."""
    return (one for one in reversed(tuple(touched)) if overlap(names, one.names))
