"""What a fact file cannot mean though each of its values can be read: another policy's facts, awards to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from policydsl.diagnostics import Edit, Fix, Reporter
from policydsl.feel import ast
from policydsl.feel.checker.scope import closest
from policydsl.model import reading as read
from policydsl.model.facts import Facts
from policydsl.model.policy import Clause, Policy
from policydsl.source import Text
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence


def check_facts(node: Mapping, facts: Facts, policy: Policy, reporter: Reporter) -> None:
    """Report what would be passed over in silence, and so grant too much."""
    named = node.get("policy")
    if isinstance(named, Scalar) and named.value is not None and named.text != policy.id:
        fix = Fix((Edit(named.file, named.span, policy.id),))
        reporter.report("F023", read.label_of(named), fix=fix, found=named.text, wanted=policy.id)
    for key, name, clauses_of in (
        ("prior_awards", "clause", lambda text: list(policy.versions(text))),
        ("other_policy_awards", "category", lambda text: [c for c in policy.clauses if c.category == text]),
    ):
        for subject, given, clauses in _awards(node.get(key), name, clauses_of):
            _subject(subject, given, clauses, facts, policy, reporter)
    _days(node, facts, policy, reporter)


def _days(node: Mapping, facts: Facts, policy: Policy, reporter: Reporter) -> None:
    """Report days that govern and are still to come: no text of today speaks of them."""
    if facts.as_of is None:
        return
    fields: dict[tuple[str, str], None] = {}
    for clause in (*policy.clauses, *policy.other_texts):
        expr = None if clause.dated is None else clause.dated.expr
        if isinstance(expr, ast.Path) and isinstance(expr.source, ast.Name):
            fields[expr.source.name, expr.name] = None
    for owner, name in fields:
        entity = policy.root if owner == policy.root.item else policy.entity_of_item(owner)
        if entity is None:
            continue
        given = node.get(entity.key)
        for one in given.items if isinstance(given, Sequence) else (given,):
            value = read.get(one, name)
            day = None if value is None else read.parse_day(read.string(value) or "")
            if value is not None and day is not None and facts.as_of < day:
                label = entity.fields[name].label or Text(name)
                reporter.report("F055", read.label_of(value), label=label, day=day.iso(), as_of=facts.as_of.iso())


def _awards(
    node: Node | None, name: str, clauses_of: Callable[[str], list[Clause]]
) -> Iterator[tuple[Scalar, str, list[Clause]]]:
    """Each award that could be read: its subject, its clause or category, and the clauses that this means."""
    for one in node.items if isinstance(node, Sequence) else ():
        subject, given = read.get(one, "subject"), read.get(one, name)
        if isinstance(subject, Scalar) and subject.value is not None and isinstance(given, Scalar):
            clauses = clauses_of(given.text)
            if clauses:
                yield subject, given.text, clauses


def _subject(
    subject: Scalar, given: str, clauses: list[Clause], facts: Facts, policy: Policy, reporter: Reporter
) -> None:
    items = {clause.for_each for clause in clauses}
    lists = [entity.key for entity in policy.entities.values() if entity.item in items and not entity.is_root]
    listed = [item.id for key in lists for item in facts.lists.get(key, ())]
    applicant = facts.applicant.id
    if None in items:
        listed.append(applicant)
    if subject.text in listed or not applicant:
        return
    if not lists:
        fix = Fix((Edit(subject.file, subject.span, applicant),)) if applicant.isidentifier() else None
        reporter.report("F024", read.label_of(subject), fix=fix, name=given, applicant=applicant, found=subject.text)
        return
    guess = closest(subject.text, listed)
    reporter.report(
        "F025",
        read.label_of(subject),
        help=Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None,
        found=subject.text,
        lists=", ".join(f"`{key}`" for key in lists),
    )
