"""Ids and what they refer to: items, inputs and outputs of tables, caps, in-force intervals."""

from __future__ import annotations

from policydsl.check.rules import check_stacking, meant_by_per
from policydsl.check.years import is_backwards, is_start_mistyped
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel.checker.scope import closest
from policydsl.model.policy import ROOT, Cap, Clause, InForce, Limit, Parameter, Policy, Row, StackingRule, Table
from policydsl.source import Text

_RESERVED = (ROOT, "reading", "as_of", "year")


def check_references(policy: Policy, reporter: Reporter) -> None:
    """Report what refers to nothing, and names that would mean two things."""
    _global_names(policy, reporter)
    for clause in policy.blocks:
        _clause(policy, clause, reporter)
    check_stacking(policy, reporter)


def _global_names(policy: Policy, reporter: Reporter) -> None:
    taken = set(_RESERVED)
    for entity in policy.entities.values():
        if entity.is_root:
            continue
        for name in (entity.key, entity.item):
            if name in taken:
                reporter.report("N009", entity.at, name=name)
            taken.add(name)
    for parameter in policy.parameters.values():
        if parameter.id in taken:
            reporter.report("N009", parameter.at, name=parameter.id)
        taken.add(parameter.id)
        _first_version(policy, parameter, reporter)


def _first_version(policy: Policy, parameter: Parameter, reporter: Reporter) -> None:
    """A figure has a value on the first day; of several days the one that looks mistyped is marked."""
    start, begin, end = parameter.versions[0][0], policy.in_force.start, policy.in_force.end
    if start is None or begin is None or start <= begin:
        return
    late = (Label.at(f.origin, f.expr.span) for day, f in parameter.versions if day and end and end < day)
    at = policy.in_force.start_at if is_start_mistyped(policy) else next(late, None)
    labels = [parameter.at] if at is None else [at, parameter.at]
    reporter.report("P012", *labels, name=parameter.id, start=start.iso(), policy=begin.iso())


def _clause(policy: Policy, clause: Clause, reporter: Reporter) -> None:
    items = [e.item for e in policy.entities.values() if not e.is_root]
    guess = None
    if clause.for_each is not None and clause.for_each not in items:
        guess = closest(clause.for_each, items)
        reporter.report(
            "N006", clause.for_each_at or clause.at, name=clause.for_each, known=", ".join(items),
            help=Text(f"是不是想写 `for_each: {guess}`？", f"did you mean `for_each: {guess}`?") if guess else None,
        )  # fmt: skip
    _local_names(policy, clause, reporter)
    if clause.table is not None:
        _table(policy, clause.table, reporter)
    item = clause.for_each if clause.for_each in items else guess
    known = [ROOT, *([item] if item is not None else [])]
    for cap in clause.caps:
        if cap.per not in known:
            at = cap.per_at or cap.at
            guess = meant_by_per(policy, cap.per, known)
            help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
            fix = Fix((Edit(at.file, at.span, guess),), sure=False) if guess and cap.per_at else None
            reporter.report("N007", at, help=help_, fix=fix, cap=cap.id, name=cap.per, known=", ".join(known))
    if clause.minimum is not None and clause.minimum.kind == "else_nothing":
        named: list[Cap | Limit | StackingRule] = [*clause.caps, *policy.limits, *policy.stacking]
        for one in named:
            if one.id == "minimum":
                reporter.report("N088", one.at, clause.minimum.at)
    backwards = is_backwards(clause.in_force) or is_backwards(policy.in_force)
    if not backwards and _outside(clause.in_force, policy.in_force):
        start, end = clause.in_force.start, clause.in_force.end
        reporter.report(
            "P011", clause.in_force.at or clause.at, start=start.iso() if start else "…", end=end.iso() if end else "…"
        )


def _outside(inner: InForce, outer: InForce) -> bool:
    ends_before = inner.end is not None and outer.start is not None and inner.end < outer.start
    starts_after = inner.start is not None and outer.end is not None and outer.end < inner.start
    return ends_before or starts_after


def _local_names(policy: Policy, clause: Clause, reporter: Reporter) -> None:
    taken = {*_RESERVED, *policy.parameters, *policy.entities}
    if clause.for_each is not None:
        taken.add(clause.for_each)
    for let in clause.lets:
        if let.common and not clause.is_common:
            continue  # told once, at the common block
        if let.name in taken:
            reporter.report("N009", let.at, name=let.name)
        taken.add(let.name)
    for name in clause.table.outputs if clause.table is not None else ():
        if clause.table is not None and name in taken:
            reporter.report("N009", clause.table.at, name=name)
        taken.add(name)


def _outputs(table: Table, row: Row, reporter: Reporter) -> None:
    """Every row gives the same outputs; one that no other row gives is a misspelt one."""
    others = {name for one in table.rows if one is not row for name in one.then}
    own = [name for name in row.then if name not in others and len(table.rows) > 1]
    for name in table.outputs:
        # a row without any has been reported by its shape; what only one other row gives is misspelt there
        lonely = sum(name in one.then for one in table.rows) == 1 and len(table.rows) > 2  # noqa: PLR2004
        if name in row.then or not row.then or lonely:
            continue
        slip = closest(name, own)
        at = row.at if slip is None else Label.at(row.then[slip].origin, row.then[slip].expr.span)
        meant = (
            None if slip is None else Text(f"是不是把 `{name}` 写成了 `{slip}`？", f"is `{slip}` a slip for `{name}`?")
        )
        reporter.report("N017", at, help=meant, row=row.id, name=name)


def _input_meant(policy: Policy, table: Table, name: str) -> str | None:
    """The input that a row calls by its fact: `applicant.revenue`, `年度营业收入`; or with a slip."""
    for key, formula in table.inputs.items():
        item, _, field = formula.text.partition(".")
        entity = next((one for one in policy.entities.values() if item == (ROOT if one.is_root else one.item)), None)
        found = entity.fields.get(field) if entity is not None else None
        if name in (formula.text, field) or (found is not None and name in (found.label.zh, found.label.en)):
            return key
    return closest(name, table.inputs)


def _table(policy: Policy, table: Table, reporter: Reporter) -> None:
    for row in table.rows:
        for name, cell in row.when.items():
            if name not in table.inputs:
                guess = _input_meant(policy, table, name)
                help_, fix = None, None
                if guess:
                    help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?")
                    fix = Fix((Edit(cell.key.file, cell.key.span, guess),), sure=False)
                reporter.report("N016", cell.key, help=help_, fix=fix, name=name, known=", ".join(table.inputs))
        _outputs(table, row, reporter)
    if table.aggregate is not None and table.hit != "collect":
        reporter.report("D003", table.at)
    if table.hit == "collect" and table.aggregate is not None and len(table.outputs) != 1:
        reporter.report("D002", table.at)
