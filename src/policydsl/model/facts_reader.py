"""Reads a fact file against the facts that a policy declares."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel.checker.scope import closest
from policydsl.feel.values import Date
from policydsl.model import reading as read
from policydsl.model.elections import counts_by_year, read_elections
from policydsl.model.fact_periods import read_figures
from policydsl.model.fact_values import MoneyRange, money_value, read_value
from policydsl.model.facts import Facts, Item, OtherAward, PriorAward
from policydsl.model.periods import NONE_GIVEN
from policydsl.model.policy import ROOT, Entity, Field, Policy
from policydsl.model.unknown import UNKNOWN
from policydsl.source import Text
from policydsl.syntax.names import is_slip
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

ENVELOPE = ("policydsl", "kind", "policy", "as_of", "note", ROOT, "prior_awards", "other_policy_awards", "elections")
_AWARDS = {
    "prior_awards": ("clause", "subject", "year", "amount"),
    "other_policy_awards": ("category", "subject", "policy", "level", "year", "amount"),
}
_AWARD_OPTIONAL = ("level", "year")


def read_facts(node: Mapping, policy: Policy, reporter: Reporter, day: Date | None = None) -> Facts:
    """The facts; what is wrong with them is reported, with its place. `day`: where the document has it elsewhere."""
    as_of = read.day(node.get("as_of"), reporter)
    until = as_of if as_of is not None else day
    lists = {e.key: e for e in policy.entities.values() if not e.is_root}
    _unknown_keys(node, (*ENVELOPE, *lists), {e.label.zh: e.key for e in lists.values()}, reporter)
    applicant_node = node.get(ROOT)
    applicant = _item(applicant_node, policy.root, until, reporter) if isinstance(applicant_node, Mapping) else None
    if applicant is None:
        applicant = Item("", "", ("", *map(_left_out, policy.root.fields.values())), read.label_of(node))
        if applicant_node is not None or node.key(ROOT) is None:
            place = applicant_node if applicant_node is not None else node
            reporter.report("F001", Label(place.file, read.label_of(place).span))
    reader = _AwardReader(policy, reporter)
    return Facts(
        source=node.file.name,
        as_of=as_of,
        applicant=applicant,
        lists={key: _items(node.get(key), entity, until, reporter) for key, entity in lists.items()},
        prior_awards=tuple(reader.prior(node.get("prior_awards"))),
        other_awards=tuple(reader.other(node.get("other_policy_awards"))),
        given=frozenset(k for k in _AWARDS if _given(node.get(k))),
        elections=read_elections(node.get("elections"), policy, reporter),
    )


def _given(node: Node | None) -> bool:
    return node is not None and not (isinstance(node, Scalar) and node.value is None)


def _unknown_keys(node: Mapping, known: Iterable[str], labels: dict[str, str], reporter: Reporter) -> None:
    known = tuple(known)
    for key, _ in node:
        if key.text in known:
            continue
        guess = labels.get(key.text) or closest(key.text, known)
        help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
        sure = key.text in labels or is_slip(key.text, guess or "", known)
        fix = Fix((Edit(key.file, key.span, guess),), sure) if guess else None
        reporter.report("F002", read.label_of(key), help=help_, fix=fix, name=key.text, known=", ".join(known))


def _items(node: Node | None, entity: Entity, day: Date | None, reporter: Reporter) -> tuple[Item, ...]:
    if not _given(node):
        return ()
    if not isinstance(node, Sequence):
        assert node is not None  # noqa: S101  (given)
        reporter.report("F003", read.label_of(node), name=entity.key)
        return ()
    found: dict[str, Item] = {}
    for one in node.items:
        if not isinstance(one, Mapping):
            reporter.report("F004", read.label_of(one), name=entity.key)
            continue
        item = _item(one, entity, day, reporter)
        if item is None:
            continue
        if item.id in found:
            reporter.report("F005", item.at, found[item.id].at, name=item.id)
        else:
            found[item.id] = item
    return tuple(found.values())


def _left_out(field: Field) -> object:
    """What stands for a fact that was not given."""
    return NONE_GIVEN if field.by is not None else None if field.assessed else UNKNOWN


def _item(node: Mapping, entity: Entity, day: Date | None, reporter: Reporter) -> Item | None:
    labels = {f.label.zh: f.id for f in entity.fields.values()} | {f.label.en: f.id for f in entity.fields.values()}
    _unknown_keys(node, ("id", "name", *entity.fields), labels, reporter)
    id_node = node.get("id")
    id_ = read.string(id_node)
    if id_ is None:
        key = node.key("id")
        first = node.entries[0][0] if node.entries else None
        written = id_node is not None and id_node.span.start < id_node.span.end
        place = id_node if written else key or first
        reporter.report("F006", read.label_of(place) if place else read.label_of(node), name=entity.item)
        return None
    values: list[object] = [id_]
    for field in entity.fields.values():
        value = node.get(field.id)
        if value is None or not _given(value):
            values.append(_left_out(field))
        elif field.by is not None:
            values.append(read_figures(value, field, day, reporter))
        else:
            values.append(read_value(value, field, reporter))
    at = read.label_of(id_node) if id_node is not None else read.label_of(node)
    return Item(id_, read.string(node.get("name")) or "", tuple(values), at)


class _AwardReader:
    """Reads the two lists of awards granted before."""

    def __init__(self, policy: Policy, reporter: Reporter) -> None:
        self.policy, self.reporter = policy, reporter

    def _maps(self, node: Node | None, key: str) -> Iterable[dict[str, Node]]:
        if not _given(node):
            return
        if not isinstance(node, Sequence):
            assert node is not None  # noqa: S101  (given)
            self.reporter.report("F003", read.label_of(node), name=key)
            return
        for one in node.items:
            if not isinstance(one, Mapping):
                self.reporter.report("F004", read.label_of(one), name=key)
                continue
            _unknown_keys(one, _AWARDS[key], {}, self.reporter)
            found = {k.text: v for k, v in one if _given(v)}
            needed = [n for n in _AWARDS[key] if not (n in _AWARD_OPTIONAL and key == "other_policy_awards")]
            lacking = [name for name in needed if name not in found]
            if lacking:
                self.reporter.report("F007", read.label_of(one), name=key, lacking=", ".join(lacking))
                continue
            yield found

    def _amount(self, node: Node) -> Decimal:
        return money_value(node, MoneyRange(Decimal(0), None, self.policy.currency), self.reporter) or Decimal(0)

    def _year(self, node: Node) -> int:
        if isinstance(node, Scalar) and type(node.value) is int and 1900 <= node.value <= 9999:  # noqa: PLR2004
            return node.value
        self.reporter.report("F008", read.label_of(node))
        return 0

    def _other_year(self, found: dict[str, Node], category: str) -> int | None:
        """The year of an award of another policy; required where a limit counts such awards by the year."""
        if "year" in found:
            return self._year(found["year"])
        level = read.string(found.get("level")) or self.policy.level
        limit = next((one for one in self.policy.limits if counts_by_year(self.policy, one, category, level)), None)
        if limit is not None:
            self.reporter.report("F052", read.label_of(found["amount"]), limit=limit.id)
        return None

    def prior(self, node: Node | None) -> Iterable[PriorAward]:
        """Awards of this policy; the clause must exist."""
        ids = [c.id for c in self.policy.clauses] + [id_ for id_, _ in self.policy.former_clauses]
        for found in self._maps(node, "prior_awards"):
            clause = read.string(found["clause"]) or ""
            if clause not in ids:
                guess = closest(clause, ids)
                help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
                self.reporter.report("F009", read.label_of(found["clause"]), help=help_, name=clause)
            yield PriorAward(
                clause, read.string(found["subject"]) or "", self._year(found["year"]), self._amount(found["amount"])
            )

    def other(self, node: Node | None) -> Iterable[OtherAward]:
        """Awards of other policies; the level is this policy's where none is given."""
        categories = self.policy.categories
        for found in self._maps(node, "other_policy_awards"):
            category = read.string(found["category"]) or ""
            if category not in categories:
                guess = closest(category, categories)
                help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
                self.reporter.report(
                    "F010", read.label_of(found["category"]), help=help_, name=category, known=", ".join(categories)
                )
            yield OtherAward(
                category,
                read.string(found["subject"]) or "",
                read.string(found["policy"]) or "",
                read.string(found.get("level")) or self.policy.level,
                self._amount(found["amount"]),
                self._other_year(found, category),
            )
