"""A document of policy tests: the facts inside it, and whether what it expects exists in the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from policydsl.check.governing import CLAIM
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel.checker.scope import closest
from policydsl.model import reading as read
from policydsl.model.fact_values import MoneyRange, money_value, term_months
from policydsl.model.facts import Facts
from policydsl.model.facts_checks import check_facts
from policydsl.model.facts_reader import read_facts
from policydsl.model.policy import Clause, Policy
from policydsl.source import Text
from policydsl.syntax.names import is_slip
from policydsl.syntax.tree import Mapping, Node, Scalar

_UNLISTED = "F025"
_MONEY_KEYS = ("amount", "payable", "deducted", "most")


def check_policy_tests(root: Mapping, policy_of: Callable[[Mapping], Policy | None], reporter: Reporter) -> None:
    """Report what a test could never find; that expectations come true is for a run of the tests.

    `policy_of` gives the text of a test's day, with the amendments for it; None where there is none, for a
    reason that is told elsewhere.
    """
    names: dict[str, Label] = {}
    for test in read.mappings(root.get("tests")):
        name = test.get("name")
        if isinstance(name, Scalar) and name.value is not None:
            here = read.label_of(name)
            if name.text in names:
                reporter.report("N035", here, names[name.text], name=name.text)
            names.setdefault(name.text, here)
        policy = policy_of(test)
        if policy is None:
            continue
        facts_node = test.get("facts")
        facts = None
        if isinstance(facts_node, Mapping):
            found = Reporter()
            facts = read_facts(facts_node, policy, found, read.day(test.get("as_of"), Reporter()))
            check_facts(facts_node, facts, policy, found)
            # An award to something that is not listed may be the very point of a test.
            reporter.extend(one for one in found if one.code != _UNLISTED)
        _readings(test.get("readings"), policy, reporter)
        expect = test.get("expect")
        for key, awards in read.entries(read.get(expect, "awards")):
            _awards(key, awards, policy, facts, reporter)
        for node in (read.get(expect, "total"), *(n for _, n in _sums(read.get(expect, "totals")))):
            _money(node, policy, reporter)


def amendments_for(test: Mapping, root: Mapping) -> tuple[str, ...]:
    """The amendments that apply to a test: its own where it names any or none, else those of its document."""
    owner = test if test.key("amendments") is not None else root
    return read.strings(owner.get("amendments"))


def _sums(node: Node | None) -> Iterator[tuple[str, Node]]:
    return ((key.text, value) for key, value in read.entries(node) if key.text != "count")


def _money(node: Node | None, policy: Policy, reporter: Reporter) -> None:
    if isinstance(node, Scalar) and node.value is not None:
        money_value(node, MoneyRange(None, None, policy.currency), reporter)


def _readings(node: Node | None, policy: Policy, reporter: Reporter) -> None:
    for key, option in read.entries(node):
        reading = policy.readings.get(key.text)
        if reading is None:
            _missing("N030", key, policy.readings, reporter)
        elif isinstance(option, Scalar) and option.value is not None and option.text not in reading.options:
            _missing("N031", option, reading.options, reporter, owner=key.text)


def _awards(key: Scalar, awards: Node, policy: Policy, facts: Facts | None, reporter: Reporter) -> None:
    versions = policy.versions(key.text)
    if not versions:
        ids = list(dict.fromkeys(one.id for one in (*policy.clauses, *policy.other_texts)))
        guess = closest(key.text, ids)
        reporter.report("F009", read.label_of(key), help=_meant(guess), fix=_fix(key, guess, ids), name=key.text)
        return
    subjects = _subjects(versions[0], policy, facts)
    for subject, expected in read.entries(awards):
        if subjects and subject.text not in subjects:
            _missing("N032", subject, subjects, reporter, owner=key.text)
        _expected(versions, policy, expected, reporter)


def _subjects(clause: Clause, policy: Policy, facts: Facts | None) -> list[str]:
    """The ids of which the clause can be asked; empty where that cannot be told."""
    if facts is None or not facts.applicant.id:
        return []
    if clause.for_each is None:
        return [facts.applicant.id]
    entity = policy.entity_of_item(clause.for_each)
    return [item.id for item in facts.lists.get(entity.key, ())] if entity is not None else []


def _expected(versions: Sequence[Clause], policy: Policy, node: Node, reporter: Reporter) -> None:
    """`versions`: the clause in the text of the day, and in those of other days that may govern it."""
    rules = [rule.id for rule in policy.stacking if rule.across == "clauses"]
    caps, rows, conditions = ([id_ for ids in each for id_ in ids] for each in zip(*map(_ids, versions), strict=True))
    caps += [*(limit.id for limit in policy.limits), *rules]
    conditions += rules
    for key, known in (("limited_by", caps), ("row", rows)):
        value = read.get(node, key)
        if isinstance(value, Scalar) and value.value is not None and value.text not in known:
            _missing("N033", value, known, reporter, owner=versions[0].id)
    for value in read.items(read.get(node, "failed_conditions")):
        if isinstance(value, Scalar) and value.text not in conditions:
            _missing("N034", value, conditions, reporter, owner=versions[0].id)
    term = read.get(node, "term")
    if isinstance(term, Scalar) and isinstance(term.value, str) and term_months(term) is None:
        reporter.report("F064", read.label_of(term), text=term.text)
    for key in _MONEY_KEYS:
        _money(read.get(node, key), policy, reporter)
    parts = list(dict.fromkeys(part.id for clause in versions for part in clause.pay))
    promises = list(dict.fromkeys(one.id for clause in versions for one in clause.obligations))
    for code, key, known in (("N090", "instalments", parts), ("N091", "obligations", promises)):
        for id_, expected in read.entries(read.get(node, key)):
            if id_.text not in known:
                _missing(code, id_, known, reporter, owner=versions[0].id)
            _money(read.get(expected, "amount"), policy, reporter)


def _ids(clause: Clause) -> tuple[list[str], list[str], list[str]]:
    """Those of its caps, of the rows of its table, of its conditions; the claim window is one of these."""
    rows = [row.id for row in clause.table.rows] if clause.table is not None else []
    conditions = [condition.id for condition in clause.eligibility]
    least = ["minimum"] if clause.minimum is not None and clause.minimum.kind == "else_nothing" else []
    caps = [*(cap.id for cap in clause.caps), *least]
    return caps, rows, conditions + [CLAIM] * (clause.claim is not None)


def _missing(code: str, node: Scalar, known: Iterable[str], reporter: Reporter, owner: str = "") -> None:
    ids = list(known)
    guess = closest(node.text, ids)
    listed: object = ", ".join(ids) or Text("（无）", "(none)")
    args: dict[str, object] = {"name": node.text, "owner": owner, "known": listed}
    reporter.report(code, read.label_of(node), help=_meant(guess), fix=_fix(node, guess, ids), **args)


def _meant(guess: str | None) -> Text | None:
    return Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None


def _fix(node: Scalar, guess: str | None, known: Iterable[str]) -> Fix | None:
    if guess is None:
        return None
    return Fix((Edit(node.file, node.span, guess),), sure=is_slip(node.text, guess, known))
