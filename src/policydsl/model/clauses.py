"""Builds clauses, commitments and stacking rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

from policydsl.diagnostics import Label, Reporter
from policydsl.feel.parser import parse_unary_tests
from policydsl.model import reading as read
from policydsl.model import sums
from policydsl.model.paying import Instalment, Obligation, instalment, obligation
from policydsl.model.policy import (
    ROOT,
    Cap,
    Cell,
    CellPart,
    Claim,
    Clause,
    Commitment,
    Condition,
    InForce,
    Let,
    Limit,
    Quota,
    Row,
    StackingRule,
    Table,
)
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

T = TypeVar("T", Clause, Commitment, StackingRule, Limit, Condition, Row, Cap, Instalment, Obligation)


def unique(found: Iterable[T], reporter: Reporter) -> tuple[T, ...]:
    """Those with an id of their own; a second one with the same id is reported and left out."""
    kept: dict[str, T] = {}
    for one in found:
        if one.id in kept:
            reporter.report("N014", one.at, kept[one.id].at, name=one.id)
        else:
            kept[one.id] = one
    return tuple(kept.values())


def _id_place(body: Mapping) -> Label:
    node = body.get("id")
    return read.label_of(node if node is not None else body)


def place(node: Node | None) -> Label | None:
    """Where something stands; None where it is left out."""
    return None if node is None else read.label_of(node)


def each(node: Node | None, build: Callable[[Mapping, str, Label], T | None], reporter: Reporter) -> tuple[T, ...]:
    """What stands in a list of things with ids, each made by `build`."""
    found = []
    for body in read.mappings(node):
        one_id = read.string(body.get("id"))
        if one_id is not None and (one := build(body, one_id, _id_place(body))) is not None:
            found.append(one)
    return unique(found, reporter)


def in_force(node: Node | None, reporter: Reporter) -> InForce:
    """An interval of days; an end before its start is reported."""
    start, end = read.day(read.get(node, "from"), reporter), read.day(read.get(node, "until"), reporter)
    if node is not None and start is not None and end is not None and end < start:
        reporter.report("P010", read.label_of(node), start=start.iso(), end=end.iso())
    return InForce(start, end, place(node), place(read.get(node, "until")), place(read.get(node, "from")))


def clauses(node: Node | None, currency: str, reporter: Reporter) -> tuple[Clause, ...]:
    """All clauses, in the order written."""
    return each(node, lambda body, id_, at: _clause(body, id_, at, currency, reporter), reporter)


def _clause(body: Mapping, id_: str, at: Label, currency: str, reporter: Reporter) -> Clause:
    amount, term = read.formula(body.get("amount"), reporter), read.formula(body.get("term"), reporter)
    rounding = body.get("rounding")
    return Clause(
        id=id_,
        cite=read.string(body.get("cite")) or "",
        title=read.text(body.get("title")) or Text(id_),
        departments=read.strings(body.get("departments")),
        category=read.string(body.get("category")),
        for_each=read.string(body.get("for_each")),
        benefit=cast(Any, read.string(body.get("benefit")) or "service"),
        basis=cast(Any, read.string(body.get("basis"))),
        eligibility=conditions(body.get("eligibility"), reporter),
        lets=lets(body.get("let"), reporter),
        table=_table(body.key("table"), body.get("table"), reporter),
        amount=amount,
        term=term,
        caps=each(body.get("caps"), lambda b, i, a: _cap(b, i, a, reporter), reporter),
        quota=_quota(body.get("quota"), reporter),
        subject_to=read.strings(body.get("subject_to")),
        materials=tuple(read.text(item) for item in read.items(body.get("materials"))),
        note=read.text(body.get("note")),
        in_force=in_force(body.get("in_force"), reporter),
        at=at,
        for_each_at=place(body.get("for_each")),
        title_at=place(body.get("title")),
        whole_at=read.label_of(body),
        minimum=sums.minimum(body.key("minimum"), body.get("minimum"), reporter),
        rounding=None if rounding is None else sums.rounding(rounding, currency, reporter),
        rounding_at=place(body.key("rounding")),
        departments_at=_departments_at(body),
        pay=each(body.get("pay"), lambda b, i, a: instalment(b, i, a, reporter), reporter),
        pay_at=place(body.key("pay")),
        obligations=each(body.get("obligations"), lambda b, i, a: obligation(b, i, a, reporter), reporter),
        dated=read.formula(body.get("dated"), reporter),
        claim=_claim(body.key("claim"), body.get("claim"), reporter),
    )


def _claim(key: Scalar | None, body: Node | None, reporter: Reporter) -> Claim | None:
    parts = {name: read.day_or_formula(read.get(body, name), reporter) for name in ("from", "until", "within", "of")}
    if key is None or not any(parts.values()):
        return None  # what is wrong with its shape is told by the schema
    return Claim(parts["from"], parts["until"], parts["within"], parts["of"], read.label_of(key))


def _departments_at(body: Mapping) -> tuple[Label, ...]:
    """Where each department stands, as `read.strings` takes them."""
    items = read.items(body.get("departments"))
    return tuple(read.label_of(item) for item in items if read.string(item) is not None)


def conditions(node: Node | None, reporter: Reporter) -> tuple[Condition, ...]:
    """Conditions of eligibility, in the order written."""
    return each(node, lambda body, id_, at: _condition(body, id_, at, reporter), reporter)


def _condition(body: Mapping, id_: str, at: Label, reporter: Reporter) -> Condition | None:
    test = read.formula(body.get("test"), reporter)
    if test is None:
        return None
    return Condition(id_, test, read.text(body.get("label")) or Text(id_), at, read.text(body.get("note")))


def lets(node: Node | None, reporter: Reporter) -> tuple[Let, ...]:
    """Named intermediate values, in the order written."""
    found = []
    for key, body in read.entries(node):
        label = read.text(read.get(body, "label")) or Text(key.text)
        value = read.formula(read.get(body, "value") if isinstance(body, Mapping) else body, reporter)
        if value is not None:
            found.append(Let(key.text, value, label, read.label_of(key)))
    return tuple(found)


def _table(key: Scalar | None, body: Node | None, reporter: Reporter) -> Table | None:
    if key is None or not isinstance(body, Mapping):
        return None
    inputs = {k.text: f for k, v in read.entries(body.get("inputs")) if (f := read.formula(v, reporter)) is not None}
    rows = each(body.get("rules"), lambda b, i, a: _row(b, i, a, reporter), reporter)
    outputs = {k.text: read.text(read.get(v, "label")) or Text(k.text) for k, v in read.entries(body.get("outputs"))}
    for row in rows:
        for name in row.then:
            outputs.setdefault(name, Text(name))
    return Table(
        hit=cast(Any, read.string(body.get("hit")) or "unique"),
        aggregate=cast(Any, read.string(body.get("aggregate"))),
        inputs=inputs,
        outputs=outputs,
        rows=rows,
        at=read.label_of(key),
    )


def _row(body: Mapping, id_: str, at: Label, reporter: Reporter) -> Row:
    when = {k.text: cell for k, v in read.entries(body.get("when")) if (cell := _cell(k, v, reporter)) is not None}
    then = {k.text: f for k, v in read.entries(body.get("then")) if (f := read.formula(v, reporter)) is not None}
    key, value = body.key("when"), body.get("when")
    span = body.span if key is None or value is None else key.span.to(value.span)
    return Row(id_, when, then, read.text(body.get("label")) or Text(id_), at, Label(body.file, span))


def _cell(key: Scalar, node: Node, reporter: Reporter) -> Cell | None:
    scalars = node.items if isinstance(node, Sequence) else (node,)
    parts = tuple(
        CellPart(one.text, one, parse_unary_tests(one.text, one, reporter))
        for one in scalars
        if isinstance(one, Scalar) and one.value is not None
    )
    return Cell(parts, read.label_of(node), read.label_of(key)) if parts else None


def _cap(body: Mapping, id_: str, at: Label, reporter: Reporter) -> Cap | None:
    limit = read.formula(body.get("limit"), reporter)
    when = read.formula(body.get("when"), reporter)
    if limit is None:
        return None
    return Cap(
        id=id_,
        limit=limit,
        per=read.string(body.get("per")) or ROOT,
        every=cast(Any, read.string(body.get("every")) or "once"),
        when=when,
        label=read.text(body.get("label")) or Text(id_),
        at=at,
        per_at=place(body.get("per")),
        may_exceed=read.formula(body.get("may_exceed"), reporter),
    )


def _quota(body: Node | None, reporter: Reporter) -> Quota | None:
    limit = read.formula(read.get(body, "limit"), reporter)
    if body is None or limit is None:
        return None
    return Quota(
        limit=limit,
        every=cast(Any, read.string(read.get(body, "every")) or "year"),
        rank_by=read.formula(read.get(body, "rank_by"), reporter),
        order=cast(Any, read.string(read.get(body, "order")) or "descending"),
        note=read.text(read.get(body, "note")),
        at=read.label_of(body),
    )


def commitments(node: Node | None, reporter: Reporter) -> tuple[Commitment, ...]:
    """The duties of government."""

    def build(body: Mapping, id_: str, at: Label) -> Commitment:
        return Commitment(
            id=id_,
            cite=read.string(body.get("cite")) or "",
            title=read.text(body.get("title")) or Text(id_),
            departments=read.strings(body.get("departments")),
            note=read.text(body.get("note")),
            at=at,
            departments_at=_departments_at(body),
        )

    return each(node, build, reporter)
