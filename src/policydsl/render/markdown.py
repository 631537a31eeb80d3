"""Evaluations as Markdown: a table for each applicant, and one over all where there are several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from policydsl.award import Evaluation
from policydsl.render.money import sum_text, yuan
from policydsl.render.overview import Overview, overview_of, policies_of
from policydsl.render.report import Entry, Report, report_of
from policydsl.source import Lang, Text
from policydsl.source.width import visible

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~]|^(?=[-+=])")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")  # would begin a list
_HEADS = (Text("出处", "Clause"), Text("支持", "Support"), Text("金额", "Sum"), Text("说明", "Remarks"))
_BREAK = "<br>"


def results_markdown(evaluations: Sequence[Evaluation], lang: Lang) -> str:
    """The document of one applicant, or of several."""
    reports = [report_of(one, lang) for one in evaluations]
    lines: list[str] = []
    policies = policies_of(evaluations)
    if reports:
        lines += [f"# {escaped(' · '.join(policy.title.pick(lang) for policy in policies))}", ""]
        numbers = " · ".join(policy.number for policy in policies if policy.number)
        lines += [escaped(numbers), ""] if numbers else []
    if len(reports) > 1:
        lines += [*_overview(overview_of(evaluations, lang)), ""]
    for report in reports:
        title = report.title if len(policies) > 1 else ""
        lines += [*_applicant(report, title, lang), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands, on one line."""
    return _NUMBERED.sub(r"\1\\\2", _SPECIAL.sub(lambda m: "\\" + m[0], visible(text)))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> Iterator[str]:
    """Give the lines of a table; `right`: the columns of figures."""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "|".join(" ---: " if i in right else " --- " for i in range(len(heads))) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _overview(found: Overview) -> Iterator[str]:
    rows = [[escaped(cell) for cell in row] for row in (*found.rows, found.last)]
    yield from table([escaped(head) for head in found.heads], rows, right=range(1, len(found.heads)))
    yield ""
    yield found.unit


def _applicant(report: Report, title: str, lang: Lang) -> Iterator[str]:
    """One applicant; `title` names the policy where there are several."""
    colon = Text("：", ": ").pick(lang)
    (_, name), *rest = report.head
    yield f"## {escaped(name)}"
    yield ""
    if title:
        yield f"- {Text('政策', 'Policy').pick(lang)}{colon}{escaped(title)}"
    for label, value in rest:
        yield f"- {escaped(label)}{colon}{escaped(value)}"
    for group in report.groups:
        yield ""
        yield f"### {group.heading}"
        yield ""
        rows = [_row(entry, report, lang) for entry in group.entries]
        yield from table([head.pick(lang) for head in _HEADS], rows, right=(2,))
    yield ""
    yield f"### {Text('合计', 'Total').pick(lang)}"
    yield ""
    for total in report.totals:
        yield f"- {total.label}{colon}**{_sum(report, total.amount, lang)}**"
    if report.notes:
        yield ""
    for note in report.notes:
        yield f"> {escaped(note)}  "


def _row(entry: Entry, report: Report, lang: Lang) -> list[str]:
    subject = _BREAK + escaped(entry.subject) if entry.subject else ""
    figure = entry.figure
    if entry.amount is not None:
        figure = f"{entry.basis} {_sum(report, entry.amount, lang)}".lstrip()
    details = [escaped(detail) for detail in entry.details]
    departments = Text("、", ", ").pick(lang).join(entry.award.clause.departments)
    if entry.award.status == "eligible" and departments:
        details.append(escaped(Text("责任单位：", "Departments: ").pick(lang) + departments))
    return [escaped(entry.award.clause.cite), escaped(entry.title) + subject, figure, _BREAK.join(details)]


def _sum(report: Report, amount: Decimal, lang: Lang) -> str:
    if lang == "zh":
        short, long = sum_text(amount, report.currency, lang), yuan(amount, report.currency)
        return long if short == long else f"{short}（{long}）"
    return sum_text(amount, report.currency, lang)
