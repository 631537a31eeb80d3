"""`allow:` in a document: findings that its drafter has looked at and wants, each with the reason.

An entry covers the findings of its code whose place lies inside the entry's own node. What is an error cannot be
allowed, and an entry that covers nothing is a finding itself, so that no entry outlives its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policydsl.diagnostics import RULES, Allowed, Diagnostic, Edit, Fix, Label, Reporter, Severity
from policydsl.source import Span, Text
from policydsl.source.frozen import frozen
from policydsl.syntax.names import closest
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence, walk

KEY: Final = "allow"
_AUDIT: Final = "A"


@frozen(eq=False)
class _Entry:
    """An entry with the places that it covers, and how far they reach."""

    code: str
    why: Text
    at: Label
    places: tuple[Label, ...]

    def covers(self, label: Label) -> bool:
        """Whether the label lies inside."""
        return any(
            place.file is label.file and place.span.start <= label.span.start and label.span.end <= place.span.end
            for place in self.places
        )

    @property
    def reach(self) -> int:
        """The size of its node: of two entries the inner one counts."""
        return self.places[0].span.end - self.places[0].span.start


def without_allowed(root: Node | None, found: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Allowed]]:
    """The findings that stay, with those about the entries themselves, and those that are allowed."""
    kept, allowed = split(root, found)
    # With an error not everything was looked at: an entry may still have its use.
    about = about_entries(root, allowed, stale=not any(one.severity is Severity.ERROR for one in kept))
    return [*kept, *about], allowed


def split(root: Node | None, found: Iterable[Diagnostic]) -> tuple[list[Diagnostic], list[Allowed]]:
    """The findings that stay, and those that an entry of the document allows."""
    entries = sorted(_entries(root), key=lambda entry: entry.reach) if root is not None else []
    kept: list[Diagnostic] = []
    allowed: list[Allowed] = []
    for finding in found:
        entry = _entry_for(finding, entries) if entries else None
        if entry is None:
            kept.append(finding)
        else:
            allowed.append(Allowed(finding, entry.why, entry.at))
    return kept, allowed


def about_entries(root: Node | None, allowed: Iterable[Allowed], *, stale: bool, in_audit: bool = False) -> Reporter:
    """What is wrong with the entries themselves; `stale`: whether one without a use is a finding.

    Those about the official text are for the audit to judge, and the others are not.
    """
    about = Reporter()
    used = {(one.at.file, one.at.span) for one in allowed}
    for entry in _entries(root) if root is not None else ():
        if (entry.at.file, entry.at.span) not in used and entry.code.startswith(_AUDIT) is in_audit:
            _useless(entry, about, stale=stale)
    return about


def _entry_for(finding: Diagnostic, entries: list[_Entry]) -> _Entry | None:
    if finding.severity is Severity.ERROR or not finding.labels:
        return None
    primary = finding.labels[0]
    return next((one for one in entries if one.code == finding.code and one.covers(primary)), None)


def _useless(entry: _Entry, reporter: Reporter, *, stale: bool) -> None:
    rule = RULES.get(entry.code)
    if rule is None:
        by_name = {known.name: known.code for known in RULES.values()}
        guess = by_name.get(entry.code) or closest(entry.code, RULES)
        reporter.report(
            "S030",
            entry.at,
            help=Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None,
            fix=Fix((Edit(entry.at.file, entry.at.span, guess),), sure=entry.code in by_name) if guess else None,
            rule=entry.code,
        )
    elif rule.severity is Severity.ERROR:
        reporter.report("S031", entry.at, rule=entry.code)
    elif stale:
        reporter.report("S032", entry.at, rule=entry.code)


def _entries(root: Node) -> Iterator[_Entry]:
    heads: dict[int, Scalar] = {}  # the key that a node stands under, by the node
    for node in walk(root):
        if type(node) is not Mapping:
            continue
        heads |= {id(value): key for key, value in node.entries}
        listed = node.get(KEY)
        if not isinstance(listed, Sequence):
            continue
        places = tuple(_places(node, heads.get(id(node)), whole=node is root))
        for item in listed.items:
            code, why = (item.get("code"), item.get("why")) if isinstance(item, Mapping) else (None, None)
            if isinstance(code, Scalar) and code.value is not None and why is not None:
                yield _Entry(code.text, _text(why), Label(code.file, code.span), places)


def _places(node: Mapping, head: Scalar | None, *, whole: bool) -> Iterator[Label]:
    """Where the node stands, its key included, and where parts of it stand that come from other files."""
    start = head.span.start if head is not None and head.file is node.file else node.span.start
    yield Label(node.file, node.file.whole() if whole else Span(start, node.span.end))
    for part in walk(node):
        if part.file is not node.file:
            yield Label(part.file, part.span)


def _text(node: Node) -> Text:
    if isinstance(node, Scalar):
        return Text(node.text)
    if isinstance(node, Mapping):
        zh, en = node.get("zh"), node.get("en")
        return Text(zh.text if isinstance(zh, Scalar) else "", en.text if isinstance(en, Scalar) else "")
    return Text()
