"""One mistake, one finding: several passes may see the same one, each in its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from policydsl.diagnostics import RULES, Diagnostic, Label, Severity
from policydsl.source import SourceFile, Span, Text
from policydsl.syntax.tree import Mapping, Node, Sequence, walk

Key: TypeAlias = tuple[object, ...]

# What one cannot see, or hardly: an error at the same place is because of it.
_HARD_TO_SEE: Final = ("Y029", "Y031", "Y041")
# Where both are found at one place, the one on the left is not told. The shape check says best what lacks or has
# another form; of a day that no calendar has, and of a list in the place of one fact, the later pass knows more.
_SAID_BETTER: Final = {
    "S015": ("F011", "F041"),
    "S017": ("F041",),
    "S021": ("N016",),
    "S022": ("P001",),
    "F002": ("S012",),
    **dict.fromkeys(("F012", "F019"), ("Y024", "Y025")),
    "P042": _HARD_TO_SEE,
    **dict.fromkeys(("F001", "F003", "F004", "F006", "F007", "F008"), ("S",)),
}
# A sign that is no part of the value: what any later pass says of it is the same mistake.
_STRAY_SIGNS: Final = ("Y006", "Y039", "Y042")
# YAML took a formula apart, or only a part of it; the families that speak of what formulas say.
_TAKEN_APART: Final = ("Y007", "Y008", "Y010", "Y012", "Y013", "Y018", "Y035", "Y037", "Y060", "Y061")
_OF_FORMULAS: Final = ("X", "N", "T", "D")
# After these a part of the text is missing from what later passes see, or stands elsewhere.
_BROKEN: Final = ("Y", "S01", "S02")
# A cell that was meant to be narrower or wider than it is: of rows that never apply, and of gaps, it is the cause.
_OPEN_CELLS: Final = ("X027", "X070")
# These speak of what is not there, or of what a policy means as a whole.
_OF_THE_WHOLE: Final = ("P", "D")


def without_repeats(found: Iterable[Diagnostic], root: Node | None = None) -> list[Diagnostic]:
    """The findings, each mistake once, in the same order; `root` is the document's."""
    every = list(found)
    if len(every) < 2:  # noqa: PLR2004  (nothing can be told twice)
        return every
    of_code: dict[str, list[Diagnostic]] = {}
    for one in every:
        of_code.setdefault(one.code, []).append(one)
    every = [one for one in every if not _said_better(one, of_code)]
    every = [one for one in every if one.code != "X016" or not _in_an_error(one, every)]
    every = list(_without_what_yaml_broke(_without_values_in_comments(every)))
    every = list(_seen_together(every))
    every = list(_without_item(every))
    if root is not None:
        every = list(_of_whole_parts(_without_unknown_facts(every, root), root))
    return every


def _said_better(one: Diagnostic, of_code: dict[str, list[Diagnostic]]) -> bool:
    """`of_code`: all findings by their codes."""
    if one.code == "S022" and one.fix is not None:
        return False
    better = _SAID_BETTER.get(one.code, ())
    if one.code == "P001":
        better = ("S022",)
    others = (other for code, found in of_code.items() if _is_better(code, one, better) for other in found)
    return any(
        other.labels and one.labels and _overlap(one.labels[0], other.labels[0])
        for other in others
        if one.code != "P001" or other.code != "S022" or other.fix is not None
    )


def _without_values_in_comments(every: list[Diagnostic]) -> list[Diagnostic]:
    """`note: #2`: that the value is a comment is told; that there is none is the same."""
    lines = {_line(one) for one in every if one.code == "Y027" and one.labels}
    brackets = [_hull(one) for one in every if one.code == "Y035" and one.labels and one.fix is not None]
    return [
        one
        for one in every
        if not (one.code == "S019" and one.labels and _line(one) in lines)
        and not (one.code == "Y027" and any(_overlap(one.labels[0], hull) for hull in brackets))
    ]


def _line(one: Diagnostic) -> tuple[int, int]:
    label = one.labels[0]
    return id(label.file), label.file.position(label.span.start).line


def _without_what_yaml_broke(every: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Of a formula that YAML did not leave whole, what is told of its parts is no mistake of its own."""
    hulls = [_hull(one) for one in every if one.code in _TAKEN_APART and one.labels]
    for one in every:
        if not (one.code.startswith(_OF_FORMULAS) and one.labels and any(_overlap(one.labels[0], h) for h in hulls)):
            yield one


def _hull(one: Diagnostic) -> Label:
    """The place of a finding together with all that its fix changes."""
    label = one.labels[0]
    spans = [label.span, *(edit.span for edit in (one.fix.edits if one.fix else ()) if edit.file is label.file)]
    return Label(label.file, Span(min(s.start for s in spans), max(s.end for s in spans)))


def _in_an_error(one: Diagnostic, every: list[Diagnostic]) -> bool:
    """Whether a full-width sign stands where something is wrong anyway: it is mended with that, or told afterwards."""
    at = one.labels[0]
    return any(
        other.labels and _overlap(at, other.labels[0]) and other.severity in (Severity.ERROR, Severity.WARNING)
        for other in every
    )


def _is_better(code: str, one: Diagnostic, better: tuple[str, ...]) -> bool:
    return (bool(better) and code.startswith(better)) or (code in _STRAY_SIGNS and not one.code.startswith("Y"))


def _overlap(one: Label, other: Label) -> bool:
    return one.file is other.file and one.span.start <= other.span.end and other.span.start <= one.span.end


def _seen_together(every: list[Diagnostic]) -> Iterator[Diagnostic]:
    """An error and what one can hardly see inside of it are one finding: the error, with the place of the other."""
    hard = [one for one in every if one.code in _HARD_TO_SEE and one.labels]
    taken: set[int] = set()
    merged: dict[int, Diagnostic] = {}
    for one in every if hard else ():
        if one.severity is not Severity.ERROR or one.code.startswith("Y") or not one.labels:
            continue
        cause = next((other for other in hard if id(other) not in taken and _contains(one.labels[0], other)), None)
        if cause is not None:
            taken.add(id(cause))
            at = cause.labels[0]
            label = Label(at.file, at.span, Text(cause.message("zh"), cause.message("en")))
            help_ = one.help if one.fix is not None and one.help is not None else _help_of(cause)
            merged[id(one)] = Diagnostic(one.code, (*one.labels, label), one.args, help_, one.fix or cause.fix)
    for one in every:
        if id(one) not in taken:
            yield merged.get(id(one), one)


def _help_of(one: Diagnostic) -> Text:
    return Text(one.help_text("zh"), one.help_text("en"))


def _without_item(every: list[Diagnostic]) -> Iterator[Diagnostic]:
    """That a clause lacks `for_each` is told once, however many of its formulas name the item; nor its caps besides."""
    told: set[tuple[object, ...]] = set()
    lacking = {(_clause_of(one), str(one.args.get("name"))) for one in every if one.code == "P016"}
    for one in every:
        key = _clause_of(one), str(one.args.get("name"))
        if one.code == "P016" and key[0]:
            if key in told:
                continue
            told.add(key)
        elif one.code == "N007" and key[0] and key in lacking:
            continue
        yield one


def _clause_of(one: Diagnostic) -> tuple[str, ...]:
    return one.part.path[:2] if one.part is not None else ()


def _without_unknown_facts(every: list[Diagnostic], root: Node) -> list[Diagnostic]:
    """Of what stands under a name that is no fact, its shape is no mistake besides."""
    unknown = {one.labels[0].span for one in every if one.code == "F002" and one.labels}
    if not unknown:
        return every
    values = [
        value
        for node in walk(root)
        if isinstance(node, Mapping)
        for key, value in node.entries
        if key.span in unknown and key.file is root.file
    ]
    return [
        one
        for one in every
        if not (one.code.startswith("S") and one.labels and any(_within(one.labels[0], value) for value in values))
    ]


def _contains(label: Label, other: Diagnostic) -> bool:
    inner = other.labels[0]
    return inner.file is label.file and label.span.start <= inner.span.start and inner.span.end <= label.span.end


def _of_whole_parts(every: list[Diagnostic], root: Node) -> Iterator[Diagnostic]:
    """Leave out warnings about the sense of a part that could not be read in full: it may lack what they miss."""
    broken = [one.labels[0] for one in every if one.labels and _is_broken(one)]
    parts = list(_parts(root)) if broken else []
    for one in every:
        if broken and one.labels and _is_of_the_whole(one):
            part = next((part for part in parts if _within(one.labels[0], part)), None)
            if part is None or any(_within(place, part) for place in broken):
                continue
        yield one


def _is_broken(one: Diagnostic) -> bool:
    return one.code in _OPEN_CELLS or (one.severity is Severity.ERROR and one.code.startswith(_BROKEN))


def _is_of_the_whole(one: Diagnostic) -> bool:
    return one.code.startswith(_OF_THE_WHOLE) and RULES[one.code].severity is not Severity.ERROR


def _parts(root: Node) -> Iterator[Node]:
    """The clauses and other items of the document's lists."""
    for _, value in root.entries if isinstance(root, Mapping) else ():
        if isinstance(value, Sequence):
            yield from value.items


def _within(label: Label, part: Node) -> bool:
    return label.file is part.file and part.span.start <= label.span.start and label.span.end <= part.span.end


def key_of(found: Diagnostic) -> Key:
    """What makes two findings one."""
    place = (id(found.labels[0].file), found.labels[0].span) if found.labels else ()
    return (found.code, *place, *map(str, found.args.values()))


def is_at(found: Diagnostic, file: SourceFile) -> bool:
    """Whether a finding stands in a file, or nowhere at all."""
    return not found.labels or found.labels[0].file is file
