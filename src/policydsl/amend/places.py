"""Follows a path through the tree of a policy: keys of maps, and items of lists by their id."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Seq
from typing import TypeAlias

from policydsl.amend.document import Path, Step, path_text
from policydsl.amend.kinds import Form, policy_form
from policydsl.diagnostics import Label, Reporter
from policydsl.model import reading as read
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.names import closest, listed
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

# What people call a thing: of each, the first key that there is.
_TITLES = ("title", "label", "question", "text")


@frozen(eq=False)
class Place:
    """What stands somewhere: `index` is its position in `parent`; `key` is its own one, if that is a map."""

    names: tuple[str, ...]
    node: Node
    form: Form
    parent: Mapping | Sequence
    index: int
    trail: tuple[Node, ...]  # the nodes on the way, this one included

    @property
    def key(self) -> Scalar | None:
        """The key under which it stands; None for an item of a list."""
        return self.parent.entries[self.index][0] if isinstance(self.parent, Mapping) else None


@frozen(eq=False)
class Nowhere:
    """Where a path ends before its last step: the node that has no such step, and which step that is."""

    node: Node
    form: Form
    step: int
    trail: tuple[Node, ...]


Found: TypeAlias = Place | Nowhere


class Index:
    """Places of one tree; what has been looked up in a long list is remembered."""

    def __init__(self, root: Mapping) -> None:
        self.root = root
        self._names: dict[int, dict[str, int]] = {}

    def find(self, names: Seq[str]) -> Found:
        """What a path leads to; a path without steps leads nowhere."""
        node: Node = self.root
        form = policy_form()
        trail: list[Node] = [node]
        place: Place | None = None
        for number, name in enumerate(names):
            position = None if isinstance(node, Scalar) else self.position(node, name)
            if isinstance(node, Scalar) or position is None:
                return Nowhere(node, form, number, tuple(trail))
            parent = node
            if isinstance(parent, Mapping):
                node, form = parent.entries[position][1], form.under(name)
            else:
                node, form = parent.items[position], form.item
            trail.append(node)
            place = Place(tuple(names[: number + 1]), node, form, parent, position, tuple(trail))
        return place if place is not None else Nowhere(node, form, 0, tuple(trail))

    def position(self, node: Mapping | Sequence, name: str) -> int | None:
        """Where an entry or item of this name stands."""
        known = self._names.get(id(node))
        if known is None:
            known = {}
            for position, one in enumerate(names_in(node)):
                known.setdefault(one, position)
            self._names[id(node)] = known
        return known.get(name)


def names_in(node: Mapping | Sequence) -> list[str]:
    """The names of all entries or items, in order."""
    if isinstance(node, Mapping):
        return [key.text for key, _ in node]
    return [item_name(item) or "" for item in node.items]


def item_name(node: Node) -> str | None:
    """What an item of a list is called by: its id; if it is a text, the text itself."""
    match node:
        case Scalar():
            return node.text
        case Mapping():
            own_id = node.get("id")
            return own_id.text if isinstance(own_id, Scalar) else (read.text(node).zh or read.text(node).en or None)
        case _:
            return None


def title_of(node: Node) -> Text:
    """What people call a thing."""
    found = title_node(node)
    return Text() if found is node else read.text(found)


def title_node(node: Node) -> Node:
    """Where that is written; the node itself where nothing is."""
    titles = (read.get(node, key) for key in _TITLES)
    return next((title for title in titles if title is not None and read.text(title)), node)


def report_nowhere(path: Path, found: Nowhere, reporter: Reporter) -> None:
    """Say where a path loses its way, and what was most likely meant."""
    step = path.steps[found.step]
    above = path_text(path.names[: found.step])
    if isinstance(found.node, Scalar):
        file, span = found.node.file.place(found.node.span)
        where = Label(file, span, Text("这里只有一个值", "a single value"))
        reporter.report("M021", step.at, where, place=above, name=step.name)
        return
    place = Text(f"`{above}` 里", f"`{above}`") if above else Text("政策里", "the policy")
    help_ = _meant(path, found, step) or _known(found.node)
    reporter.report("M009", step.at, help=help_, place=place, name=step.name)


def _meant(path: Path, found: Nowhere, step: Step) -> Text | None:
    node, name = found.node, step.name
    if isinstance(node, Scalar):
        return None
    if isinstance(node, Sequence) and name.isdecimal():
        names = names_in(node)
        position = int(name) if len(name) <= len(str(len(names))) else len(names)
        if position < len(names):
            return Text(f"按 id 写，不按第几项写，如 `{names[position]}`", f"write its id, as `{names[position]}`")
    guess = found.form.key_called(name) or _by_title(node, name) or closest(name, names_in(node))
    if guess is not None and guess in names_in(node):
        return _did_you_mean(guess)
    if name in found.form.keys:
        where = path_text((*path.names[: found.step], name))
        return Text(
            f"这里还没有 `{name}`；要加上，写 `add: {where}`",
            f"there is no `{name}` yet; to make it, write `add: {where}`",
        )
    below = _below(node, name)
    if below is not None:
        return _did_you_mean(path_text((*path.names[: found.step], *below)))
    return None


def _did_you_mean(name: str) -> Text:
    return Text(f"是不是想写 `{name}`？", f"did you mean `{name}`?")


def _known(node: Node) -> Text | None:
    names = [] if isinstance(node, Scalar) else names_in(node)
    if not names:
        return Text("这里还是空的", "there is nothing in it")
    return Text(f"有：{listed(names)}", f"it has {listed(names)}")


def _by_title(node: Mapping | Sequence, name: str) -> str | None:
    """The name of what people call so."""
    pairs: Iterable[tuple[str | None, Node]]
    pairs = (
        [(key.text, value) for key, value in node]
        if isinstance(node, Mapping)
        else [(item_name(item), item) for item in node.items]
    )
    for own_name, one in pairs:
        title = title_of(one)
        if own_name and name in (title.zh, title.en):
            return own_name
    return None


def _below(node: Node, name: str) -> tuple[str, ...] | None:
    """The way to the only thing of that name further down; None if there is none, or several."""
    found: list[tuple[str, ...]] = []
    stack: list[tuple[tuple[str, ...], Node]] = [((), node)]
    while stack:
        way, one = stack.pop()
        if isinstance(one, Scalar) or len(found) > 1:
            continue
        children = list(one) if isinstance(one, Mapping) else [(None, item) for item in one.items]
        for key, child in children:
            own_name = key.text if key is not None else item_name(child)
            if own_name is None:
                continue
            if own_name == name and way:
                found.append((*way, own_name))
            stack.append(((*way, own_name), child))
    return found[0] if len(found) == 1 else None
