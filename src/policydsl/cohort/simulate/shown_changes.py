"""Scenarios as tables for people: side by side, then each by what it changes and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from policydsl.cohort.simulate.figures import Difference, Moved, Simulation
from policydsl.cohort.simulate.names import APPLICANTS, AWARDS, COST, band_label, run_name
from policydsl.cohort.simulate.sheet import Cell, Column, Sheet
from policydsl.render.money import difference
from policydsl.source import Text
from policydsl.source.figures import counted, grouped_text


def side_by_side(simulation: Simulation) -> Sheet:
    """What each scenario comes to."""
    base = simulation.base
    columns = (
        Column("run", Text("方案", "scenario")),
        COST,
        Column("change", Text("增减（元）", "change"), "money"),
        AWARDS,
        APPLICANTS,
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


def difference_sheets(found: Difference, simulation: Simulation) -> Iterator[Sheet]:
    """What one scenario changes, by clause, and who gains and loses."""
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
    for applicants, label in (
        (found.more, Text("增加的不是金额（服务、免租等）", "gain support that is no sum (services, free rent)")),
        (found.less, Text("减少的不是金额（服务、免租等）", "lose support that is no sum (services, free rent)")),
    ):
        if applicants:
            rows.append((label, applicants, None))
    rows.append((Text("不变", "no change"), found.same, None))
    if found.undecided:
        rows.append((Text("未定", "not decided yet"), found.undecided, None))
    notes = []
    if found.open:
        count = grouped_text(Decimal(found.open))
        notes.append(
            Text(
                f"有 {count} 个主体在变动的条款里有尚不能确定的奖补，其增减还没有定；上面只计已能确定的部分。",
                f"For {counted(found.open, 'applicant')}, undetermined awards of changed clauses leave the change "
                "open; only what is known of it is counted above.",
            )
        )
    if found.provisional:
        count = grouped_text(Decimal(found.provisional))
        notes.append(
            Text(
                f"有 {count} 个主体的增减含暂定的金额，以后可能改变。",
                f"For {counted(found.provisional, 'applicant')} the change has provisional sums in it, which may still "
                "change.",
            )
        )
    columns = (
        Column("label", Text("增减", "change")),
        APPLICANTS,
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
