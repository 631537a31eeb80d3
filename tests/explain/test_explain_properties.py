"""Whatever the facts: the derivation recomputes to the award, and agrees with the trace at every step."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policydsl.award import NOT_REACHED, Award, Evaluation, Status
from policydsl.explain import AwardExplained, Explanation, explain, explain_json, explain_markdown, explain_text
from policydsl.explain.answers import answers
from policydsl.explain.evidence import Evidence
from policydsl.explain.explanation import Part, Step
from policydsl.explain.reader import Reader
from policydsl.explain.steps import locals_of
from policydsl.explain.trial import suppose
from policydsl.feel.types import BOOLEAN, DATE, NUMBER, TEXT, Assessed, Enum, Money, Type
from policydsl.feel.values import Date
from policydsl.model.facts import Facts, Item, OtherAward, PriorAward
from policydsl.model.periods import parse_period, split_key
from policydsl.model.policy import Entity, Field, Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.source import Lang
from policydsl.source.frozen import replace
from policydsl.source.width import display_width
from policydsl.workspace import LoadedPolicy

LEFT_OUT = "left out"
POLICIES = ("xiamen", "workshop", "sums", "periods")
SUMS = ("0", "0.01", "3万", "99.99万", "100万", "1000万", "4380.07万", "9999.999999万", "1亿", "10亿", "123.45")
# Of these few are left out, so that what waits for one waits for little else.
PERIODS = {"year": tuple(range(2021, 2026)), "quarter": tuple(range(2024 * 4, 2026 * 4))}
_SHIFT = {"万": 4, "亿": 8}
_FUNCTION_FIXTURE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def _money(text: str) -> Decimal:
    digits = _SHIFT.get(text[-1])
    return Decimal(text) if digits is None else Decimal(text[:-1]).scaleb(digits)


def _values(type_: Type) -> st.SearchStrategy[object]:
    if isinstance(type_, Assessed):
        return st.one_of(st.none(), _values(type_.item))
    if isinstance(type_, Enum):
        return st.sampled_from(type_.values)
    if isinstance(type_, Money):
        return st.sampled_from([_money(text) for text in SUMS])
    known = {
        BOOLEAN: st.booleans(),
        NUMBER: st.sampled_from([Decimal(n) for n in (0, 1, 3, 9, 10, 12, 36, 50, 400, 2023, 2024, 2025)]),
        DATE: st.sampled_from([Date(2024, 12, 31), Date(2025, 1, 1), Date(2025, 12, 31), Date(2026, 3, 1)]),
        TEXT: st.sampled_from(["内镇", "外镇"]),
    }
    return known[type_]  # type: ignore[index]


def _item(entity: Entity, id_: str, policy: Policy) -> st.SearchStrategy[Item]:
    def value(field: Field) -> st.SearchStrategy[object]:
        if field.by is not None:
            every = PERIODS[field.by]
            return st.dictionaries(st.sampled_from(every), _values(field.type), min_size=len(every) - 3)
        given_ = _values(field.type)
        return given_ if isinstance(field.type, Assessed) else st.one_of(given_, given_, given_, st.just(LEFT_OUT))

    def item(values: tuple[object, ...]) -> Item:
        return Item(id_, "", (id_, *(UNKNOWN if value is LEFT_OUT else value for value in values)), policy.at)

    return st.tuples(*(value(field) for field in entity.fields.values())).map(item)


def facts_of(policy: Policy) -> st.SearchStrategy[Facts]:
    """Facts of any applicant of the policy; many are left out."""
    return _facts(_Hidden(policy))


class _Hidden:
    """Keeps the policy out of the messages of hypothesis, which would print all of it."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy


@st.composite
def _facts(draw: Any, hidden: _Hidden) -> Facts:
    policy = hidden.policy
    lists = {}
    for entity in policy.entities.values():
        if not entity.is_root:
            count = draw(st.integers(0, 3))
            lists[entity.key] = tuple(draw(_item(entity, f"{entity.item}{n}", policy)) for n in range(count))
    subjects = ["A", *(item.id for items in lists.values() for item in items)]
    categories = sorted({clause.category for clause in policy.clauses if clause.category})
    sums = st.sampled_from([_money(text) for text in SUMS])
    prior = st.builds(
        PriorAward,
        clause=st.sampled_from([clause.id for clause in policy.clauses]),
        subject=st.sampled_from(subjects),
        year=st.integers(2024, 2026),
        amount=sums,
    )
    other = st.builds(
        OtherAward,
        category=st.sampled_from(categories),
        subject=st.sampled_from(subjects),
        policy=st.sampled_from(["other", policy.id]),
        level=st.sampled_from(["市", "市", "省"]),
        amount=sums,
    )
    return Facts(
        source="",
        as_of=Date(draw(st.integers(2025, 2026)), 9, 1),
        applicant=draw(_item(policy.root, "A", policy)),
        lists=lists,
        prior_awards=tuple(draw(st.lists(prior, max_size=4))),
        other_awards=tuple(draw(st.lists(other, max_size=4))),
        given=frozenset({"prior_awards", "other_policy_awards"}),
    )


def _evaluate(loaded: LoadedPolicy, facts: Facts, data: st.DataObject | None = None) -> Evaluation:
    assert facts.as_of is not None
    readings = {}
    if data is not None:
        for reading in loaded.policy.readings.values():
            readings[reading.id] = data.draw(st.sampled_from(list(reading.options)))
    return loaded.engine.trace(loaded.engine.prepare(facts, facts.as_of), readings)


@pytest.fixture(params=POLICIES)
def loaded(request: pytest.FixtureRequest) -> LoadedPolicy:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, LoadedPolicy)
    return found


def _items(evaluation: Evaluation, award: Award) -> Item | None:
    assert award.trace is not None
    entity = award.trace.plan.entity
    if entity is None:
        return None
    return next(item for item in evaluation.facts.lists[entity.key] if item.id == award.subject)


@settings(suppress_health_check=_FUNCTION_FIXTURE)
@given(data=st.data())
def test_the_figures_chain_to_the_award(loaded: LoadedPolicy, data: st.DataObject) -> None:
    evaluation = _evaluate(loaded, data.draw(facts_of(loaded.policy)), data)
    for award, told in zip(evaluation.awards, explain(evaluation).awards, strict=True):
        assert (told.clause, told.subject.id, told.status) == (award.clause.id, award.subject, award.status)
        assert {one.fact for one in told.missing} == set(award.missing)
        if award.status is Status.ELIGIBLE and award.amount is not None:
            _check_chain(told)


def _check_chain(told: AwardExplained) -> None:
    step = told.amount_step
    assert step is not None
    assert step.exact is not None
    sum_ = Decimal(step.exact)
    if told.minimum is not None and told.minimum.before is not None and told.minimum.least.exact is not None:
        assert told.minimum.before == sum_
        least = Decimal(told.minimum.least.exact)
        raised = least if told.minimum.kind == "at_least" else Decimal(0)
        sum_ = raised if sum_ < least else sum_
        assert told.minimum.after == sum_
    if told.rounding is not None:
        assert told.rounding.before == sum_
        assert told.rounding.before != told.rounding.after
        sum_ = told.rounding.after
    total_seen = False
    for cap in told.caps:
        work = cap.work
        assert (work is None) == (cap.applies == "false")
        if work is None:
            continue
        assert cap.limit.exact is not None
        assert work.limit == Decimal(cap.limit.exact)
        assert work.before == sum_
        assert work.granted == sum((one.amount for one in cap.earlier if one.counts), Decimal(0))
        shared = work.taken or len({one.subject for one in cap.earlier} | {told.subject}) > 1
        if cap.every == "year" or shared:
            assert work.after == min(work.before, max(Decimal(0), work.limit - work.granted - work.taken))
        elif total_seen:
            assert work.after == max(Decimal(0), min(work.before, work.limit - work.granted))
        else:
            assert work.after == max(Decimal(0), min(work.before, work.limit) - work.granted)
            total_seen = True
        sum_ = work.after
    if told.final_rounding is not None:
        assert told.final_rounding.before == sum_
        sum_ = told.final_rounding.after
    assert sum_ == told.amount
    if told.settlement is not None:
        found = told.settlement
        assert found.total == sum((one.amount for one in found.others if one.counts), Decimal(0))
        assert found.deducted == min(found.before, max(Decimal(0), found.total - found.before_this))
        assert found.payable == found.before - found.deducted
        sum_ = found.payable
    assert sum_ == told.payable


@settings(suppress_health_check=_FUNCTION_FIXTURE)
@given(data=st.data())
def test_what_is_shown_agrees_with_the_trace(loaded: LoadedPolicy, data: st.DataObject) -> None:
    evaluation = _evaluate(loaded, data.draw(facts_of(loaded.policy)), data)
    evidence = Evidence(evaluation)
    for award in evaluation.awards:
        trace = award.trace
        if trace is None:
            continue
        reader = Reader(evidence, _items(evaluation, award), locals_of(trace))
        for index, probe in enumerate(trace.plan.probes):
            if probe.node is None or trace.values[index] is NOT_REACHED:
                continue
            value, waits_for = reader.seen(probe.node)
            where = (award.clause.id, award.subject, probe.kind, probe.name)
            assert _agree(value, trace.values[index]), where
            if value is not UNKNOWN:  # compiled code keeps no marks of unknown values that cannot matter
                assert waits_for == trace.missing.get(index, frozenset()), where


@settings(suppress_health_check=_FUNCTION_FIXTURE)
@given(data=st.data())
def test_sums_show_the_items_that_make_them_up(loaded: LoadedPolicy, data: st.DataObject) -> None:
    evaluation = _evaluate(loaded, data.draw(facts_of(loaded.policy)))
    for told in explain(evaluation).awards:
        for step, part in _parts(told):
            counted = [member for member in part.members if member.counts == "true"]
            if part.kind == "some":
                assert bool(counted) == (part.value.en == "yes")
            if part.kind == "sum" and step.words == part.words and step.exact is not None:
                figures = (Decimal(member.exact) for member in counted if member.exact is not None)
                assert sum(figures, Decimal(0)) == Decimal(step.exact)
            if part.kind == "count" and step.words == part.words:
                assert step.exact == str(len(counted))


def _parts(told: AwardExplained) -> Iterator[tuple[Step, Part]]:
    steps = (*told.conditions, *told.workings, told.amount_step, told.term_step)
    for step in steps:
        if isinstance(step, Step):
            yield from ((step, part) for part in step.parts)


@settings(suppress_health_check=_FUNCTION_FIXTURE)
@given(data=st.data())
def test_what_an_answer_would_decide_is_what_it_decides(loaded: LoadedPolicy, data: st.DataObject) -> None:
    """Put an answer into the facts: evaluation finds what the explanation had foretold."""
    facts = data.draw(facts_of(loaded.policy))
    before = _evaluate(loaded, facts)
    waiting = [award for award in before.awards if award.missing]
    if not waiting:
        return
    award = data.draw(st.sampled_from(waiting))
    fact = data.draw(st.sampled_from(award.missing))
    filled, value = _fill(loaded.policy, facts, fact, data)
    after = _evaluate(loaded, filled)
    trace = after.awards[before.awards.index(award)].trace
    assert award.trace is not None
    assert trace is not None
    evidence = Evidence(before)
    known = evidence.fact(fact)
    assert known is not None
    found = suppose(evidence, award.trace.plan, _items(before, award), known, value)
    for told, computed, probe in zip(found.trace.values, trace.values, trace.plan.probes, strict=True):
        assert _agree(told, computed), (probe.kind, probe.name)


@pytest.mark.parametrize(
    ("count", "tried"),
    [
        (2, ["applicant.staff", "workers[W0].trained", "workers[W1].trained"]),
        (4000, ["applicant.staff"]),
    ],
)
def test_long_lists_are_told_in_full_and_tried_in_part(count: int, tried: list[str], workshop: LoadedPolicy) -> None:
    """Every answer tried computes all items anew: where there are many, fewer are tried, the applicant's first."""
    policy = workshop.policy
    workers = tuple(Item(f"W{n}", "", (f"W{n}", UNKNOWN, UNKNOWN), policy.at) for n in range(count))
    applicant = Item("A", "", ("A", *(UNKNOWN for _ in policy.root.fields)), policy.at)
    facts = Facts("", Date(2025, 9, 1), applicant, {"looms": (), "workers": workers})
    (told,) = explain(_evaluate(workshop, facts), clauses={"training"}).awards
    assert len(told.missing) == 4 + 2 * count
    assert [one.fact for one in told.missing if one.outcomes] == tried


def _agree(told: object, computed: object) -> bool:
    return computed is NOT_REACHED or told is computed or (told is not UNKNOWN and told == computed)


def _fill(policy: Policy, facts: Facts, fact: str, data: st.DataObject) -> tuple[Facts, Any]:
    fact, written = split_key(fact)
    head, _, name = fact.rpartition(".")
    key, _, rest = head.partition("[")
    entity = policy.entities[key]
    field = entity.fields[name]
    tried = [st.just(one.sample) for one in answers(field, [Decimal(10)])] if field.type == NUMBER else []
    value = data.draw(st.one_of([_values(field.type), *tried]))
    index = list(entity.fields).index(name) + 1

    def with_value(item: Item) -> Item:
        new = value
        if field.by is not None:
            given_: Any = item.values[index]
            new = {**given_, parse_period(field.by, written): value}
        return replace(item, values=(*item.values[:index], new, *item.values[index + 1 :]))

    if entity.is_root:
        return replace(facts, applicant=with_value(facts.applicant)), value
    items = tuple(with_value(i) if i.id == rest.removesuffix("]") else i for i in facts.lists[key])
    return replace(facts, lists={**facts.lists, key: items}), value


@settings(suppress_health_check=_FUNCTION_FIXTURE)
@given(data=st.data(), width=st.integers(40, 120))
def test_every_rendering_of_everything(loaded: LoadedPolicy, data: st.DataObject, width: int) -> None:
    explanation = explain(_evaluate(loaded, data.draw(facts_of(loaded.policy)), data))
    for lang in get_args(Lang):
        text = explain_text(explanation, lang, width)
        assert max(map(display_width, text.splitlines())) <= width
        assert text.count("\n\n") == len(explanation.awards) or not explanation.awards
        assert explain_markdown(explanation, lang).count("\n## ") == len(explanation.awards)
    assert _shape(json.loads(explain_json(explanation)), explanation)


def _shape(document: dict[str, Any], explanation: Explanation) -> bool:
    head = {"policydsl": 1, "kind": "explanation", "policy": explanation.policy}
    return document | head == document and len(document["awards"]) == len(explanation.awards)
