"""Explains an evaluation: for every award, everything that led to it."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from policydsl.award import Award, Evaluation, FailureNote, Status, Trace
from policydsl.explain.evidence import Evidence
from policydsl.explain.explanation import (
    AmendmentUsed,
    AwardExplained,
    Condition,
    Explanation,
    FailureExplained,
    ParameterUsed,
    ReadingUsed,
)
from policydsl.explain.glossary import BASES, BENEFITS, SUBJECT_TO, all_nodes, exact, label_or, money
from policydsl.explain.governing import at_home, explained, governed
from policydsl.explain.grants import Grants, subject_named
from policydsl.explain.headline import headline, reasons
from policydsl.explain.joint_words import JointWords, limit_label
from policydsl.explain.paying import Paying
from policydsl.explain.phrases import both, bracketed
from policydsl.explain.silent import apart, ranked
from policydsl.explain.steps import Steps, named
from policydsl.explain.waits import Waits
from policydsl.feel.values import Date
from policydsl.model.policy import Applied
from policydsl.plan import nodes
from policydsl.plan.policy_plan import ClausePlan
from policydsl.source import Lang, Text
from policydsl.source.figures import plain_text


def explain(
    evaluation: Evaluation, *, clauses: Collection[str] | None = None, subjects: Collection[str] | None = None
) -> Explanation:
    """The derivation of every award, or of those of some clauses and subjects only."""
    policy, facts = evaluation.plan.policy, evaluation.facts
    chosen = [
        award
        for award in evaluation.awards
        if (clauses is None or award.clause.id in clauses) and (subjects is None or award.subject in subjects)
    ]
    days = _Days(evaluation)
    plans = {plan.clause.id: plan for plan in evaluation.plan.clauses}
    return Explanation(
        policy=policy.id,
        title=policy.title,
        number=policy.number,
        issuer=policy.issuer,
        sha256=policy.sha256,
        amendments=tuple(_amendment(one) for one in policy.amendments),
        currency=policy.currency,
        applicant=named(facts.applicant),
        as_of=evaluation.as_of,
        assumes=_assumes(evaluation),
        awards=tuple(_award(days, award, plans[award.clause.id]) for award in chosen),
    )


class _Days:
    """The evidence of an evaluation as each day and text sees it."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.own = Evidence(evaluation)
        self._others: dict[tuple[int, object], Evidence] = {}

    def of(self, evaluation: Evaluation) -> Evidence:
        """As this evaluation sees it."""
        own = self.own.evaluation
        if evaluation.plan.policy is own.plan.policy and evaluation.day in (None, own.as_of):
            return self.own
        key = id(evaluation.plan), None if evaluation.day is None else evaluation.day.key
        found = self._others.get(key)
        if found is None:
            found = self._others[key] = Evidence(evaluation)
        return found


def _amendment(one: Applied) -> AmendmentUsed:
    return AmendmentUsed(one.id, one.title, one.number, one.effective.start, one.effective.end, one.sha256)


def _assumes(evaluation: Evaluation) -> tuple[Text, ...]:
    given, found = evaluation.facts.given, []
    if "prior_awards" not in given:
        found.append(
            Text(
                "事实文件没有写本政策以前给过的奖补，按没有计算",
                "no earlier awards under this policy are stated; none are assumed",
            )
        )
    if "other_policy_awards" not in given:
        found.append(
            Text(
                "事实文件没有写其他政策给过的奖补，按没有计算",
                "no awards under other policies are stated; none are assumed",
            )
        )
    return tuple(found)


def _award(days: _Days, award: Award, plan: ClausePlan) -> AwardExplained:
    evidence, trace = days.own, award.trace
    told = None if trace is None else trace.governing
    if trace is not None and told is not None:
        evidence, plan = days.of(governed(evidence.evaluation, told)), trace.plan
    evaluation, clause = evidence.evaluation, award.clause
    policy = evaluation.plan.policy
    item = None if plan.entity is None else evidence.item(plan.entity.key, award.subject)
    governing, home = None, evidence
    if told is not None:
        home = days.of(at_home(evaluation, told))
        mine = None if told.clause.entity is None else home.item(told.clause.entity.key, award.subject)
        governing = explained(home, told, mine)
    if award.status is Status.NOT_IN_FORCE:
        trace = None
    steps = None if trace is None else Steps.of(evidence, award, trace, item)
    grants = None if steps is None else Grants(evidence, steps, days.own.evaluation.plan.policy)
    paying = None if steps is None or grants is None else Paying(steps, grants, policy)
    kind = facts_label(evaluation, plan)
    # Where the day is not known, nor is it known which conditions there are.
    known = told is None or isinstance(told.day[0], Date)
    conditions = steps.conditions() if steps is not None and known else ()
    return AwardExplained(
        clause=clause.id,
        title=clause.title,
        subject=subject_named(evidence, award.subject) if item is None else named(item),
        subject_kind=kind,
        cite=clause.cite,
        departments=clause.departments,
        benefit=BENEFITS[clause.benefit],
        basis=Text() if clause.basis is None else BASES[clause.basis],
        status=award.status.value,
        headline=headline(evaluation, award),
        provisional=award.provisional,
        amount=award.amount,
        payable=award.payable,
        term=award.term,
        most=award.most,
        why=reasons(evaluation, award, conditions),
        conditions=conditions,
        workings=steps.workings() if steps is not None and known else (),
        amount_step=steps.amount() if steps is not None and known else None,
        term_step=steps.term() if steps is not None and known else None,
        minimum=None if grants is None else grants.minimum(),
        rounding=None if grants is None else grants.rounding(),
        caps=grants.caps() if grants is not None and known else (),
        final_rounding=None if grants is None else grants.final_rounding(),
        settlement=None if grants is None else grants.settlement(),
        readings=() if trace is None else _readings(evidence, trace),
        parameters=() if trace is None else _parameters(evidence, trace),
        subject_to=tuple(Condition(id_, _depends_on(evaluation, id_)) for id_ in award.subject_to),
        quota=Text() if "quota" not in award.subject_to else _quota(evaluation, plan),
        missing=() if steps is None or not award.missing else Waits(evidence, steps, item, home).missing(),
        failures=tuple(_failure(one) for one in award.failures),
        materials=clause.materials,
        note=clause.note,
        amended_by=tuple(one.id for one in policy.amended_by(clause.id)),
        instalments=() if paying is None else paying.instalments(),
        obligations=() if paying is None else paying.obligations(),
        joint=() if steps is None else JointWords(days.own, steps).all(),
        governing=governing,
    )


def _today(evaluation: Evaluation, node: nodes.Node) -> object:
    """The figure of a formula that is only a figure, or the name of one."""
    if isinstance(node, nodes.Setting) and node.kind == "parameter":
        return evaluation.plan.parameters[node.name].at(evaluation.as_of)
    return node.value if isinstance(node, nodes.Const) else None


def _depends_on(evaluation: Evaluation, id_: str) -> Text:
    """What no fact of one applicant decides: a limit over several, the quota, an assessment, the budget."""
    plan = evaluation.plan
    limits = () if plan.joint is None else plan.joint.limits
    limit = next((one for one in limits if one.limit.id == id_), None)
    if limit is None:
        return SUBJECT_TO.get(id_, Text(id_, id_))
    label, beside = limit_label(limit.limit), plan.clauses[limit.counted[0] if limit.counted else 0]
    figure, currency = _today(evaluation, limit.value), plan.policy.currency

    def say(lang: Lang) -> str:
        said = apart(plan.policy, beside, limit.value, lang)
        if isinstance(figure, Decimal) and not isinstance(limit.value, nodes.Const):
            said += f" {money(figure, currency, lang)}"
        return label.pick(lang) + bracketed(lang, said)

    return both(say)


def facts_label(evaluation: Evaluation, plan: ClausePlan) -> Text:
    """What the subject is: 申报主体, 研发项目."""
    entity = evaluation.plan.policy.root if plan.entity is None else plan.entity
    return label_or(entity.label, entity.key)


def _readings(evidence: Evidence, trace: Trace) -> tuple[ReadingUsed, ...]:
    evaluation = evidence.evaluation
    policy = evaluation.plan.policy
    used = {n.name for n in all_nodes(trace.plan, trace) if isinstance(n, nodes.Setting) and n.kind == "reading"}
    found = []
    for reading in policy.readings.values():
        if reading.id in used:
            option = evaluation.readings.get(reading.id, reading.default)
            if option not in reading.options:  # the text of another day has other ones
                option = reading.default
            chosen = label_or(reading.options.get(option, Text()), option)
            default = option == reading.default
            found.append(ReadingUsed(reading.id, reading.question, option, chosen, default, reading.cite, reading.note))
    return tuple(found)


def _parameters(evidence: Evidence, trace: Trace) -> tuple[ParameterUsed, ...]:
    evaluation, glossary = evidence.evaluation, evidence.clause(trace.plan).glossary
    policy = evaluation.plan.policy
    used = {n.name: n for n in all_nodes(trace.plan, trace) if isinstance(n, nodes.Setting) and n.kind == "parameter"}
    found = []
    for parameter in policy.parameters.values():
        node = used.get(parameter.id)
        if node is None:
            continue
        version = evaluation.plan.parameters[parameter.id]
        value, style = version.at(evaluation.governing), glossary.style(node)
        now = version.at(evaluation.as_of)
        since: Date | None = None
        for start, _ in version.versions:
            if start is not None and start <= evaluation.governing:
                since = start
        text = glossary.text(value, style)
        label = label_or(parameter.label, parameter.id)
        by = tuple(one.id for one in policy.amendments if parameter.id in one.parameters)
        today = Text() if now == value else glossary.text(now, style)
        found.append(
            ParameterUsed(parameter.id, label, text, exact(value), since, parameter.cite, parameter.note, by, today)
        )
    return tuple(found)


def _quota(evaluation: Evaluation, plan: ClausePlan) -> Text:
    """How many can win, and how they are ranked."""
    one, policy = plan.quota, evaluation.plan.policy
    if one is None:
        return Text()
    quota, figure = one.quota, _today(evaluation, one.limit)

    def say(lang: Lang) -> str:
        limit = plain_text(figure) if isinstance(figure, Decimal) else apart(policy, plan, one.limit, lang)
        if lang == "zh":
            head = f"每年 {limit} 个名额" if quota.every == "year" else f"共 {limit} 个名额"
        else:
            winners = "winner" if limit == "1" else "winners"
            head = f"{limit} {winners} a year" if quota.every == "year" else f"{limit} {winners} in all"
        if one.rank is not None:
            head += ranked(policy, plan, one.rank, quota.order, lang)
        note = quota.note.pick(lang)
        return head + (bracketed(lang, note.rstrip("。.")) if note else "")

    return both(say)


def _failure(note: FailureNote) -> FailureExplained:
    file, span = note.at.origin.file, note.at.origin.locate(note.at.span)
    written = " ".join(file.text[span.start : span.end].split())
    file, span = file.place(span)
    place = file.position(span.start)
    return FailureExplained(note.reason, written, file.name, place.line, place.column)
