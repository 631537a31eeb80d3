"""Several applicants in one table: statuses counted, sums by basis, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from policydsl.award import Evaluation, Status
from policydsl.diagnostics.render.paint import Ink, Paint
from policydsl.model.policy import Policy
from policydsl.render.money import added, wan
from policydsl.render.result import BASES, totals
from policydsl.render.words import STATUS, assumptions
from policydsl.source import Lang, Text
from policydsl.source.figures import CURRENCIES, grouped_text
from policydsl.source.frozen import frozen
from policydsl.source.width import display_width, pad, truncate, visible, wrap

COUNTED = (Status.ELIGIBLE, Status.UNDETERMINED, Status.INELIGIBLE, Status.NOT_IN_FORCE)
# In a terminal the counts have heads of one letter, explained beneath: names and sums need the room.
_LETTERS = (Text("符", "E"), Text("待", "U"), Text("不", "N"), Text("外", "O"))
_SUM_HEADS = {
    "exact": Text("定额", "Fixed"),
    "ceiling": Text("最高", "Up to"),
    "discretionary": Text("酌定", "Assessed"),
    "payable": Text("应付", "Payable"),
}
_CURRENCIES = Text("币种不同，金额不列", "Sums are left out: the currencies differ")
_GAP = 2
_LEAST_NAME = 12


@frozen
class Overview:
    """The table: heads, a row for each applicant, the row of totals. `short` are heads of one letter for the counts."""

    heads: tuple[str, ...]
    short: tuple[str, ...]
    counted: tuple[Status, ...]
    rows: tuple[tuple[str, ...], ...]
    last: tuple[str, ...]
    unit: str


def overview_of(evaluations: Sequence[Evaluation], lang: Lang) -> Overview:
    """The table in a language; columns of what nobody has are left out."""
    counts = [[sum(a.status is s for a in e.awards) for s in COUNTED] for e in evaluations]
    sums = [totals(e.awards) for e in evaluations]
    shown = [i for i, s in enumerate(COUNTED) if s is Status.ELIGIBLE or any(row[i] for row in counts)]
    # Sums of different currencies are not added, and so not shown beside each other.
    one_currency = len({e.plan.policy.currency for e in evaluations}) == 1
    kinds = [k for k in (*BASES, "payable") if one_currency and (k == "payable" or any(row[k] for row in sums))]
    all_counts = [sum(row[i] for row in counts) for i in range(len(COUNTED))]
    all_sums = {k: added(row[k] for row in sums) for k in kinds}

    currency = evaluations[0].plan.policy.currency

    def row(name: str, counted: Sequence[int], summed: dict[str, Decimal]) -> tuple[str, ...]:
        return (name, *(str(counted[i]) for i in shown), *(_sum(summed[k], lang) for k in kinds))

    root = evaluations[0].plan.policy.root.label.pick(lang)
    rows = zip(evaluations, counts, sums, strict=True)
    sum_heads = [_SUM_HEADS[k].pick(lang) for k in kinds]
    return Overview(
        heads=(root, *(STATUS[COUNTED[i]].pick(lang) for i in shown), *sum_heads),
        short=(root, *(_LETTERS[i].pick(lang) for i in shown), *sum_heads),
        counted=tuple(COUNTED[i] for i in shown),
        rows=tuple(row(_name(e), counted, summed) for e, counted, summed in rows),
        last=row(Text(f"合计 {len(evaluations)} 家", f"Total: {len(evaluations)}").pick(lang), all_counts, all_sums),
        unit=(_unit(currency) if one_currency else _CURRENCIES).pick(lang),
    )


def overview_text(evaluations: Sequence[Evaluation], lang: Lang, *, color: bool = False, width: int = 80) -> str:
    """The table for a terminal."""
    table, paint = overview_of(evaluations, lang), Paint(color)
    rows = [tuple(visible(cell) for cell in row) for row in (table.short, *table.rows, table.last)]
    widths = [max(display_width(row[i]) for row in rows) for i in range(len(table.short))]
    gap, room = _GAP, width - sum(widths[1:]) - _gaps(table, _GAP)
    if room < _LEAST_NAME:
        gap, room = 1, width - sum(widths[1:]) - _gaps(table, 1)
    widths[0] = min(widths[0], max(_LEAST_NAME, room))
    lines = [_line(row, widths, table, gap) for row in rows]
    rule = "-" * max(map(display_width, lines))
    lines[0] = paint(Ink.STRONG, lines[0])
    legend = [f"{_LETTERS[COUNTED.index(s)].pick(lang)} {STATUS[s].pick(lang)}" for s in table.counted]
    return "\n".join(
        [
            *(line for policy in policies_of(evaluations) for line in _title(policy, lang, width, paint)),
            *_settings(evaluations, lang, width),
            "",
            *(line.rstrip() for line in (lines[0], rule, *lines[1:-1], rule, lines[-1])),
            "",
            " · ".join([*legend, table.unit]),
            *(line for note in _notes(evaluations, lang) for line in wrap(visible(note), width)),
        ]
    ) + "\n"  # fmt: skip


def policies_of(evaluations: Iterable[Evaluation]) -> list[Policy]:
    """The policies that were applied, each once, whatever amendments are in it."""
    return list({e.plan.policy.id: e.plan.policy for e in evaluations}.values())


def _title(policy: Policy, lang: Lang, width: int, paint: Paint) -> list[str]:
    lines = [paint(Ink.STRONG, line) for line in wrap(visible(policy.title.pick(lang)), width)]
    return lines + ([visible(policy.number)] if policy.number else [])


def _unit(currency: str) -> Text:
    return Text(f"金额单位：万{CURRENCIES[currency]}", f"Sums in {currency}")


def _gaps(table: Overview, gap: int) -> int:
    return len(table.counted) + gap * (len(table.short) - 1 - len(table.counted))


def _line(row: Sequence[str], widths: Sequence[int], table: Overview, gap: int) -> str:
    text = pad(truncate(row[0], widths[0]), widths[0])
    for i, cell in enumerate(row[1:], 1):
        text += " " * (1 if i <= len(table.counted) else gap) + pad(cell, widths[i], "right")
    return text


def _settings(evaluations: Sequence[Evaluation], lang: Lang, width: int) -> list[str]:
    """The day and the readings that differ from the default, where they are the same for all."""
    days = sorted({e.as_of.iso() for e in evaluations})
    said = [Text("基准日 ", "As of ").pick(lang) + (days[0] if len(days) == 1 else f"{days[0]} … {days[-1]}")]
    every = {one.id for e in evaluations for one in e.plan.policy.amendments}
    if every:
        alike = all({one.id for one in e.plan.policy.amendments} == every for e in evaluations)
        by_day = "" if alike else Text("（按各自的基准日）", " (each as of its own day)").pick(lang)
        said.append(Text("修订 ", "Amended by ").pick(lang) + ", ".join(sorted(every)) + by_day)
    for one in {id(e.plan): e for e in evaluations}.values():
        for reading in one.plan.policy.readings.values():
            chosen = one.readings[reading.id]
            if chosen != reading.default:
                said.append(f"{reading.question.pick(lang)} {reading.options[chosen].pick(lang)}")
    said = list(dict.fromkeys(said))
    return [line for one in said for line in wrap(visible(one), width)]


def _notes(evaluations: Sequence[Evaluation], lang: Lang) -> list[str]:
    """What the bare sums do not say."""
    found = []
    provisional = sum(a.provisional for e in evaluations for a in e.awards)
    if provisional:
        found.append(Text(f"其中 {provisional} 项暂定。", f"Provisional awards: {provisional}.").pick(lang))
    failed = sum(bool(a.failures) for e in evaluations for a in e.awards)
    if failed:
        found.append(Text(f"其中 {failed} 项计算不出。", f"Awards that could not be computed: {failed}.").pick(lang))
    silent = sum(bool(assumptions(e)) for e in evaluations)
    if silent:
        found.append(
            Text(
                f"{silent} 家没有写明已获支持，按没有计算。",
                f"Fact files that do not list what was granted before: {silent}; nothing is assumed to have been.",
            ).pick(lang)
        )
    twice = [id_ for id_, times in Counter(e.facts.applicant.id for e in evaluations).items() if times > 1]
    if twice:
        ids = "、".join(twice) if lang == "zh" else ", ".join(twice)
        found.append(
            Text(f"编号 {ids} 有几份文件，合计重复计算。", f"{ids}: several files, counted each time.").pick(lang)
        )
    return found


def _name(evaluation: Evaluation) -> str:
    """The id first: a long name may be cut."""
    applicant = evaluation.facts.applicant
    return f"{applicant.id} {applicant.name}".rstrip()


def _sum(value: Decimal, lang: Lang) -> str:
    """In Chinese as 万元, else the currency's unit; the unit stands beneath the table."""
    if lang == "en":
        whole, _, fraction = grouped_text(value).partition(".")
        return f"{whole}.{fraction.ljust(2, '0')}"
    return wan(value).removesuffix("元").removesuffix("万")
