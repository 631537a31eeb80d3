"""The common block: conditions and lets of all clauses, written once and put into every clause that they hold for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel.walk import names_in
from policydsl.model import clauses as build
from policydsl.model import reading as read
from policydsl.model.policy import CellPart, Clause, Common, Formula, InForce, Let
from policydsl.source import Text
from policydsl.source.frozen import replace
from policydsl.syntax.names import closest
from policydsl.syntax.tree import Node, Scalar

COMMON: Final = "common"


def common_of(key: Scalar | None, body: Node | None, reporter: Reporter) -> Common | None:
    """The block, its conditions and lets marked as common."""
    if key is None or body is None:
        return None
    at = read.label_of(key)
    conditions = build.conditions(read.get(body, "eligibility"), reporter)
    block = Clause(
        id=COMMON,
        cite=read.string(read.get(body, "cite")) or "",
        title=Text("通用条件", "common conditions"),
        departments=(),
        category=None,
        for_each=None,
        benefit="service",
        basis=None,
        eligibility=tuple(replace(one, common=True) for one in conditions),
        lets=tuple(replace(one, common=True) for one in build.lets(read.get(body, "let"), reporter)),
        table=None,
        amount=None,
        term=None,
        caps=(),
        quota=None,
        subject_to=(),
        materials=(),
        note=Text(),
        in_force=InForce(),
        at=at,
        whole_at=read.label_of(body),
        is_common=True,
    )
    items = (one for one in read.items(read.get(body, "except")) if isinstance(one, Scalar) and one.value is not None)
    excepted = tuple((one.text, read.label_of(one)) for one in items)
    return Common(block, block.cite, excepted, read.text(read.get(body, "note")), at)


def share(common: Common | None, clauses: tuple[Clause, ...], reporter: Reporter) -> tuple[Clause, ...]:
    """The clauses with the common conditions first, and with the common lets that they need."""
    if common is None:
        return clauses
    known = [one.id for one in clauses]
    for name, at in common.excepted:
        if name not in known:
            guess = closest(name, known)
            help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
            fix = Fix((Edit(at.file, at.span, guess),), sure=False) if guess else None
            reporter.report("N087", at, help=help_, fix=fix, name=name)
    excepted = {name for name, _ in common.excepted}
    if clauses and excepted.issuperset(known):
        reporter.report("N089", common.at)
    return tuple(one if one.id in excepted else _shared(common, one, reporter) for one in clauses)


def _shared(common: Common, clause: Clause, reporter: Reporter) -> Clause:
    conditions = {one.id: one for one in common.body.eligibility}
    lets = {one.name: one for one in common.body.lets}
    own = []
    for one in clause.eligibility:
        if one.id in conditions:
            reporter.report("N086", one.at, conditions[one.id].at, name=one.id)
        else:
            own.append(one)
    for let in clause.lets:
        if let.name in lets:
            reporter.report("N086", let.at, lets[let.name].at, name=let.name)
    if clause.table is not None:
        for name in clause.table.outputs:
            if name in lets:
                reporter.report("N086", clause.table.at, lets[name].at, name=name)
    taken = {let.name for let in clause.lets} | set(clause.table.outputs if clause.table is not None else ())
    free = {name: let for name, let in lets.items() if name not in taken}
    eligibility = (*common.body.eligibility, *own)
    needed = _needed(free, replace(clause, eligibility=eligibility))
    return replace(clause, eligibility=eligibility, lets=(*needed, *clause.lets))


def _needed(lets: Mapping[str, Let], clause: Clause) -> tuple[Let, ...]:
    """The lets that the clause's formulas name, and those that these name in their turn."""
    found: set[str] = set()
    rest = [name for name in _names(clause) if name in lets]
    while rest:
        name = rest.pop()
        if name not in found:
            found.add(name)
            rest += [one for one in names_in(lets[name].value.expr) if one in lets]
    return tuple(let for name, let in lets.items() if name in found)


def _names(part: object) -> Iterator[str]:
    """The names in all formulas of a part, whatever it is made of."""
    match part:
        case Formula(expr=expr):
            yield from names_in(expr)
        case CellPart(tests=tests):
            yield from names_in(tests)
        case Label() | Text() | str() | None:
            return
        case tuple():
            for one in part:
                yield from _names(one)
        case Mapping():
            for one in part.values():
                yield from _names(one)
        case _:
            for name in getattr(type(part), "__match_args__", ()):
                yield from _names(getattr(part, name))
