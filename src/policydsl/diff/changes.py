"""What differs between two texts of a policy: entries by key, items of lists by their id, formulas as they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from policydsl.amend.kinds import Form, policy_form
from policydsl.amend.kinds import Kind as FormKind
from policydsl.amend.meaning import same
from policydsl.amend.places import item_name
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

Kind: TypeAlias = Literal["added", "removed", "changed", "moved", "renamed"]

# Lists whose order decides something: the first row that fits, caps and rules one after the other.
_ORDERED: Final = frozenset({"rules", "caps", "stacking", "limits", "pay"})
# What says nothing to people about the law.
_LEFT_OUT: Final = frozenset({"policydsl", "kind", "allow"})


@frozen(eq=False)
class Step:
    """A part on the way to a change: its name, and what stands there before and after."""

    name: str
    form: Form
    old: Node | None
    new: Node | None

    @property
    def node(self) -> Node | None:
        """What stands there, the new one if there is one."""
        return self.new if self.new is not None else self.old


@frozen(eq=False)
class Change:
    """One change. `steps` lead to it, the last one is the place itself; a list that is only reordered is `moved`."""

    kind: Kind
    steps: tuple[Step, ...]
    renamed_from: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The path by keys and ids, as amendments write it."""
        return tuple(step.name for step in self.steps)

    @property
    def form_kind(self) -> FormKind:
        """Whether a formula, a table cell or a text stands there."""
        return self.steps[-1].form.kind

    @property
    def old(self) -> Node | None:
        """What stood there."""
        return self.steps[-1].old

    @property
    def new(self) -> Node | None:
        """What stands there."""
        return self.steps[-1].new


def changes_between(old: Mapping, new: Mapping) -> list[Change]:
    """Every change, in the order of the new text; what was removed comes where it stood."""
    return list(_mappings(old, new, policy_form(), ()))


def _nodes(old: Node, new: Node, form: Form, steps: tuple[Step, ...]) -> Iterator[Change]:
    if form.kind in ("text", "cell", "formula") or isinstance(old, Scalar) or isinstance(new, Scalar):
        if not same(old, new, form):
            yield Change("changed", steps)
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _mappings(old, new, form, steps)
    elif isinstance(old, Sequence) and isinstance(new, Sequence):
        yield from _sequences(old, new, form, steps)
    else:
        yield Change("changed", steps)


def _mappings(old: Mapping, new: Mapping, form: Form, steps: tuple[Step, ...]) -> Iterator[Change]:
    before = {key.text: value for key, value in old}
    after = {key.text: value for key, value in new}
    for name in _together(list(before), list(after)):
        if (not steps and name in _LEFT_OUT) or name == "allow":
            continue
        yield from _part(name, before.get(name), after.get(name), form.under(name), steps)


def _sequences(old: Sequence, new: Sequence, form: Form, steps: tuple[Step, ...]) -> Iterator[Change]:
    before, after = _named(old), _named(new)
    if before is None or after is None:
        if not same(old, new, form):
            yield Change("changed", steps)
        return
    renamed = _renamed(before, after, form.item)
    for name in _together(list(before), list(after)):
        if name in renamed.values():
            continue
        if name in renamed:
            step = Step(name, form.item, before[renamed[name]], after[name])
            yield Change("renamed", (*steps, step), renamed[name])
            continue
        yield from _part(name, before.get(name), after.get(name), form.item, steps)
    common = [name for name in before if name in after]
    if steps and steps[-1].name in _ORDERED and common != [name for name in after if name in before]:
        yield Change("moved", steps)


def _part(name: str, old: Node | None, new: Node | None, form: Form, steps: tuple[Step, ...]) -> Iterator[Change]:
    here = (*steps, Step(name, form, old, new))
    if old is None:
        yield Change("added", here)
    elif new is None:
        yield Change("removed", here)
    elif old is not new:
        yield from _nodes(old, new, form, here)


def _named(node: Sequence) -> dict[str, Node] | None:
    """The items by name; None where some have none, or two the same."""
    found: dict[str, Node] = {}
    for item in node.items:
        name = item_name(item)
        if name is None or name in found:
            return None
        found[name] = item
    return found


def _renamed(before: dict[str, Node], after: dict[str, Node], form: Form) -> dict[str, str]:
    """New names of items that are otherwise what they were, with the old ones."""
    gone = [name for name in before if name not in after]
    found: dict[str, str] = {}
    for name, node in after.items():
        if name in before or not isinstance(node, Mapping):
            continue
        old_name = next((one for one in gone if _same_but_id(before[one], node, form)), None)
        if old_name is not None:
            found[name] = old_name
            gone.remove(old_name)
    return found


def _same_but_id(old: Node, new: Mapping, form: Form) -> bool:
    if not isinstance(old, Mapping) or len(old.entries) != len(new.entries):
        return False
    before = {key.text: value for key, value in old}
    return len(before) > 1 and all(
        key.text in before and (key.text == "id" or same(before[key.text], value, form.under(key.text)))
        for key, value in new
    )


def _together(before: list[str], after: list[str]) -> list[str]:
    """All names in the order of the new text, those that are gone after the one that they stood behind."""
    found = list(after)
    last = -1
    for name in before:
        if name in after:
            last = found.index(name)
        else:
            last += 1
            found.insert(last, name)
    return found
