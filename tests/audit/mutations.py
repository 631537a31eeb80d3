"""Every figure and every comparison of a policy, changed one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policydsl.diagnostics import Reporter
from policydsl.feel import ast
from policydsl.feel.walk import walk
from policydsl.model.builder import build_policy
from policydsl.model.policy import Clause, Formula, Policy
from policydsl.source import Origin, SourceFile, Span
from policydsl.syntax import parse_yaml
from policydsl.syntax.tree import Mapping, Node, Scalar
from policydsl.syntax.tree import walk as nodes

FLIPS = {"=": ("!=",), "!=": ("=",), "≥": (">", "<", "≤"), ">=": (">", "<"), "<=": ("<", ">"), ">": ("≥",), "<": ("≤",)}
MARKS = {"（含）": "（不含）", "（不含）": "（含）", "以上": "以下", "以下": "以上"}
MARK = re.compile("（不?含）|以上|以下")
DAYS = ("issued", "from", "until")
BOUNDS = ("min", "max", "to")
LABELS = ("label", "title", "question", "options")


@dataclass(frozen=True)
class Mutation:
    """One change of the policy's text."""

    kind: str  # figure, operator, day, bound, label
    span: Span
    new: str

    def of(self, text: str) -> str:
        """The text with the change."""
        return text[: self.span.start] + self.new + text[self.span.end :]

    def shown(self, text: str) -> str:
        """The line that it is on, the change, without the place, which moves."""
        start = text.rfind("\n", 0, self.span.start) + 1
        line = text[start : text.find("\n", self.span.end)].strip()
        return f"{line} | {text[self.span.start : self.span.end]} → {self.new}"


def mutations(text: str) -> list[Mutation]:
    """All of them, each once, in the order of the file."""
    tree = parse_yaml(SourceFile("policy.yaml", text), Reporter())
    assert isinstance(tree, Mapping)
    policy = build_policy(tree, Reporter())
    found = [*_in_formulas(policy, text), *_in_header(tree), *_in_labels(tree, text)]
    return sorted(dict.fromkeys(found), key=lambda one: (one.span.start, one.new))


def _in_formulas(policy: Policy, text: str) -> Iterator[Mutation]:
    for origin, expr in _formulas(policy):
        for node in walk(expr):
            match node:
                case ast.NumberLit(span=span) | ast.TemporalLit(span=span):
                    place = origin.locate(span)
                    yield from _figure("figure", place, text)
                case ast.Binary(op=op, op_span=span) if op in ast.COMPARISONS:
                    place = origin.locate(span)
                    for new in FLIPS[text[place.start : place.end].strip()]:
                        yield Mutation("operator", place, new)
                case ast.OpTest(span=span) | ast.RangeLit(span=span):
                    place = origin.locate(span)
                    for mark in MARK.finditer(text, place.start, place.end):
                        yield Mutation("operator", Span(*mark.span()), MARKS[mark[0]])
                case _:
                    pass


def _figure(kind: str, place: Span, text: str) -> Iterator[Mutation]:
    """The first digit one higher; a zero fewer."""
    written = text[place.start : place.end]
    digit = re.search("[0-9]", written)
    if digit:
        higher = str(int(digit[0]) % 9 + 1)
        yield Mutation(kind, place, written[: digit.start()] + higher + written[digit.end() :])
    shorter = re.sub("([1-9])0", r"\1", written, count=1)
    if shorter != written:
        yield Mutation(kind, place, shorter)


def _formulas(policy: Policy) -> Iterator[tuple[Origin, ast.Expr | ast.UnaryTests]]:
    for parameter in policy.parameters.values():
        yield from ((formula.origin, formula.expr) for _, formula in parameter.versions)
    for clause in policy.clauses:
        yield from ((formula.origin, formula.expr) for formula in _of(clause) if formula is not None)
        for row in clause.table.rows if clause.table is not None else ():
            for cell in row.when.values():
                yield from ((part.origin, part.tests) for part in cell.parts)


def _of(clause: Clause) -> Iterator[Formula | None]:
    yield from (condition.test for condition in clause.eligibility)
    yield from (let.value for let in clause.lets)
    if clause.table is not None:
        yield from clause.table.inputs.values()
        for row in clause.table.rows:
            yield from row.then.values()
    yield clause.amount
    yield clause.term
    for cap in clause.caps:
        yield cap.limit
        yield cap.when
    if clause.quota is not None:
        yield clause.quota.limit
        yield clause.quota.rank_by


def _in_header(tree: Mapping) -> Iterator[Mutation]:
    for mapping in nodes(tree):
        for key, value in mapping if isinstance(mapping, Mapping) else ():
            if not isinstance(value, Scalar):
                continue
            if key.text in BOUNDS:
                yield from _figure("bound", value.span, value.file.text)
            elif key.text in DAYS:
                day = int(value.text[-2:])
                yield Mutation("day", value.span, f"{value.text[:-2]}{day - 1:02d}")


def _in_labels(tree: Mapping, text: str) -> Iterator[Mutation]:
    for mapping in nodes(tree):
        for key, value in mapping if isinstance(mapping, Mapping) else ():
            if key.text in LABELS:
                for scalar in _scalars(value):
                    for digits in re.finditer("[0-9]+", text[scalar.span.start : scalar.span.end]):
                        span = Span(scalar.span.start + digits.start(), scalar.span.start + digits.end())
                        yield from list(_figure("label", span, text))[:1]


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        yield from (value for _, value in node if isinstance(value, Scalar))
