"""Writes what came out into the tests that expected otherwise; comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from policydsl.amend.editing import Editor, Splices, Written
from policydsl.amend.page import Page, is_flow
from policydsl.award import Award, Evaluation
from policydsl.diagnostics import Label, Reporter
from policydsl.model import reading as read
from policydsl.source import SourceFile
from policydsl.source.figures import money_text, months_text, plain_text
from policydsl.source.frozen import frozen
from policydsl.source.patchwork import Patchwork, Piece
from policydsl.syntax import check_shape, parse_yaml
from policydsl.syntax.tree import Mapping, Node, Scalar, at_path
from policydsl.testing.cases import PolicyTest, tests_of
from policydsl.testing.compare import NO_AWARD, Difference, Value, differences, payable_of, value_of

_BARE: Final = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w.\-\u4e00-\u9fff]*|[0-9]+(?:\.[0-9]+)?[\u4e00-\u9fff]+")
_ENTRY: Final = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[\w.\-]+):(?: |$)')
_WORDS: Final = frozenset({"null", "true", "false", "y", "n", "yes", "no", "on", "off"})
_NULLS: Final = ("limited_by", "row", "due", "from", "until")  # null says that there is none
_FILLED: Final = (
    "status", "amount", "payable", "most", "term", "limited_by", "row", "provisional", "no_row", "failed_conditions",
    "missing",
)  # fmt: skip
_EXPECT: Final = 3  # how many steps lead to what a test expects

_Path: TypeAlias = tuple[str | int, ...]


@frozen(eq=False)
class Outcome:
    """A test that was run, with all that differs."""

    test: PolicyTest
    evaluation: Evaluation
    differences: Sequence[Difference]


@frozen(eq=False)
class Accepted:
    """The text of a document with what came out in the place of what was expected; `count` of differences written."""

    text: str
    count: int


@frozen(eq=False)
class _Step:
    """One edit: at a path of the document, the lines of a value; no lines: take it out."""

    path: _Path
    value: str | None


def accept(source: SourceFile, outcomes: Iterable[Outcome], reporter: Reporter) -> Accepted:
    """Write what came out; a test that cannot be written so that it is read again and then holds is reported."""
    text, count = source.text, 0
    for one in outcomes:
        if not one.differences:
            continue
        done = _written_anew(text, one)
        if done is None:
            reporter.report("F063", one.test.at, name=one.test.name)
        else:
            text, count = done, count + len(one.differences)
    return Accepted(text, count)


def _written_anew(text: str, one: Outcome) -> str | None:
    payable = money_text(payable_of(one.evaluation.awards), one.evaluation.plan.policy.currency)
    paid = f"total: {payable}"  # of a test that would expect nothing else
    for step in _steps(one):
        done = _edited(text, step, paid)
        if done is None:
            return None
        text = done
    return text if _holds(text, one) else None


def _holds(text: str, one: Outcome) -> bool:
    """Whether a text is read without findings, and its test expects what came out."""
    reporter = Reporter()
    root = parse_yaml(SourceFile("", text), reporter)
    if not isinstance(root, Mapping):
        return False
    check_shape(root, "tests", reporter)
    found = next((test for test in tests_of(root) if test.index == one.test.index), None)
    return not reporter.has_errors and found is not None and not differences(found, one.evaluation)


# -- which edits ---------------------------------------------------------------------------------------


def _steps(one: Outcome) -> Iterator[_Step]:
    currency = one.evaluation.plan.policy.currency
    base: _Path = ("tests", one.test.index, "expect")
    awards = {(each.clause.id, each.subject): each for each in one.evaluation.awards}
    of_awards = [each for each in one.differences if each.award is not None or each.found == NO_AWARD]
    for clause, subjects in read.entries(read.get(one.test.expect, "awards")):
        for subject, expected in read.entries(subjects):
            path = (clause.text, subject.text)
            mine = [each for each in of_awards if each.path[:2] == path]
            if mine:
                yield from _of_award((*base, "awards", *path), awards.get(path), mine, expected, currency)
    for each in one.differences:
        if each not in of_awards:
            yield _Step((*base, *each.path), _written(each.path[-1], each.value, currency, each.node))


def _of_award(
    where: _Path, award: Award | None, mine: Sequence[Difference], expected: Node, currency: str
) -> Iterator[_Step]:
    if award is None:
        yield _Step(where, None)
        return
    gone = [each for each in mine if each.value is None and each.path[-1] not in _NULLS]
    named = {key.text for key, _ in read.entries(expected)}
    if len(gone) == len(named):  # nothing that is named is left: say what there is
        yield _Step(where, _body(award, currency))
        return
    for each in mine:
        key = each.path[-1]
        yield _Step((*where, *each.path[2:]), None if each in gone else _written(key, each.value, currency, each.node))
    if any(each.path[-1] == "status" and each.value == "eligible" for each in mine) and not named & {"amount", "term"}:
        for key in ("amount", "term"):
            value = value_of(award, key)
            if value is not None:
                yield _Step((*where, key), _written(key, value, currency))


# -- what is written -----------------------------------------------------------------------------------


def _body(award: Award, currency: str) -> str:
    lines: list[str] = []
    for key in _FILLED:
        value = value_of(award, key)
        idle = value is None or value is False or value == () or (key == "payable" and value == award.amount)
        if not idle:
            written = _written(key, value, currency)
            lines.append(f"{key}:\n{_indented(written)}" if isinstance(value, tuple) else f"{key}: {written}")
    return "\n".join(lines)


def _indented(text: str) -> str:
    return "\n".join("  " + line for line in text.split("\n"))


def _written(key: str, value: Value, currency: str, old: Node | None = None) -> str:
    """A value as YAML, in the manner of the one that it takes the place of."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal():
            is_number = isinstance(old, Scalar) and not isinstance(old.value, str)
            return plain_text(value) if is_number else money_text(value, currency)
        case int():
            return months_text(value) if key == "term" else str(value)
        case ():
            return "[]"
        case tuple() if old is not None and is_flow(old):
            return "[" + ", ".join(map(_key, value)) + "]"
        case tuple():
            return "\n".join(f"- {_key(one)}" for one in value)
        case _:
            return _key(value)


def _key(text: str) -> str:
    """A text as YAML, in quotes where it needs them."""
    if _BARE.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


# -- how -----------------------------------------------------------------------------------------------


def _edited(text: str, step: _Step, paid: str) -> str | None:
    """The text after one edit; None where its layout is not understood. What is left empty goes, too."""
    source = SourceFile("", text)
    root = parse_yaml(source, Reporter())
    owner = None if root is None else at_path(root, step.path[:-1])
    if root is None or not isinstance(owner, Mapping):
        return None
    name = str(step.path[-1])
    index = next((i for i, (key, _) in enumerate(owner.entries) if key.text == name), None)
    if step.value is None and len(owner.entries) == 1:
        above = step.path[:-1]
        return _edited(text, _Step(above, paid if len(above) == _EXPECT else None), paid)
    editor = Editor(Page(source, root), Label(source, root.span))
    splices = _splices(editor, owner, index, name, step.value)
    return None if splices is None else Patchwork.whole_of(source).spliced(splices).text


def _splices(editor: Editor, owner: Mapping, index: int | None, name: str, value: str | None) -> Splices | None:
    if value is None:
        return None if index is None else editor.remove(owner, index)
    is_block = "\n" in value or value.startswith("- ") or _ENTRY.match(value) is not None
    whole = parse_yaml(SourceFile("", f"v:\n{_indented(value)}\n" if is_block else f"v: {value}\n"), Reporter())
    written = read.get(whole, "v")
    if written is None:
        return None
    if index is not None:
        return editor.set(owner, index, Written(written))
    shown = f'"{name}"' if editor.page.is_json else name
    key = Piece(shown, editor.at.file, editor.at.span, exact=False)
    return editor.add_entry(owner, None, (key,), Written(written), after=True)
