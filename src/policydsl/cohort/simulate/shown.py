"""A simulation as tables for people: the policy as it is in full, then each scenario by what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.cohort.simulate.figures import Breakdown, PotLine, Run, Simulation, Split, Tally
from policydsl.cohort.simulate.money import WHOLE, share_of
from policydsl.cohort.simulate.names import APPLICANTS, AWARDS, COST, band_label, run_name
from policydsl.cohort.simulate.sheet import Cell, Column, Sheet, told
from policydsl.cohort.simulate.shown_changes import difference_sheets, side_by_side
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES, counted, percent_text
from policydsl.source.frozen import replace

_TOTAL: Final = Text("合计", "Total")
_EARLIER: Final = Column("earlier", Text("以前已给（元）", "granted before"), "money")
_SHARE: Final = Column("share", Text("占比", "share"), "share")


def sheets(simulation: Simulation) -> Iterator[Sheet]:
    """All tables, in order."""
    unit = f"（{CURRENCIES[simulation.base.policy.currency]}）"
    for sheet in _sheets(simulation):
        columns = (
            replace(one, label=Text(one.label.zh.replace("（元）", unit), one.label.en)) for one in sheet.columns
        )
        yield replace(sheet, columns=tuple(columns))


def _sheets(simulation: Simulation) -> Iterator[Sheet]:
    base = simulation.base
    if simulation.budget_asked:
        yield _budget(simulation)
    for one in base.breakdowns:
        yield _costs(one, base.whole)
    open_ = _open(base.breakdowns[0], base.whole)
    if open_.rows:
        yield open_
    yield _bands(base)
    if base.limiters:
        yield _limiters(base)
    if base.pots:
        yield _pots(base)
    if base.splits:
        yield _split(base)
    if simulation.differences:
        yield side_by_side(simulation)
        for found in simulation.differences:
            yield from difference_sheets(found, simulation)


# -- the policy as it is -----------------------------------------------------------------------------


def _costs(one: Breakdown, whole: Tally) -> Sheet:
    def row(label: Text, tally: Tally) -> tuple[Cell, ...]:
        return label, tally.eligible, tally.applicants, tally.cost, share_of(tally.cost, whole.cost)

    title = by_words(one.label)
    columns = (Column("label", one.label), AWARDS, APPLICANTS, COST, _SHARE)
    rows = [row(line.label, line.tally) for line in one.lines]
    return Sheet(one.id, title, columns, (*rows, row(_TOTAL, whole)), _about(one), total=True)


def by_words(label: Text) -> Text:
    """`按主体类型`, `By kind of applicant`."""
    name = label.pick("en")
    small = name[:1].lower() + name[1:] if name[1:2].islower() else name
    return Text(f"按{label.zh}", f"By {small}")


def _about(one: Breakdown) -> tuple[Text, ...]:
    if one.id != "department":
        return ()
    return (
        Text(
            "由几个单位共同负责的条款，在共同的名称下列一次，不在各单位重复计算。",
            "A clause of several departments stands once, under their joint name.",
        ),
    )


def _open(one: Breakdown, whole: Tally) -> Sheet:
    def row(label: Text, tally: Tally) -> tuple[Cell, ...]:
        most = None if tally.open_unbounded else tally.open_most
        return label, tally.undetermined, most, tally.provisional, tally.provisional_cost

    columns = (
        Column("label", Text("条款", "clause")),
        Column("undetermined", Text("尚不能确定", "undetermined"), "count"),
        Column("open_most", Text("最多可达（元）", "at most"), "money"),
        Column("provisional", Text("暂定", "provisional"), "count"),
        Column("provisional_cost", Text("其中暂定（元）", "provisional sum"), "money"),
    )
    lines = [line for line in one.lines if line.tally.undetermined or line.tally.provisional]
    rows = [row(line.label, line.tally) for line in lines]
    notes = [
        Text(
            "尚不能确定的不在应付之内；“最多可达”按限额估，不是预计数。暂定的在应付之内，补充事实或定出名次后可能改变。",
            "Undetermined awards are not in what is payable; `at most` is what their caps leave room for, no forecast. "
            "Provisional sums are in what is payable and may change with missing facts, or with a tie that is decided.",
        )
    ]
    if whole.open_unbounded:
        notes.append(
            Text(
                f"其中 {whole.open_unbounded} 笔没有不随事实变动的限额，最多多少不能确定。",
                f"Of {counted(whole.open_unbounded, 'award')} the most is not known: no cap holds whatever the facts "
                "are.",
            )
        )
    total = [row(_TOTAL, whole)] if rows else []
    return Sheet("open", Text("尚不能确定和暂定", "Undetermined and provisional"), columns, (*rows, *total),
                 tuple(notes), total=True)  # fmt: skip


def _bands(run: Run) -> Sheet:
    nothing, waiting, *rest = run.bands
    rows: list[tuple[Cell, ...]] = [
        (Text("没有所得", "nothing"), nothing.applicants, nothing.sum),
        (Text("还没有所得，有尚不能确定的", "nothing yet, something undetermined"), waiting.applicants, waiting.sum),
        *((band_label(band, run.policy.currency), band.applicants, band.sum) for band in rest),
    ]
    rows.append((_TOTAL, run.applicants, run.whole.cost))
    title = Text("主体所得的分布", "What applicants get")
    return Sheet("bands", title, (Column("label", Text("所得", "sum")), APPLICANTS, COST), tuple(rows), total=True)


def _limiters(run: Run) -> Sheet:
    columns = (
        Column("clause", Text("条款", "clause")),
        Column("label", Text("受限于", "limited by")),
        AWARDS,
        APPLICANTS,
        Column("taken", Text("减少（元）", "takes away"), "money"),
    )
    rows = tuple((one.title, one.label, one.awards, one.applicants, one.taken) for one in run.limiters)
    notes = (
        Text(
            "减少的是限额之前与之后之差，名额则是名额之外的本可得到的；"
            "几条限额、最低额或几笔之间的规则一起起作用的，不能单独说清，只列笔数。",
            "What it takes away is the sum before it less that after it, of a quota what those outside of it would "
            "have got; where several caps, a minimum, or rules over several awards work together, only the awards are "
            "counted.",
        ),
    )
    return Sheet("limiters", Text("起作用的限额", "What limits awards"), columns, rows, notes)


def _budget(simulation: Simulation) -> Sheet:
    earlier = any(one.earlier for run in simulation.runs for one in run.budgets)
    columns = (
        Column("run", Text("方案", "scenario")),
        Column("label", Text("范围", "of")),
        Column("budget", Text("预算（元）", "budget"), "money"),
        *[_EARLIER] * earlier,
        COST,
        Column("used", Text("已用", "used"), "share"),
        Column("left", Text("结余或缺口（元）", "left, or lacking"), "money"),
    )
    rows: list[tuple[Cell, ...]] = []
    notes: list[Text] = []
    for run in simulation.runs:
        for one in run.budgets:
            before = [one.earlier] * earlier
            used = share_of(one.used, one.budget)
            rows.append((run_name(run), one.title, one.budget, *before, one.cost, used, one.left))
            notes += _budget_notes(run, one.title, one.left, one.open_most, one.open_unbounded)
    if earlier:
        notes.append(
            Text(
                "以前已给的，是总额限制计入的本政策以前的奖补，占用预算，不是结余。",
                "What was granted before is what limits over the programme count of earlier awards of this policy: it "
                "is taken off the budget, and no surplus.",
            )
        )
    return Sheet("budget", Text("预算", "Budget"), columns, tuple(rows), tuple(notes))


def _pots(run: Run) -> Sheet:
    others = any(one.other for one in run.pots)
    columns = (
        Column("label", Text("总额限制", "limit")),
        Column("limit", Text("总额（元）", "sum"), "money"),
        _EARLIER,
        *[Column("other", Text("其他政策（元）", "other policies"), "money")] * others,
        Column("asked", Text("限额之前（元）", "asked for"), "money"),
        Column("granted", Text("给予（元）", "granted"), "money"),
        Column("left", Text("剩余（元）", "left"), "money"),
    )
    rows: list[tuple[Cell, ...]] = [
        (_of_year(one), one.limit, one.earlier, *[one.other] * others, one.asked, one.granted, one.left)
        for one in run.pots
    ]
    return Sheet("pots", Text("总额限制", "Limits over all applicants"), columns, tuple(rows))


def _of_year(pot: PotLine) -> Text:
    if pot.year is None:
        return pot.label
    return Text(f"{pot.label.zh}（{pot.year} 年）", f"{pot.label.pick('en')} ({pot.year})")


def _budget_notes(run: Run, title: Text, left: Decimal, most: Decimal, unbounded: int) -> Iterator[Text]:
    zh, en = run_name(run).zh, run_name(run).pick("en")
    if left < 0:  # the table says it
        return
    if unbounded:
        yield Text(
            f"{zh}·{title.zh}：另有尚不能确定的，最多多少不能确定",
            f"{en}, {title.pick('en')}: undetermined awards may come to more; how much is not known",
        )
    elif most > left:
        yield Text(
            f"{zh}·{title.zh}：尚不能确定的最多 {_chinese(most, run)}，可能超出",
            f"{en}, {title.pick('en')}: undetermined awards may come to {_english(most, run)}, more than is left",
        )


def _chinese(value: Decimal, run: Run) -> str:
    return told(value, run.policy.currency, "zh")


def _english(value: Decimal, run: Run) -> str:
    return told(value, run.policy.currency, "en")


def _split(run: Run) -> Sheet:
    first = run.splits[0]
    names = [
        Column(f"part{i}", Text(f"{one.name} {percent_text(one.share)}"), "money") for i, one in enumerate(first.shares)
    ]
    columns = (Column("label", Text("条款", "clause")), *names)
    total, *parts = (_split_row(_TOTAL if one.clause == WHOLE else one.title, one) for one in run.splits)
    notes = (
        Text(
            f"分担比例是试算的假设，政策没有规定；各条分别按比例舍到分，余数归{first.shares[0].name}。",
            "The split is an assumption of this run, not of the policy; each clause is divided down to the fen, the "
            f"rest goes to {first.shares[0].name}.",
        ),
    )
    return Sheet("split", Text("分担（假设）", "Split (assumed)"), columns, (*parts, total), notes, total=True)


def _split_row(label: Text, one: Split) -> tuple[Cell, ...]:
    return label, *(share.cost for share in one.shares)
