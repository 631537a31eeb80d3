"""What amendments have changed so far, by place."""

from __future__ import annotations

from collections.abc import Iterable

from policydsl.amend.document import Amendment, Change, Remove
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


class Record:
    """All changes made when one more amendment comes; those that it makes are added."""

    def __init__(self, touched: Iterable[Touched], amendment: Amendment) -> None:
        self.amendment = amendment
        self._all = {id(one.change): one for one in touched}
        start = amendment.effective.start
        # Nothing says which of two amendments of one day comes first.
        self._rivals = [one for one in self._all.values() if one.amendment.effective.start == start]
        self._by_place: dict[tuple[str, ...], list[Touched]] = {}
        for one in self._all.values():
            self._by_place.setdefault(one.names, []).append(one)

    @property
    def all(self) -> tuple[Touched, ...]:
        """In the order in which they were made."""
        return tuple(self._all.values())

    def add(self, names: tuple[str, ...], change: Change) -> None:
        """Note a change of the amendment."""
        made = Touched(names, change, self.amendment)
        self._all[id(change)] = made
        self._by_place.setdefault(names, []).append(made)

    def forget(self, change: Change) -> None:
        """Take back a change that could not be made after all."""
        made = self._all.pop(id(change), None)
        if made is not None:
            self._by_place[made.names].remove(made)

    def rival(self, names: tuple[str, ...]) -> Touched | None:
        """A change of the same place by another amendment of the same day."""
        return next((one for one in self._rivals if overlap(names, one.names)), None)

    def removed(self, names: tuple[str, ...]) -> Touched | None:
        """The change that took a place away, if one did."""
        return next((t for t in self._by_place.get(names, ()) if isinstance(t.change, Remove)), None)

    def written_before(self, names: tuple[str, ...]) -> Touched | None:
        """The change by which the amendment itself has written this place."""
        mine = (t for t in self._by_place.get(names, ()) if t.amendment is self.amendment)
        return next((t for t in mine if not isinstance(t.change, Remove)), None)

    def touching(self, names: tuple[str, ...]) -> Iterable[Touched]:
        """The changes of a place or of what it lies in or holds, the last one first."""
        return (one for one in reversed(self.all) if overlap(names, one.names))


def overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one place is the other, or lies in it."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]
