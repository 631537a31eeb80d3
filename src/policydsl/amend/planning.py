"""One change against the text as it stands: where it goes, whether its guard holds, which edits it makes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, assert_never

from policydsl.amend import plain_edit
from policydsl.amend.document import Add, Change, Remove, Set, path_text
from policydsl.amend.editing import Editor, Emptiness, Splices, Written
from policydsl.amend.meaning import same
from policydsl.amend.places import Nowhere, Place, item_name, title_node, title_of
from policydsl.amend.standing import Standing
from policydsl.diagnostics import Label, Reporter
from policydsl.model import reading as read
from policydsl.source import Span, Text
from policydsl.source.frozen import frozen
from policydsl.source.patchwork import Piece
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence
from policydsl.syntax.values import quoted, shown

_DONE: Final = Text(
    "这里已经是要改成的内容：这处修改大概已经做过了，可以删去",
    "it says already what it is to become: this change has most likely been made, and can be deleted",
)


@frozen(eq=False)
class Plan:
    """What a change does: its edits, the part of the text that it goes by, and the same on plain values.

    `names` lead to what it writes or takes away; `owner` is the identity of the list or map that it adds to.
    """

    change: Change
    names: tuple[str, ...]
    splices: Splices
    reads: Span
    on_plain: Callable[[plain_edit.Value], None]
    owner: int | None = None


def plan(change: Change, standing: Standing, reporter: Reporter) -> Plan | None:
    """The plan of a change; None after a report."""
    editor = Editor(standing.page, change.path.at)
    match change:
        case Set():
            found = _set(change, standing, editor, reporter)
        case Add():
            found = _add(change, standing, editor, reporter)
        case Remove():
            found = _remove(change, standing, editor, reporter)
        case _:
            assert_never(change)
    return found


def _not_understood(change: Change, reporter: Reporter) -> None:
    reporter.report("M023", change.path.at, place=str(change.path))


# -- set ---------------------------------------------------------------------------------------------


def _set(change: Set, standing: Standing, editor: Editor, reporter: Reporter) -> Plan | None:
    place = standing.existing(change.path, reporter)
    if place is None or standing.is_lent(change, place.trail, place.node, reporter):
        return None
    names = place.names
    twice = standing.record.written_before(names)
    if twice is not None:
        reporter.report("M022", change.path.at, twice.change.path.at, place=str(change.path))
        return None
    if not same(change.was, place.node, place.form):
        reporter.report(
            "M010",
            read.label_of(change.was),
            standing.stands(place.node, names),
            help=_DONE if same(change.to, place.node, place.form) else _one_language(change, place),
            place=str(change.path),
            was=_shown(change.was),
            now=_shown(place.node),
        )
        return None
    own_id = change.to.get("id") if isinstance(change.to, Mapping) and isinstance(place.parent, Sequence) else None
    if own_id is not None and not (isinstance(own_id, Scalar) and own_id.text == names[-1]):
        reporter.report("M018", read.label_of(own_id), place=path_text((*names, "id")))
        return None
    if same(change.to, place.node, place.form):
        reporter.report("M012", read.label_of(change.to), place=str(change.path))
        return None
    splices = editor.set(place.parent, place.index, Written(change.to, change.comments))
    if splices is None:
        _not_understood(change, reporter)
        return None
    return Plan(change, names, splices, place.node.span, lambda document: plain_edit.put(document, names, change.to))


def _one_language(change: Set, place: Place) -> Text | None:
    """What to write where the guard has one of the languages of a text."""
    now = place.node
    if place.form.kind != "text" or not isinstance(now, Mapping) or not isinstance(change.was, Scalar):
        return None
    key = next((key.text for key, value in now if isinstance(value, Scalar) and value.text == change.was.text), None)
    if key is None:
        return None
    path = path_text((*place.names, key))
    return Text(
        f"这里按语言分列：只改这一种，写 `set: {path}`", f"it has several languages: to change one, write `set: {path}`"
    )


# -- add ---------------------------------------------------------------------------------------------


def _add(change: Add, standing: Standing, editor: Editor, reporter: Reporter) -> Plan | None:
    path, names = change.path, change.path.names
    found = standing.index.find(names)
    if isinstance(found, Place) and isinstance(found.node, Sequence):
        return _add_item(change, found, standing, editor, reporter)
    if standing.is_contested(names, path.at, reporter):
        return None
    if isinstance(found, Place):
        standing.report_existing(names, path.steps[-1].at, found.key or found.node, reporter)
    elif found.step < len(names) - 1 or isinstance(found.node, Scalar):
        standing.report_nowhere(path, found, reporter)
    elif isinstance(found.node, Sequence):
        owner = path_text(names[:-1])
        help_ = Text(f"往列表里增加一项，写 `add: {owner}`", f"to add an item to a list, write `add: {owner}`")
        place = Text(f"`{owner}` 里", f"`{owner}`")
        reporter.report("M009", path.steps[-1].at, help=help_, place=place, name=names[-1])
    else:
        return _add_entry(change, found, found.node, standing, editor, reporter)
    return None


def _add_item(change: Add, found: Place, standing: Standing, editor: Editor, reporter: Reporter) -> Plan | None:
    items = found.node
    if not isinstance(items, Sequence) or standing.is_lent(change, found.trail, None, reporter):
        return None
    if isinstance(change.value, Sequence):
        reporter.report("M035", read.label_of(change.value))
        return None
    name = item_name(change.value)
    names = (*found.names, name or "")
    if standing.is_contested(names, change.path.at, reporter):
        return None
    position = None if name is None else standing.index.position(items, name)
    if position is not None:
        own_id = change.value.get("id") if isinstance(change.value, Mapping) else None
        at = read.label_of(change.value if own_id is None else own_id)
        standing.report_existing(names, at, items.items[position], reporter)
        return None
    anchor = change.anchor
    beside = None if anchor is None else standing.neighbour((anchor.name, anchor.at), items, found.names, reporter)
    if anchor is not None and beside is None:
        return None
    after = anchor is None or anchor.after
    splices = editor.add_item(items, beside, Written(change.value, change.comments), after=after)
    if splices is None:
        _not_understood(change, reporter)
        return None
    neighbour = None if anchor is None else anchor.name
    reads = Span(items.span.end, items.span.end) if beside is None else items.items[beside].span
    return Plan(
        change, names, splices, reads,
        lambda document: plain_edit.insert(document, found.names, change.value, neighbour, after=after), id(items),
    )  # fmt: skip


def _add_entry(
    change: Add, found: Nowhere, owner: Mapping, standing: Standing, editor: Editor, reporter: Reporter
) -> Plan | None:
    if standing.is_lent(change, found.trail, None, reporter):
        return None
    names, anchor = change.path.names, change.anchor
    beside = None if anchor is None else standing.neighbour((anchor.name, anchor.at), owner, names[:-1], reporter)
    if anchor is not None and beside is None:
        return None
    step = change.path.steps[-1]
    key = _key(step.name, step.at, json=standing.page.is_json)
    after = anchor is None or anchor.after
    splices = editor.add_entry(owner, beside, key, Written(change.value, change.comments), after=after)
    if splices is None:
        _not_understood(change, reporter)
        return None
    end = Span(owner.span.end, owner.span.end)
    return Plan(change, names, splices, end, lambda document: plain_edit.put(document, names, change.value), id(owner))


def _key(name: str, at: Label, *, json: bool) -> tuple[Piece, ...]:
    """The last step of a path as a key of a map."""
    if name.isidentifier() and not json:
        return (Piece(name, at.file, at.span, exact=at.file.text[at.span.start : at.span.end] == name),)
    is_day = read.parse_day(name) is not None and not json
    return (Piece(name if is_day else quoted(name), at.file, at.span, exact=False),)


# -- remove ------------------------------------------------------------------------------------------


def _remove(change: Remove, standing: Standing, editor: Editor, reporter: Reporter) -> Plan | None:
    place = standing.existing(change.path, reporter)
    if place is None or standing.is_lent(change, place.trail, place.node, reporter):
        return None
    if change.was_title is not None and not _title_holds(change.was_title, place, change, standing, reporter):
        return None
    parent, names = place.parent, place.names
    if len(parent.entries if isinstance(parent, Mapping) else parent.items) > 1:
        splices = editor.remove(parent, place.index)
    else:
        above = standing.index.find(names[:-1])
        empty = Emptiness("{}" if isinstance(parent, Mapping) else "[]", change.path.at)
        splices = editor.set(above.parent, above.index, empty) if isinstance(above, Place) else None
    if splices is None:
        _not_understood(change, reporter)
        return None
    reads = place.node.span if place.key is None else place.key.span.to(place.node.span)
    return Plan(change, names, splices, reads, lambda document: plain_edit.take_out(document, names))


def _title_holds(written: Node, place: Place, change: Remove, standing: Standing, reporter: Reporter) -> bool:
    """Whether the thing is called so: in Chinese, or in each language that is given."""
    title, wanted = title_of(place.node), read.text(written)
    if isinstance(written, Scalar):
        fits = wanted.zh == (title.zh or title.en)
    else:
        fits = wanted.zh in ("", title.zh) and wanted.en in ("", title.en)
    if fits and title:
        return True
    if not title:
        reporter.report("M034", read.label_of(written), place=str(change.path))
        return False
    where, now = standing.stands(title_node(place.node), place.names), shown(title.zh or title.en)
    reporter.report("M011", read.label_of(written), where, place=str(change.path), was=_shown(written), now=now)
    return False


def _shown(node: Node) -> str:
    """A value as a message quotes it."""
    return shown(node.text if isinstance(node, Scalar) else node.file.text[node.span.start : node.span.end])
