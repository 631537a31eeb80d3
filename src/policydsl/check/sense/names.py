"""Names for people: the same title twice, departments written in two ways, stacking without categories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from policydsl.check.checked import CheckedPolicy
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.feel.sameness import same_expression
from policydsl.model.policy import Clause, Entity, Policy

# What departments of cities are for: names of these are never slips of each other, however near they are.
_OFFICES: Final = frozenset(
    (
        "发改", "发展改革", "教育", "科技", "工信", "工业和信息化", "经信", "民族宗教", "公安", "民政", "司法",
        "财政", "人社", "人力资源社会保障", "资源规划", "自然资源", "规划", "生态环境", "住建", "建设", "交通",
        "交通运输", "水利", "农业农村", "农业", "商务", "文旅", "文化旅游", "文化", "卫健", "卫生健康",
        "退役军人", "应急", "应急管理", "审计", "国资", "市场监管", "市监", "体育", "统计", "医保", "医疗保障",
        "信访", "金融", "金融监管", "数据", "大数据", "政务服务", "人防", "林业", "园林", "城管", "海洋",
        "外事", "港澳", "台港澳", "投资促进", "招商", "知识产权", "税务", "网信", "宣传", "组织", "编办",
        "机关事务", "气象", "邮政", "通信", "烟草", "海关", "海事", "口岸", "粮食", "粮储", "地方金融",
    )
)  # fmt: skip
_ENDS: Final = ("局", "委", "办", "厅", "部", "院", "会", "中心", "委员会", "办公室", "管委会")
_LEAST: Final = 4  # characters of a name by which two can be told to be one
_MOST: Final = 60  # characters that a name has at most


def check_names(checked: CheckedPolicy, reporter: Reporter) -> None:
    """Report names that are most likely slips."""
    policy = checked.policy
    _titles(policy.clauses, reporter)
    _departments(policy, reporter)
    for entity in policy.entities.values():
        _labels(entity, reporter)
    for clause in policy.clauses:
        _conditions(clause, reporter)
    if policy.clauses and not policy.categories:
        for rule in policy.stacking:
            if "category" in rule.same:
                reporter.report("P044", rule.at, name=rule.id)


def _titles(clauses: Iterable[Clause], reporter: Reporter) -> None:
    seen: dict[tuple[str, str], Clause] = {}
    for clause in clauses:
        key = (clause.title.zh or clause.title.en, clause.cite)
        first = seen.setdefault(key, clause)
        if first is not clause and clause.title_at is not None and first.title_at is not None:
            reporter.report("P040", clause.title_at, first.title_at, name=clause.id, other=first.id)


def _labels(entity: Entity, reporter: Reporter) -> None:
    seen: dict[str, Label] = {}
    for field in entity.fields.values():
        name = field.label.zh or field.label.en
        if name and name != field.id and name in seen:
            reporter.report("P041", field.at, seen[name], label=name)
        seen.setdefault(name, field.at)


def _conditions(clause: Clause, reporter: Reporter) -> None:
    for index, one in enumerate(clause.eligibility):
        twin = next((c for c in clause.eligibility[:index] if same_expression(c.test.expr, one.test.expr)), None)
        if twin is not None:
            at = Label.at(one.test.origin, one.test.expr.span)
            reporter.report("P043", at, twin.at, name=one.id, other=twin.id)


def _departments(policy: Policy, reporter: Reporter) -> None:
    written: list[tuple[str, Label]] = []
    for clause in policy.clauses:
        written += zip(clause.departments, clause.departments_at, strict=False)
    for commitment in policy.commitments:
        written += zip(commitment.departments, commitment.departments_at, strict=False)
    counts = Counter(name for name, _ in written)
    known = _Known(name for name, count in counts.items() if count > 1)
    for name, at in written:
        solid = "".join(name.split())
        if solid != name:
            meant = solid if solid in counts else None
        else:
            meant = None if counts[name] > 1 or _is_office(name) else known.meant_by(name)
        if meant is not None:
            fix = Fix((Edit(at.file, at.span, meant),), sure=False)
            reporter.report("P042", at, fix=fix, name=name, meant=meant)


def _is_office(name: str) -> bool:
    """Whether a name is one of those that every city has."""
    bare = name.removeprefix("国家").removeprefix("各")
    bare = bare[1:] if bare[:1] in ("市", "省", "区", "县", "州") else bare
    for end in sorted(_ENDS, key=len, reverse=True):
        bare = bare.removesuffix(end)
    return bare in _OFFICES


class _Known:
    """Names that are right, found by what a slip makes of them: each name is looked at once, however many there are."""

    def __init__(self, names: Iterable[str]) -> None:
        self._order: dict[str, int] = {}
        self._by_gap: dict[str, str] = {}  # a character replaced by a gap: the first name that it is of
        self._by_rest: dict[str, str] = {}  # a character left out
        for name in names:
            if not _LEAST <= len(name) <= _MOST:
                continue
            self._order[name] = len(self._order)
            for gap, rest in _gaps(name):
                self._by_gap.setdefault(gap, name)
                self._by_rest.setdefault(rest, name)

    def meant_by(self, name: str) -> str | None:
        """The first name of which this is a slip: a character mistyped, left out, doubled, two neighbours exchanged."""
        if not _LEAST <= len(name) <= _MOST:
            return None
        gaps = list(_gaps(name))
        swapped = (name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1))
        found = {self._by_gap.get(gap) for gap, _ in gaps} | {self._by_rest.get(name)}
        found |= {one for one in (*swapped, *(rest for _, rest in gaps)) if one in self._order}
        return min((one for one in found if one is not None), key=self._order.__getitem__, default=None)


def _gaps(name: str) -> Iterator[tuple[str, str]]:
    """The name with each of its characters in turn replaced by a gap, and left out."""
    for i in range(len(name)):
        yield f"{name[:i]}\n{name[i + 1 :]}", name[:i] + name[i + 1 :]
