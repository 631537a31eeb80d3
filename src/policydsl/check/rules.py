"""Rules over several awards: the clauses that stacking rules and limits name, what limits count, their formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policydsl.check.checked import CheckedLimit, Reach
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel import types
from policydsl.feel.ast import Name
from policydsl.feel.checker import Checker, Scope, Symbol
from policydsl.feel.checker.scope import closest
from policydsl.feel.types import BOOLEAN
from policydsl.feel.walk import names_in
from policydsl.model.policy import ROOT, Clause, Entity, Formula, Limit, Named, Policy, StackingRule
from policydsl.source import Text

PROGRAMME = "programme"
# What drafters call whom a limit holds for.
_CALLED = {
    PROGRAMME: ("总额", "全部", "合计", "总计", "政策", "全市", "全部企业", "所有企业",
                "全部申报主体", "program", "all", "total"),
    ROOT: ("每家", "企业", "每家企业", "主体", "申报单位", "单位", "company", "enterprise", "each"),
}  # fmt: skip
_LIMIT = Text("总限额 `limit` ", "`limit`")
_WHEN = Text("`when` ", "`when`")


def check_stacking(policy: Policy, reporter: Reporter) -> None:
    """Report clauses that there are not, and rules that cannot be what is meant."""
    covered: dict[str, StackingRule] = {}
    for rule in policy.stacking:
        known = _known(policy, rule.among, reporter)
        why = _misfit(rule)
        if why is not None:
            reporter.report("P071", rule.at, rule=rule.rule, why=why)
            continue
        for one, clause in known:
            if clause.amount is None and (rule.across == "policies" or rule.rule in ("highest", "deduct")):
                reporter.report("P070", one.at, name=one.id)
            elif clause.category is None and "category" in rule.same:
                reporter.report("P076", one.at, name=one.id)
        if rule.across == "policies":
            _twice(policy, rule, covered, reporter)


def _misfit(rule: StackingRule) -> Text | None:
    """Why the keys of a rule do not go together."""
    if rule.across == "policies":
        if rule.rule == "choose":
            return Text("只能用于本政策条款之间（`across: clauses`）", "is for clauses of a policy (`across: clauses`)")
        if not rule.same:
            return Text(
                "还缺 `same`：与其他政策的哪些支持算同类，如 `same: [category, subject]`",
                "lacks `same`: which awards of other policies count, as `same: [category, subject]`",
            )
        return None
    if rule.level:
        return Text("用不上 `level`：它说的是其他政策的层级", "has no use for `level`, which is that of other policies")
    if rule.among and len(rule.among) < 2:  # noqa: PLR2004
        return Text("只写了一个条款，至少要两个", "names one clause: it takes two at least")
    if rule.rule == "choose" and not rule.among:
        return Text("还缺 `among`：在哪些条款中选择", "lacks `among`: the clauses to choose from")
    if rule.rule == "choose" and "category" in rule.same:
        return Text(
            "的 `same` 不能写 category：要选的条款已在 `among` 中列出",
            "cannot have category in `same`: the clauses to choose from stand in `among`",
        )
    if rule.rule in ("deduct", "exclude") and not rule.among:
        return Text(
            "还缺 `among`：按先后列出条款，后者看前者",
            "lacks `among`: the clauses in their order",
        )
    if not rule.among and not rule.same:
        return Text("还缺 `among`：列出涉及的条款", "lacks `among`: the clauses that it is about")
    return None


def _twice(policy: Policy, rule: StackingRule, covered: dict[str, StackingRule], reporter: Reporter) -> None:
    """Two rules that take awards of other policies off the same clause: which of them, no text could say."""
    named = {one.id for one in rule.among}
    for clause in policy.clauses:
        if clause.amount is None or clause.category is None or (named and clause.id not in named):
            continue
        first = covered.setdefault(clause.id, rule)
        if first is not rule:
            reporter.report("P072", rule.at, first.at, name=clause.id, rule=first.id)
            return


def _known(policy: Policy, named: Iterable[Named], reporter: Reporter) -> list[tuple[Named, Clause]]:
    """The clauses named; those that there are not are reported."""
    ids, found = [clause.id for clause in policy.clauses], []
    for one in named:
        clause = policy.clause(one.id)
        if clause is not None:
            found.append((one, clause))
            continue
        guess = closest(one.id, ids)
        fix = Fix((Edit(one.at.file, one.at.span, guess),)) if guess else None
        help_ = Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None
        reporter.report("N070", one.at, help=help_, fix=fix, name=one.id)
    return found


def meant_by_per(policy: Policy, name: str, known: Sequence[str]) -> str | None:
    """What somebody most likely means by a `per` that is none: `programm`, `每家`, the label of a list."""
    called = (meant for meant, said in _CALLED.items() if name in said)
    entities = policy.entities.values()
    labelled = (ROOT if one.is_root else one.item for one in entities if name in (one.label.zh, one.label.en, one.key))
    return next((one for one in (*called, *labelled) if one in known), None) or closest(name, known)


class LimitCheck:
    """Checks the limits of a policy; `scope` holds the names of the policy, `items` those of its items."""

    def __init__(self, policy: Policy, checker: Checker, scope: Scope, items: Sequence[tuple[Symbol, Entity]]) -> None:
        self.policy, self.checker, self.reporter, self.scope = policy, checker, checker.reporter, scope
        self.items = {symbol.name: (symbol, entity) for symbol, entity in items}
        self.money = types.Money(policy.currency)

    def run(self) -> tuple[CheckedLimit, ...]:
        """All limits, with what each counts."""
        return tuple(self._limit(limit) for limit in self.policy.limits)

    def _limit(self, limit: Limit) -> CheckedLimit:
        counted = self._counted(limit)
        reach, item = self._reach(limit, counted)
        scope = self.scope
        symbol, entity = self.items.get(item or "", (None, None))
        inner = scope if symbol is None else Scope({symbol.name: symbol}, scope)
        whole = inner if reach == "item" else scope
        self._expect(limit.limit, self.money, whole, _LIMIT)
        self._expect(limit.when, BOOLEAN, whole, _WHEN)
        if limit.per is not None and reach in ("key", "group") and not self._misspelt(limit.per, inner):
            found = self.checker.check(limit.per.expr, limit.per.origin, inner)
            if isinstance(found, types.ListOf | types.Record | types.Assessed):
                self.checker.report("T015", limit.per.expr.span)
        ranked = self._ranked(counted)
        if limit.rank_by is not None:
            inner = scope if ranked is None else Scope({ranked[0].name: ranked[0]}, scope)
            self.checker.check(limit.rank_by.expr, limit.rank_by.origin, inner)
        self._sharing(limit, reach)
        return CheckedLimit(limit, reach, tuple(counted), entity, symbol, ranked)

    def _misspelt(self, per: Formula, scope: Scope) -> bool:
        """Report a name that is none, with what can stand there: `programm`, `全部企业`, `每家`."""
        name = per.expr.name if isinstance(per.expr, Name) else None
        if name is None or scope.lookup(name) is not None:
            return False
        known = [ROOT, PROGRAMME, *self.items]
        guess = meant_by_per(self.policy, name, known)
        facts = Text(
            "，或申报主体的某项事实，如 `applicant.group`", ", or a fact of the applicant, as `applicant.group`"
        )
        names = "`, `".join(known)
        help_ = Text(f"`per` 可写：`{names}`{facts.zh}。", f"`per` is one of `{names}`{facts.en}")
        if guess:
            help_ = Text(f"是不是想写 `{guess}`？{help_.zh}", f"did you mean `{guess}`? {help_.en}")
        self.checker.origin = per.origin
        self.checker.report("N001", per.expr.span, name=name, known="", help=help_, replace=guess, sure=False)
        return True

    def _expect(self, formula: Formula | None, expected: types.Type, scope: Scope, what: Text) -> None:
        if formula is not None:
            self.checker.check(formula.expr, formula.origin, scope, expected, what)

    def _ranked(self, counted: Sequence[int]) -> tuple[Symbol, Entity] | None:
        """The common item of the clauses counted: it is known to what ranks them."""
        items = {self.policy.clauses[index].for_each for index in counted}
        return self.items.get(next(iter(items)) or "") if len(items) == 1 else None

    def _counted(self, limit: Limit) -> list[int]:
        """The places of the clauses that count."""
        named = _known(self.policy, limit.counts, self.reporter)
        besides = {clause.id: one for one, clause in _known(self.policy, limit.besides, self.reporter)}
        for one, clause in named:
            if clause.id in besides:
                self.reporter.report("P075", besides[clause.id].at, one.at, name=clause.id)
            elif clause.amount is None:
                self.reporter.report("P070", one.at, name=clause.id)
        ids = {clause.id for _, clause in named}
        all_ = not limit.counts
        found = [
            index
            for index, clause in enumerate(self.policy.clauses)
            if clause.amount is not None and clause.id not in besides and (all_ or clause.id in ids)
        ]
        broken = self.reporter.has_errors
        if not found and not broken:
            self.reporter.report("P074", limit.at, name=limit.id)
        return found

    def _reach(self, limit: Limit, counted: Sequence[int]) -> tuple[Reach, str | None]:
        """What is counted together, and the item that the limit is about."""
        if limit.per is None:
            return "applicant", None
        expr = limit.per.expr
        if isinstance(expr, Name) and expr.name in (ROOT, PROGRAMME):
            return ("applicant" if expr.name == ROOT else "programme"), None
        names = names_in(expr)
        item = next((name for name in self.items if name in names), None)
        if item is None:
            if not names:
                self.reporter.report("P077", Label.at(limit.per.origin, expr.span), text=limit.per.text.strip())
            return "group", None
        reach: Reach = "item" if isinstance(expr, Name) else "key"
        for index in counted:
            clause = self.policy.clauses[index]
            if clause.for_each != item:
                at = next((one.at for one in limit.counts if one.id == clause.id), None)
                place = at or Label.at(limit.per.origin, expr.span)
                self.reporter.report("N071", place, name=clause.id, item=item)
                break
        return reach, item

    def _sharing(self, limit: Limit, reach: Reach) -> None:
        several = reach in ("programme", "group")
        if limit.short == "rank" and not several:
            self.reporter.report("P073", limit.at, name=limit.id, why=_RANK_ALONE)
        elif limit.short == "rank" and limit.rank_by is None:
            self.reporter.report("P073", limit.at, name=limit.id, why=_RANK_BY_WHAT)
        elif limit.short != "rank" and limit.rank_by is not None:
            self.reporter.report("P073", limit.at, name=limit.id, why=_NOT_RANKED)


_RANK_ALONE = Text(
    "`short: rank` 在几个申报主体之间排名，`per` 须是 programme 或申报主体的某项事实",
    "`short: rank` ranks applicants: `per` must be programme, or a fact of the applicant",
)
_RANK_BY_WHAT = Text("`short: rank` 还缺 `rank_by`：按什么排名", "`short: rank` lacks `rank_by`")
_NOT_RANKED = Text("写了 `rank_by`，却没有写 `short: rank`", "`rank_by` stands without `short: rank`")


__all__ = ["PROGRAMME", "LimitCheck", "check_stacking", "meant_by_per"]
