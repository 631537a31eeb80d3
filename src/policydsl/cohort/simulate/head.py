"""What a simulation was made of, and what is assumed in it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from policydsl.award import Status
from policydsl.cohort.notes import not_in_force, taken_for_granted
from policydsl.cohort.simulate.names import run_name
from policydsl.source import Lang, Text
from policydsl.source.figures import counted, grouped_text, percent_text
from policydsl.source.width import truncate

if TYPE_CHECKING:
    from policydsl.cohort.simulate.figures import Run, Simulation

_OLD: Final = 40  # columns for what a change replaces


def head(simulation: Simulation, lang: Lang) -> Iterator[tuple[str, str]]:
    """Labels with their values: the day, the readings, the amendments, the rows, the scenarios."""
    base = simulation.base
    colon = "：" if lang == "zh" else ": "
    yield Text("基准日", "Day").pick(lang), simulation.as_of.iso()
    for one in base.policy.amendments:
        title = one.title.pick(lang)
        yield Text("修订", "Amendment").pick(lang), f"{one.id}" + (f"（{title}）" if lang == "zh" else f" ({title})")
    readings = base.policy.readings.values()
    for reading in readings:
        option = base.readings.get(reading.id, reading.default)
        yield (
            Text("读法", "Reading").pick(lang),
            f"{reading.id}={option}{colon}{reading.options[option].pick(lang)}",
        )
    applicants = next(one for one in base.counts if one.table == "applicants")
    yield (
        Text("主体", "Applicants").pick(lang),
        Text(
            f"{_count(applicants.given)} 个，计算了 {_count(base.applicants)} 个",
            f"{_count(applicants.given)}, computed {_count(base.applicants)}",
        ).pick(lang),
    )
    rejected = [f"{one.table} {_count(one.rejected)}" for one in base.counts if one.rejected]
    if rejected:
        yield (
            Text("没有计算的行", "Rows left out").pick(lang),
            "、".join(rejected) if lang == "zh" else ", ".join(rejected),
        )
    for run in simulation.runs[1:]:
        changes = (f"{one}{_was(run.was.get(one), lang)}" for one in run.changes)
        yield Text("方案", "Scenario").pick(lang), f"{run_name(run).pick(lang)}{colon}{'; '.join(changes)}"


def _was(old: str | None, lang: Lang) -> str:
    if old is None:
        return ""
    short = truncate(old, _OLD)
    return Text(f"（现行 {short}）", f" (now {short})").pick(lang)


def assumptions(simulation: Simulation, lang: Lang) -> Iterator[str]:
    """What has to be known to read the figures."""
    base = simulation.base
    given = {one.table for one in base.counts}
    yield from (Text(f"没有计算：{one}", f"Not computed: {one}").pick(lang) for one in simulation.rejects)
    yield from taken_for_granted(given, lang)
    if simulation.split:
        shares = [f"{name} {percent_text(share)}" for name, share in simulation.split]
        yield Text(f"分担比例 {'、'.join(shares)} 是假设。", f"The split {', '.join(shares)} is an assumption.").pick(
            lang
        )
    yield from _not_in_force(simulation, lang)
    yield from _unapplied(base, lang)
    if base.whole.without_sum:
        count, months = _count(base.whole.without_sum), _count(base.whole.months)
        yield Text(
            f"符合的奖补中有 {count} 笔不是金额（服务、免租、一事一议），不在应付之内"
            + (f"；其中期限合计 {months} 个月。" if base.whole.months else "。"),
            f"Not in what is payable: {counted(base.whole.without_sum, 'eligible award')} that "
            f"{'is' if base.whole.without_sum == 1 else 'are'} no sum of money (services, free rent, case by case)"
            + (f", for {counted(base.whole.months, 'month')} in all." if base.whole.months else "."),
        ).pick(lang)


def _not_in_force(simulation: Simulation, lang: Lang) -> Iterator[str]:
    """That there are no figures because the policy, or a clause, is not in force on the day."""
    base, day = simulation.base, simulation.as_of.iso()
    outside = not_in_force(base.policy, simulation.as_of, lang)
    if outside is not None:
        yield outside
        return
    lines = [line for line in base.by("clause").lines if set(line.tally.statuses) == {Status.NOT_IN_FORCE.value}]
    if lines:
        names = [line.label.pick(lang) for line in lines]
        listed = "、".join(names) if lang == "zh" else ", ".join(names)
        yield Text(
            f"在 {day} 没有施行，不在应付之内：{listed}。",
            f"Not in force on {day}, and not in what is payable: {listed}.",
        ).pick(lang)


def _unapplied(base: Run, lang: Lang) -> Iterator[str]:
    """Quotas and limits that look across applicants, which this run does not apply."""
    names = [clause.title.pick(lang) for clause in base.policy.clauses if clause.id in base.unranked]
    if names:
        listed = "、".join(names) if lang == "zh" else ", ".join(names)
        yield Text(
            f"名额没有扣除，列的是全部符合的：{listed}。",
            f"Quotas are not applied; all who are eligible are counted: {listed}.",
        ).pick(lang)
    limits = [limit.label.pick(lang) or limit.id for limit in base.policy.limits if limit.id in base.unranked]
    if limits:
        listed = "、".join(limits) if lang == "zh" else ", ".join(limits)
        yield Text(f"总额限制没有扣除：{listed}。", f"Limits over all applicants are not applied: {listed}.").pick(lang)


def _count(value: int) -> str:
    return grouped_text(Decimal(value))
