"""What of a simulation is drawn: costs, the distribution, the budget, who gains and who loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from policydsl.charts.chart import Bar, BarChart, Scale, money_scale
from policydsl.cohort.simulate.figures import Breakdown, Difference, Run, Simulation
from policydsl.cohort.simulate.money import share_of
from policydsl.cohort.simulate.names import band_label, run_name
from policydsl.cohort.simulate.sheet import shown, told
from policydsl.cohort.simulate.shown import by_words
from policydsl.render.money import difference
from policydsl.source import Lang, Text
from policydsl.source.figures import grouped_text
from policydsl.source.width import truncate

_LABEL: Final = 40  # columns
_PAYABLE: Final = Text("应付", "payable")
_COUNT: Final = Text("主体数", "applicants")


def charts(simulation: Simulation, lang: Lang) -> Iterator[tuple[str, BarChart]]:
    """The pictures with the tables that they belong to, by their keys; none of what has no figures."""
    base = simulation.base
    yield from _budgets(simulation, lang)
    for one in base.breakdowns:
        if any(line.tally.cost for line in one.lines):
            yield one.id, _costs(one, base, lang)
    if base.applicants:
        yield "bands", _bands(base, lang)
    for found in simulation.differences:
        changed = [one for one in found.clauses if one.before != one.after]
        if changed:
            yield f"{found.name}:clauses", _changes(found, base, lang)
        if found.gain.applicants or found.lose.applicants:
            yield f"{found.name}:who", _who(found, base, lang)


def _label(text: Text, lang: Lang) -> str:
    return truncate(text.pick(lang), _LABEL)


def _scale(name: Text, values: Iterable[Decimal], run: Run, lang: Lang) -> Scale:
    most = max(map(abs, values), default=Decimal(0))
    return money_scale(name.pick(lang), most, lang, run.policy.currency)


def _costs(one: Breakdown, run: Run, lang: Lang) -> BarChart:
    lines = sorted((line for line in one.lines if line.tally.cost), key=lambda line: -line.tally.cost)
    bars = [
        Bar(_label(line.label, lang), line.tally.cost, shown(share_of(line.tally.cost, run.whole.cost), "share", lang))
        for line in lines
    ]
    title = by_words(one.label).pick(lang)
    scale = _scale(_PAYABLE, (bar.value for bar in bars), run, lang)
    return BarChart(title, told(run.whole.cost, run.policy.currency, lang), scale, tuple(bars))


def _bands(run: Run, lang: Lang) -> BarChart:
    nothing, waiting, *rest = run.bands
    labels = [
        (Text("没有所得", "nothing"), nothing.applicants),
        (Text("还没有所得，有尚不能确定的", "nothing yet, something undetermined"), waiting.applicants),
        *((band_label(band, run.policy.currency), band.applicants) for band in rest),
    ]
    bars = [Bar(_label(label, lang), Decimal(count), grouped_text(Decimal(count))) for label, count in labels]
    title = Text("主体所得的分布", "What applicants get").pick(lang)
    return BarChart(title, "", Scale(_COUNT.pick(lang), whole=True), tuple(bars))


def _budgets(simulation: Simulation, lang: Lang) -> Iterator[tuple[str, BarChart]]:
    """Everything against its budget, run by run, with what is undetermined at the most."""
    bars, budget = [], None
    for run in simulation.runs:
        whole = next((one for one in run.budgets if not one.clause), None)
        if whole is None:
            continue
        budget = whole.budget
        name = run_name(run)
        if whole.earlier:
            name = Text(f"{name.zh}，含以前已给的", f"{name.pick('en')}, with what was granted before")
        bars.append(Bar(_label(name, lang), whole.used, _used(whole.used, budget, lang)))
        if whole.open_most and not whole.open_unbounded:
            label = Text(
                f"{name.zh}，加上尚不能确定的最多", f"{name.pick('en')}, with the most of what is undetermined"
            )
            most = whole.used + whole.open_most
            bars.append(Bar(_label(label, lang), most, _used(most, budget, lang)))
    if budget is None:
        return
    scale = _scale(_PAYABLE, [*(bar.value for bar in bars), budget], simulation.base, lang)
    said = Text("预算", "budget").pick(lang) + " " + told(budget, simulation.base.policy.currency, lang)
    yield "budget", BarChart(Text("预算", "Budget").pick(lang), "", scale, tuple(bars), (budget, said))


def _used(cost: Decimal, budget: Decimal, lang: Lang) -> str:
    share = share_of(cost, budget)
    return "" if share is None else shown(share, "share", lang)


def _changes(found: Difference, base: Run, lang: Lang) -> BarChart:
    bars = [
        Bar(_label(one.title, lang), change, _signed(change, base, lang))
        for one in found.clauses
        if (change := difference(one.after, one.before))
    ]
    title = Text(f"{found.name}：各条增减", f"{found.name}: change by clause").pick(lang)
    scale = _scale(Text("增减", "change"), (bar.value for bar in bars), base, lang)
    return BarChart(title, "", scale, tuple(sorted(bars, key=lambda bar: -abs(bar.value))))


def _signed(value: Decimal, run: Run, lang: Lang) -> str:
    text = told(abs(value), run.policy.currency, lang)
    return f"{'+' if value > 0 else '−'}{text}"


def _who(found: Difference, base: Run, lang: Lang) -> BarChart:
    """How many gain, to the right, and lose, to the left, by how much."""
    bars = []
    for moved, sign, word in (
        (found.gain, 1, Text("增加", "gain")),
        (found.lose, -1, Text("减少", "lose")),
    ):
        bands = moved.bands[::-1] if sign > 0 else moved.bands
        for band in bands if moved.applicants else ():
            label = band_label(band, base.policy.currency)
            words = Text(f"{word.zh} {label.zh}", f"{word.en} {label.en}")
            count = Decimal(band.applicants)
            bars.append(Bar(_label(words, lang), sign * count, grouped_text(count) if count else ""))
    title = Text(f"{found.name}：谁增谁减", f"{found.name}: who gains, who loses").pick(lang)
    return BarChart(title, "", Scale(_COUNT.pick(lang), whole=True), tuple(bars))
