"""The edited text says what the same changes make of the plain tree, and leaves every other line as it was."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.amend.layouts import Writer, a_map
from tests.amend.random_changes import Changes

from policydsl.amend.consolidate import Consolidation
from policydsl.amend.document import Amendment, Remove
from policydsl.amend.history import History
from policydsl.amend.page import is_flow
from policydsl.amend.places import Index, Nowhere, Place, names_in
from policydsl.amend.reading import read_amendment
from policydsl.diagnostics import Reporter
from policydsl.diagnostics.render.text import render_text
from policydsl.source import SourceFile
from policydsl.source.patchwork import Patchwork
from policydsl.syntax import parse_yaml
from policydsl.syntax.plain import plain
from policydsl.syntax.tree import Mapping, Node, Scalar, walk


def tree(source: SourceFile) -> Mapping:
    reporter = Reporter()
    node = parse_yaml(source, reporter)
    assert isinstance(node, Mapping), source.text
    assert not reporter.has_errors, source.text + render_text(reporter, "en")
    return node


def amendment(number: int, changes: list[dict[str, Any]], chance: random.Random) -> Amendment:
    """The changes written down as an amendment."""
    document = {
        "policydsl": 1,
        "kind": "amendment",
        "id": f"amd_{number}",
        "amends": "p",
        "effective": {"from": f"2026-01-{number:02d}"},
        "changes": changes,
    }
    source = SourceFile(f"amd_{number}.yaml", Writer(chance).document(document))
    reporter = Reporter()
    read = read_amendment(tree(source), reporter)
    assert not reporter.has_errors, source.text + render_text(reporter, "en")
    return read


@dataclass(frozen=True)
class Case:
    """A base and amendments written down, what the same changes make of the plain values, and the text with them."""

    base: SourceFile
    root: Mapping
    made: tuple[Amendment, ...]
    document: dict[str, Any]
    text: Consolidation

    def __str__(self) -> str:
        parts = [self.base.text, *(one.source.text for one in self.made), self.text.source.text]
        return "\n=====\n".join(parts) + render_text(self.text.findings, "en")


def case(chance: random.Random) -> Case:
    document = a_map(chance, 3)
    base = SourceFile("base.yaml", Writer(chance, chance.choice(("\n", "\n", "\r\n"))).document(document))
    root = tree(base)
    assert plain(root) == document, base.text
    made = []
    for number in range(1, chance.randint(2, 4)):
        work = Changes(document, chance)
        changes = [copy.deepcopy(change) for _ in range(chance.randint(1, 6)) if (change := work.one()) is not None]
        if changes:
            made.append(amendment(number, changes, chance))
    history = History(base, root, made)
    return Case(base, root, history.amendments, document, history.of(history.amendments))


@given(st.randoms(use_true_random=False))
def test_text_and_tree_agree(chance: random.Random) -> None:
    made = case(chance)
    assert made.text.findings == (), str(made)
    assert plain(made.text.root) == made.document, str(made)


@given(st.randoms(use_true_random=False))
def test_every_value_knows_where_it_was_written(chance: random.Random) -> None:
    made = case(chance)
    for node in walk(made.text.root):
        if isinstance(node, Scalar) and node.text.strip():
            file, span = made.text.source.place(node.span)
            raw = made.text.source.text[node.span.start : node.span.end]
            there = file.text[span.start : span.end]
            if file is made.base:
                assert there == raw, str(made)
            else:
                assert any(file is one.source for one in made.made)
                # Quotes and line breaks may be others; the signs of the text are those that were written.
                assert _signs(node.text) <= _signs(there) | _signs("\\"), f"{made}\n{raw!r} {there!r}"


def _signs(text: str) -> set[str]:
    return set("".join(text.split()))


@given(st.randoms(use_true_random=False))
def test_what_is_not_spoken_of_stays_as_it_is(chance: random.Random) -> None:
    made = case(chance)
    kept = _lines_kept(made)
    lost = {number for number in range(1, _last_line(made.base) + 1) if number not in kept}
    wrong = [made.base.line(number) for number in sorted(lost - _lines_that_may_go(made)) if made.base.line(number)]
    assert wrong == [], f"{made}\n{wrong}"


def _last_line(file: SourceFile) -> int:
    return file.position(len(file.text)).line


def _lines_kept(made: Case) -> set[int]:
    """The lines of the base that stand whole and in the same order in the text."""
    source = made.text.source
    if not isinstance(source, Patchwork):
        return set(range(1, _last_line(made.base) + 1))
    kept: set[int] = set()
    before = 0
    for piece in source.pieces:
        if piece.file is not made.base:
            continue
        assert piece.exact
        assert piece.origin.start >= before
        before = piece.origin.end
        for number in range(made.base.position(piece.origin.start).line, made.base.position(piece.origin.end).line + 1):
            start = made.base.start_of(number)
            if piece.origin.start <= start and start + len(made.base.line(number)) <= piece.origin.end:
                kept.add(number)
    return kept


def _lines_that_may_go(made: Case) -> set[int]:
    """Those of what was set or removed, with the comments and blank lines that go with it."""
    base, index = made.base, Index(made.root)
    free: set[int] = set()
    changed = {one.names for one in made.text.touched}
    for one in made.text.touched:
        found = index.find(one.names)
        if isinstance(found, Nowhere):
            node: Node = found.node
            if not isinstance(node, Scalar) and is_flow(node):
                free |= _lines_of(base, node)
            elif isinstance(node, Mapping):
                free |= _lines_of_dash(base, node)
            continue
        above = index.find(one.names[:-1])
        emptied = all((*one.names[:-1], name) in changed for name in names_in(found.parent))
        first = found.key or found.node
        lines = _lines_of(base, first) | _lines_of(base, found.node)
        if isinstance(one.change, Remove) and isinstance(found.parent, Mapping):
            free |= _lines_of_dash(base, found.parent)
        if emptied or is_flow(found.parent):
            lines |= _lines_of(base, found.parent)
            lines |= _lines_of(base, above.key) if isinstance(above, Place) and above.key else set()
        top, bottom = min(lines), max(lines)
        while top > 1 and _goes_along(base.line(top - 1)):
            top -= 1
        while bottom < _last_line(base) and _goes_along(base.line(bottom + 1)):
            bottom += 1
        free |= set(range(top, bottom + 1))
    return free


def _lines_of_dash(base: SourceFile, item: Mapping) -> set[int]:
    """In an item of a list another entry moves to the dash, or away from it, when there is a new first one."""
    start = base.position(item.span.start)
    follows_dash = base.line(start.line)[: start.column - 1].strip() == "-"
    return {base.position(key.span.start).line for key, _ in item} if follows_dash else set()


def _goes_along(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#") or line.strip() == "-"


def _lines_of(file: SourceFile, node: Node) -> set[int]:
    return set(range(file.position(node.span.start).line, file.position(node.span.end).line + 1))
