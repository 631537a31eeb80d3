"""The page of one clause."""

from __future__ import annotations

from collections.abc import Iterator

from policydsl.explain.glossary import BASES, BENEFITS, SUBJECT_TO, cap_label, condition_label, local_label
from policydsl.explain.words import Speaker
from policydsl.handbook import words
from policydsl.handbook.pages import Grid, Line, Page
from policydsl.handbook.paying import obligation_lines, pay_lines
from policydsl.handbook.speaking import facts_in, speaker
from policydsl.model.policy import Cell, Formula, Policy
from policydsl.plan.policy_plan import CapPlan, ClausePlan, LetPlan, TablePlan
from policydsl.source import Lang, Text


def clause_page(policy: Policy, plan: ClausePlan, lang: Lang) -> Page:
    """Everything that a caseworker needs of a clause."""
    clause, say = plan.clause, speaker(policy, plan, lang)
    conditions = tuple(
        Line(
            condition_label(one.condition).pick(lang), say.say(one.test), _code(one.condition.test),
            facts_in(policy, one.test),
        )
        for one in plan.conditions
    )  # fmt: skip
    lets = tuple(
        Line(local_label(clause, one.name).pick(lang), say.say(one.value), facts=facts_in(policy, one.value))
        for one in plan.steps
        if isinstance(one, LetPlan)
    )
    table = plan.table
    notes = (clause.note.pick(lang), *(one.condition.note.pick(lang) for one in plan.conditions))
    return Page(
        id=clause.id,
        cite=clause.cite,
        title=clause.title.pick(lang),
        head=tuple(_head(policy, plan, lang)),
        conditions=conditions,
        steps=lets,
        grid=None if table is None else _grid(plan, table, say, lang),
        figure=tuple(_figure(plan, say, policy, lang)),
        caps=tuple(_cap(policy, one, say, lang) for one in plan.caps),
        pay=tuple(pay_lines(policy, plan, say, lang)),
        obligations=tuple(obligation_lines(policy, plan, say, lang)),
        materials=tuple(one.pick(lang) for one in clause.materials),
        notes=tuple(note for note in notes if note),
    )


def _head(policy: Policy, plan: ClausePlan, lang: Lang) -> Iterator[Line]:
    clause = plan.clause
    comma = Text("、", ", ").pick(lang)
    if clause.departments:
        yield Line(words.DEPARTMENTS.pick(lang), comma.join(clause.departments))
    basis = f"{Text('；', '; ').pick(lang)}{BASES[clause.basis].pick(lang)}" if clause.basis in BASES else ""
    yield Line(words.BENEFIT.pick(lang), BENEFITS[clause.benefit].pick(lang) + basis)
    each = words.EACH if plan.entity is not None else words.ONCE
    entity = plan.entity if plan.entity is not None else policy.root
    yield Line(words.PER.pick(lang), each.pick(lang).format(label=entity.label.pick(lang) or entity.key))
    start, end = clause.in_force.start, clause.in_force.end
    if start is not None or end is not None:
        days = [one.iso() if one is not None else "…" for one in (start, end)]
        yield Line(words.IN_FORCE.pick(lang), Text(" 至 ", " to ").pick(lang).join(days))
    codes = (*policy.subject_to, *clause.subject_to)
    depends = [SUBJECT_TO[code].pick(lang) if code in SUBJECT_TO else code for code in codes]
    if depends:
        yield Line(words.SUBJECT_TO.pick(lang), comma.join(depends))


def _figure(plan: ClausePlan, say: Speaker, policy: Policy, lang: Lang) -> Iterator[Line]:
    if plan.amount is not None and plan.clause.amount is not None:
        yield Line(
            words.AMOUNT.pick(lang), say.say(plan.amount), _code(plan.clause.amount), facts_in(policy, plan.amount)
        )
    if plan.term is not None and plan.clause.term is not None:
        yield Line(words.TERM.pick(lang), say.say(plan.term), _code(plan.clause.term), facts_in(policy, plan.term))
    quota = plan.clause.quota
    if quota is not None:
        every = words.YEARLY if quota.every == "year" else words.IN_ALL
        yield Line(words.QUOTA.pick(lang), f"{every.pick(lang)} {quota.limit.text}")


def _cap(policy: Policy, plan: CapPlan, say: Speaker, lang: Lang) -> Line:
    cap = plan.cap
    every = (words.YEARLY if cap.every == "year" else words.IN_ALL).pick(lang)
    text = f"{say.say(plan.limit)}{Text('，', ', ').pick(lang)}{every}"
    if plan.when is not None:
        text += Text("，", ", ").pick(lang) + words.WHEN.pick(lang).format(test=say.say(plan.when))
    return Line(cap_label(cap).pick(lang), text, _code(cap.limit), facts_in(policy, plan.limit))


def _grid(plan: ClausePlan, table: TablePlan, say: Speaker, lang: Lang) -> Grid:
    """The table with the labels of its inputs and outputs, cells as they are written."""
    inputs = [(name, say.say(node)) for name, node in table.inputs.items()]
    outputs = [(name, local_label(plan.clause, name).pick(lang)) for name in table.outputs]
    rows = []
    for row in table.rows:
        cells = [_cell(row.row.when.get(name), say, table, name, lang) for name, _ in inputs]
        given = [say.say(row.outputs[name]) if name in row.outputs else "" for name, _ in outputs]
        rows.append((row.row.label.pick(lang), *cells, *given))
    head = Text("档次", "Tier").pick(lang)
    hit = words.HITS.get(table.table.hit, Text()).pick(lang).format(aggregate=table.table.aggregate or "")
    return Grid((head, *(label for _, label in inputs), *(label for _, label in outputs)), tuple(rows), hit)


def _cell(cell: Cell | None, say: Speaker, table: TablePlan, name: str, lang: Lang) -> str:
    """What a row asks of an input: options by their labels, figures as the policy writes them."""
    if cell is None:
        return words.OTHERWISE.pick(lang)
    node = table.inputs[name]
    options = set(getattr(node.type, "values", ()))
    parts = []
    for part in cell.parts:
        text = " ".join(part.text.split()).strip('"')
        parts.append(say.shown(text, node) if text in options else text)
    return Text("、", ", ").pick(lang).join(parts)


def _code(formula: Formula) -> str:
    return " ".join(formula.text.split())
