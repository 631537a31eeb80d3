"""The page of one clause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policydsl.explain.glossary import BASES, BENEFITS, SUBJECT_TO, cap_label, condition_label, local_label
from policydsl.explain.silent import apart, ranked, speaker
from policydsl.explain.words import Speaker
from policydsl.handbook import words
from policydsl.handbook.pages import Grid, Line, Page
from policydsl.handbook.paying import obligation_lines, pay_lines
from policydsl.handbook.speaking import facts_in
from policydsl.model.policy import Cell, Formula, Policy
from policydsl.plan.policy_plan import CapPlan, ClausePlan, ConditionPlan, LetPlan, QuotaPlan, TablePlan
from policydsl.source import Lang, Text


def clause_page(policy: Policy, plan: ClausePlan, lang: Lang) -> Page:
    """Everything that a caseworker needs of a clause."""
    clause, say = plan.clause, speaker(policy, plan, lang)
    shared = {let.name for let in clause.lets if let.common}
    conditions = tuple(_condition(policy, one, say, lang) for one in plan.conditions if not one.condition.common)
    lets = tuple(
        _let(policy, plan, one, say, lang) for one in plan.steps if isinstance(one, LetPlan) and one.name not in shared
    )
    table = plan.table
    own = (one.condition for one in plan.conditions if not one.condition.common)
    notes = (clause.note.pick(lang), *(one.note.pick(lang) for one in own))
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


def common_lines(policy: Policy, plans: Iterable[ClausePlan], lang: Lang) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """What holds for all clauses, each said once: the conditions, and the lets."""
    lets: dict[str, Line] = {}
    conditions: dict[str, Line] = {}
    for plan in plans:
        say = speaker(policy, plan, lang)
        names = {let.name for let in plan.clause.lets if let.common} - lets.keys()
        for step in plan.steps:
            if isinstance(step, LetPlan) and step.name in names:
                lets[step.name] = _let(policy, plan, step, say, lang)
        for one in plan.conditions:
            if one.condition.common and one.condition.id not in conditions:
                conditions[one.condition.id] = _condition(policy, one, say, lang)
    return tuple(conditions.values()), tuple(lets.values())


def _condition(policy: Policy, one: ConditionPlan, say: Speaker, lang: Lang) -> Line:
    name = condition_label(one.condition).pick(lang)
    return Line(name, say.say(one.test), _code(one.condition.test), facts_in(policy, one.test))


def _let(policy: Policy, plan: ClausePlan, one: LetPlan, say: Speaker, lang: Lang) -> Line:
    name = local_label(plan.clause, one.name).pick(lang)
    return Line(name, say.say(one.value), facts=facts_in(policy, one.value))


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
    if policy.common is not None:
        excepted = any(name == clause.id for name, _ in policy.common.excepted)
        yield Line(words.COMMON.pick(lang), (words.NOT_COMMON if excepted else words.SEE_COMMON).pick(lang))
    start, end = clause.in_force.start, clause.in_force.end
    if start is not None or end is not None:
        days = [one.iso() if one is not None else "…" for one in (start, end)]
        yield Line(words.IN_FORCE.pick(lang), Text(" 至 ", " to ").pick(lang).join(days))
    yield from _days(policy, plan, lang)
    codes = (*policy.subject_to, *clause.subject_to)
    depends = [SUBJECT_TO[code].pick(lang) if code in SUBJECT_TO else code for code in codes]
    if depends:
        yield Line(words.SUBJECT_TO.pick(lang), comma.join(depends))


def _days(policy: Policy, plan: ClausePlan, lang: Lang) -> Iterator[Line]:
    """Which day governs, and when it can be claimed."""
    clause, say, claim = plan.clause, speaker(policy, plan, lang), plan.claim
    if plan.dated is not None and clause.dated is not None:
        yield Line(words.DATED.pick(lang), say.say(plan.dated), _code(clause.dated), facts_in(policy, plan.dated))
    if claim is None or clause.claim is None:
        return
    parts = [
        words.CLAIM_PARTS[key].pick(lang).format(value=say.say(node))
        for key, node in (("from", claim.start), ("until", claim.until))
        if node is not None
    ]
    if claim.within is not None:
        of = say.say(claim.of) if claim.of is not None else words.OF_DATED.pick(lang)
        parts.append(words.CLAIM_PARTS["within"].pick(lang).format(value=say.say(claim.within), of=of))
    code = "; ".join(f"{key}: {_code(one)}" for key, one in clause.claim.formulas)
    facts = tuple(dict.fromkeys(name for node in plan.claim_nodes for name in facts_in(policy, node)))
    yield Line(words.CLAIM.pick(lang), Text("；", "; ").pick(lang).join(parts), code, facts)


def _figure(plan: ClausePlan, say: Speaker, policy: Policy, lang: Lang) -> Iterator[Line]:
    if plan.amount is not None and plan.clause.amount is not None:
        yield Line(
            words.AMOUNT.pick(lang), say.say(plan.amount), _code(plan.clause.amount), facts_in(policy, plan.amount)
        )
    if plan.term is not None and plan.clause.term is not None:
        yield Line(words.TERM.pick(lang), say.say(plan.term), _code(plan.clause.term), facts_in(policy, plan.term))
    minimum, rounding = plan.clause.minimum, plan.clause.rounding
    if minimum is not None and plan.minimum is not None:
        text = words.LEAST[minimum.kind].pick(lang).format(least=say.say(plan.minimum))
        yield Line(words.MINIMUM.pick(lang), text, _code(minimum.value), facts_in(policy, plan.minimum))
    if rounding is not None:
        yield Line(words.ROUNDING.pick(lang), words.rounding(rounding, policy.currency, lang))
    if plan.quota is not None:
        yield _quota(policy, plan, plan.quota, lang)


def _quota(policy: Policy, plan: ClausePlan, one: QuotaPlan, lang: Lang) -> Line:
    """How many can win, and by what they are ranked."""
    quota = one.quota
    every = words.YEARLY if quota.every == "year" else words.IN_ALL
    text, code = f"{every.pick(lang)} {apart(policy, plan, one.limit, lang)}", ""
    if one.rank is not None and quota.rank_by is not None:
        text += ranked(policy, plan, one.rank, quota.order, lang)
        code = _code(quota.rank_by)
    return Line(words.QUOTA.pick(lang), text, code, facts_in(policy, one.rank))


def _cap(policy: Policy, plan: CapPlan, say: Speaker, lang: Lang) -> Line:
    cap = plan.cap
    every = (words.YEARLY if cap.every == "year" else words.IN_ALL).pick(lang)
    text = f"{say.say(plan.limit)}{Text('，', ', ').pick(lang)}{every}"
    if plan.when is not None:
        text += Text("，", ", ").pick(lang) + words.WHEN.pick(lang).format(test=say.say(plan.when))
    if plan.may_exceed is not None and cap.may_exceed is not None:
        always = cap.may_exceed.text.strip() == "true"
        may = words.MAY_EXCEED if always else words.MAY_EXCEED_WHEN
        text += Text("；", "; ").pick(lang) + may.pick(lang).format(test=say.say(plan.may_exceed))
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
