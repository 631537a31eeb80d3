"""A simulation as tables for people: the policy as it is in full, then each scenario by what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policydsl.cohort.simulate.figures import Band, Breakdown, Difference, Moved, PotLine, Run, Simulation, Split, Tally
from policydsl.cohort.simulate.money import WHOLE, share_of
from policydsl.cohort.simulate.sheet import Cell, Column, Sheet, told
from policydsl.render.money import difference
from policydsl.source import Text
from policydsl.source.figures import CURRENCIES, grouped_text, money_text, percent_text
from policydsl.source.frozen import replace

AS_IS: Final = Text("现行", "as it is")
_TOTAL: Final = Text("合计", "Total")
_COST: Final = Column("cost", Text("应付（元）", "payable"), "money")
_EARLIER: Final = Column("earlier", Text("以前已给（元）", "granted before"), "money")
_AWARDS: Final = Column("awards", Text("笔数", "awards"), "count")
_APPLICANTS: Final = Column("applicants", Text("主体", "applicants"), "count")
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
        yield _side_by_side(simulation)
        for found in simulation.differences:
            yield from _difference(found, simulation)


def run_name(run_or_name: Run | str) -> Text:
    """What a run is called."""
    name = run_or_name if isinstance(run_or_name, str) else run_or_name.name
    return AS_IS if not name else Text(name)


# -- the policy as it is -----------------------------------------------------------------------------


def _costs(one: Breakdown, whole: Tally) -> Sheet:
    def row(label: Text, tally: Tally) -> tuple[Cell, ...]:
        return label, tally.eligible, tally.applicants, tally.cost, share_of(tally.cost, whole.cost)

    title = by_words(one.label)
    columns = (Column("label", one.label), _AWARDS, _APPLICANTS, _COST, _SHARE)
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
                f"Of {whole.open_unbounded} awards the most is not known: no cap holds whatever the facts are.",
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
    return Sheet("bands", title, (Column("label", Text("所得", "sum")), _APPLICANTS, _COST), tuple(rows), total=True)


def band_label(band: Band, currency: str) -> Text:
    """`1万元 至 10万元`."""
    texts = [Text(money_text(v, currency), money_text(v, currency, "en")) for v in (band.low, band.high) if v]
    if band.low == 0 and band.high is not None:
        return Text(f"{texts[0].zh} 以内", f"up to {texts[0].en}")
    if band.high is None:
        return Text(f"{texts[0].zh} 以上", f"above {texts[0].en}")
    return Text(f"{texts[0].zh} 至 {texts[1].zh}", f"{texts[0].en} to {texts[1].en}")


def _limiters(run: Run) -> Sheet:
    columns = (
        Column("clause", Text("条款", "clause")),
        Column("label", Text("受限于", "limited by")),
        _AWARDS,
        _APPLICANTS,
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
        _COST,
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
    if left < 0:
        yield Text(
            f"{zh}·{title.zh}：超出 {_chinese(-left, run)}", f"{en}, {title.pick('en')}: over by {_english(-left, run)}"
        )
    elif unbounded:
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


# -- scenarios ---------------------------------------------------------------------------------------


def _side_by_side(simulation: Simulation) -> Sheet:
    base = simulation.base
    columns = (
        Column("run", Text("方案", "scenario")),
        _COST,
        Column("change", Text("增减（元）", "change"), "money"),
        _AWARDS,
        _APPLICANTS,
        Column("undetermined", Text("尚不能确定", "undetermined"), "count"),
    )
    rows = tuple(
        (
            run_name(run), run.whole.cost, difference(run.whole.cost, base.whole.cost), run.whole.eligible,
            run.whole.applicants, run.whole.undetermined,
        )
        for run in simulation.runs
    )  # fmt: skip
    return Sheet("scenarios", Text("各方案", "Scenarios side by side"), columns, rows)


def _difference(found: Difference, simulation: Simulation) -> Iterator[Sheet]:
    name = found.name
    columns = (
        Column("label", Text("条款", "clause")),
        Column("before", Text("现行（元）", "as it is"), "money"),
        Column("after", Text(f"{name}（元）", name), "money"),
        Column("change", Text("增减（元）", "change"), "money"),
        Column("gaining", Text("增", "gain"), "count"),
        Column("losing", Text("减", "lose"), "count"),
        Column("open", Text("未定", "open"), "count"),
    )
    changed = [one for one in found.clauses if one.before != one.after or one.gaining or one.losing or one.open]
    rows = [
        (one.title, one.before, one.after, difference(one.after, one.before), one.gaining, one.losing, one.open)
        for one in changed
    ]
    title = Text(f"{name}：按条款", f"{name}: by clause")
    notes = () if rows else (Text("没有一条变动。", "No clause changes."),)
    yield Sheet(f"{name}:clauses", title, columns, tuple(rows), notes)
    yield _who(found, simulation)
    for moved, title in (
        (found.gain, Text(f"{name}：增加最多的", f"{name}: those who gain most")),
        (found.lose, Text(f"{name}：减少最多的", f"{name}: those who lose most")),
    ):
        if moved.most:
            yield _most(
                f"{name}:{'gain' if moved is found.gain else 'lose'}", title, moved, with_ids=simulation.with_ids
            )


def _who(found: Difference, simulation: Simulation) -> Sheet:
    currency, rows = simulation.base.policy.currency, list[tuple[Cell, ...]]()
    for moved, word in ((found.gain, Text("增加", "gain")), (found.lose, Text("减少", "lose"))):
        for band in moved.bands:
            label = band_label(band, currency)
            if band.applicants:
                rows.append((Text(f"{word.zh} {label.zh}", f"{word.en} {label.en}"), band.applicants, band.sum))
        rows.append((Text(f"{word.zh}合计", f"all who {word.en}"), moved.applicants, moved.sum))
    rows.append((Text("不变", "no change"), found.same, None))
    if found.undecided:
        rows.append((Text("未定", "not decided yet"), found.undecided, None))
    notes = []
    if found.open:
        count = grouped_text(Decimal(found.open))
        notes.append(
            Text(
                f"有 {count} 个主体在变动的条款里有尚不能确定的奖补，其增减还没有定；上面只计已能确定的部分。",
                f"For {count} applicants, undetermined awards of changed clauses leave the change open; only what is "
                "known of it is counted above.",
            )
        )
    if found.provisional:
        count = grouped_text(Decimal(found.provisional))
        notes.append(
            Text(
                f"有 {count} 个主体的增减含暂定的金额，以后可能改变。",
                f"For {count} applicants the change has provisional sums in it, which may still change.",
            )
        )
    columns = (
        Column("label", Text("增减", "change")),
        _APPLICANTS,
        Column("sum", Text("金额（元）", "sum"), "money"),
    )
    title = Text(f"{found.name}：谁增谁减", f"{found.name}: who gains, who loses")
    return Sheet(f"{found.name}:who", title, columns, tuple(rows), tuple(notes))


def _most(key: str, title: Text, moved: Moved, *, with_ids: bool) -> Sheet:
    columns = [Column("rank", Text("次序", "rank"), "count")]
    if with_ids:
        columns.append(Column("applicant", Text("主体", "applicant")))
    columns += [
        Column("before", Text("现行（元）", "as it is"), "money"),
        Column("after", Text("改后（元）", "then"), "money"),
        Column("change", Text("增减（元）", "change"), "money"),
    ]
    rows = [
        (rank, *([one.id] if with_ids else []), one.before, one.after, one.change)
        for rank, one in enumerate(moved.most, 1)
    ]
    return Sheet(key, title, tuple(columns), tuple(rows))
