"""Reads an amendment from its tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from policydsl.amend.document import Add, Amendment, Anchor, Change, Path, Remove, Set
from policydsl.amend.loans import lent_in
from policydsl.amend.paths import read_path
from policydsl.amend.writing import comments_before
from policydsl.diagnostics import Label, Reporter
from policydsl.model import reading as read
from policydsl.model.policy import InForce
from policydsl.source import Span, Text
from policydsl.syntax.tree import Mapping, Node, Scalar

MAX_CHANGES: Final = 1000

_ACTIONS: Final = ("set", "add", "remove")
_CONTENT: Final = Text("内容", "what is to stand there")


def read_amendment(node: Mapping, reporter: Reporter) -> Amendment:
    """The amendment, with every change that could be read; what could not was reported."""
    effective_node = node.get("effective")
    start = read.day(read.get(effective_node, "from"), reporter)
    end = read.day(read.get(effective_node, "until"), reporter)
    effective_at = read.label_of(effective_node if effective_node is not None else node)
    if start is not None and end is not None and end < start:
        reporter.report("M004", effective_at, start=start.iso(), end=end.iso())
    id_node, amends_node = node.get("id"), node.get("amends")
    return Amendment(
        id=read.string(id_node) or "",
        title=read.text(node.get("title")),
        number=read.string(node.get("number")) or "",
        issuer=read.text(node.get("issuer")),
        issued=read.day(node.get("issued"), reporter),
        amends=read.string(amends_node) or "",
        effective=InForce(start, end),
        note=read.text(node.get("note")),
        changes=tuple(_changes(node.get("changes"), reporter)),
        source=node.file,
        root=node,
        at=read.label_of(id_node if id_node is not None else node),
        amends_at=read.label_of(amends_node if amends_node is not None else node),
        effective_at=effective_at,
    )


def _changes(node: Node | None, reporter: Reporter) -> Iterator[Change]:
    every = read.items(node)
    if len(every) > MAX_CHANGES:
        place = every[MAX_CHANGES]
        at = Label(place.file, place.span)
        reporter.report("M020", at, what=Text("一份修订的修改", "changes of one amendment"), limit=MAX_CHANGES)
        return
    for body in read.mappings(node):
        # One in which something is wrong already is not made: what was meant is a guess.
        change = None if reporter.errors_within(read.label_of(body)) else _change(body, reporter)
        if change is not None:
            yield change


def _change(body: Mapping, reporter: Reporter) -> Change | None:
    given = [key for key, _ in body if key.text in _ACTIONS]
    if not given:
        first = body.entries[0][0] if body.entries else body
        if "was" not in {key.text for key, _ in body}:  # with `was` the schema has asked for `set`
            reporter.report("M006", Label(first.file, first.span))
        return None
    if len(given) > 1:
        one, other = (Label(key.file, key.span) for key in given[:2])
        reporter.report("M007", other, one, first=given[0].text, second=given[1].text)
        return None
    action = given[0].text
    path_node = body.get(action)
    if not isinstance(path_node, Scalar) or path_node.value is None:
        return None
    path = read_path(path_node, reporter)
    anchor_is_fine, anchor = _anchor(body, reporter)
    if path is None or not anchor_is_fine:
        return None
    return _of(action, body, path, anchor, reporter)


def _of(action: str, body: Mapping, path: Path, anchor: Anchor | None, reporter: Reporter) -> Change | None:
    why, cite = read.text(body.get("why")), read.string(body.get("cite")) or ""
    match action:
        case "set":
            was, to = _content(body, "was", reporter), _content(body, "to", reporter)
            if was is None or to is None:
                return None
            return Set(path, was, to, _comments(body, "to", to), why, cite)
        case "add":
            value = _content(body, "value", reporter)
            return None if value is None else Add(path, value, anchor, _comments(body, "value", value), why, cite)
        case _:
            return Remove(path, body.get("was_title"), why, cite)


def _comments(body: Mapping, key: str, node: Node) -> tuple[Span, ...]:
    key_node = body.key(key)
    return () if key_node is None else tuple(comments_before(node, key_node))


def _content(body: Mapping, key: str, reporter: Reporter) -> Node | None:
    """What a change writes or expects; nothing, and what is written elsewhere in the file, are reported."""
    node = body.get(key)
    if node is None:
        return None
    if isinstance(node, Scalar) and node.value is None:
        key_node = body.key(key) or node
        place = key_node if node.span.start == node.span.end else node
        reporter.report("S019", read.label_of(place), place=Text(f"`{key}` ", f"`{key}`"), wanted=_CONTENT)
        return None
    if key != "was":
        lent = lent_in(node, body)
        if lent is not None:
            reporter.report("M019", lent)
            return None
    return node


def _anchor(body: Mapping, reporter: Reporter) -> tuple[bool, Anchor | None]:
    """`after` or `before`; False where both are given."""
    after, before = body.get("after"), body.get("before")
    if after is not None and before is not None:
        reporter.report("M017", read.label_of(before), read.label_of(after))
        return False, None
    node = after if after is not None else before
    name = read.string(node)
    if node is None or name is None:
        return True, None
    return True, Anchor(name, read.label_of(node), after=after is not None)
