"""Paths as amendments write them: `clauses.compute_voucher.table.rules.large.then.rate`."""

from __future__ import annotations

import re
from typing import Final

from policydsl.amend.document import Path, Step
from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import Span, Text
from policydsl.syntax.tree import Scalar

MAX_LENGTH: Final = 1000

_STEP: Final = re.compile(r'"([^"]+)"|([^."\s][^."]*?)', re.DOTALL)
_POSITION: Final = re.compile(r"[\[［【]\s*\d*\s*[\]］】]")
_WIDE_DOTS: Final = re.compile(r"[．。·・]")
_OTHER_SIGNS: Final = re.compile(r"\s*(?:/|／|>|＞|→|::|：)\s*")


def read_path(node: Scalar, reporter: Reporter) -> Path | None:
    """The path in a text; None after a report of what cannot be read in it."""
    text = node.text
    at = Label(node.file, node.span)
    if len(text) > MAX_LENGTH:
        reporter.report("M008", at, text=text[:40] + "…", help=_TOO_LONG)
        return None
    steps: list[Step] = []
    start = 0
    while start <= len(text):
        found = _STEP.match(text, start)
        end = _end_of_step(text, found, start)
        if found is None or end is None:
            _report(node, reporter)
            return None
        name = found[1] or text[start:end]
        steps.append(Step(name, Label(node.file, node.locate(Span(start, end)))))
        start = end + 1
    return Path(tuple(steps), at)


def _end_of_step(text: str, found: re.Match[str] | None, start: int) -> int | None:
    """Where the step ends: before the next dot, or with the text."""
    if found is None:
        return None
    if found[1]:
        end = found.end()
        return end if end == len(text) or text[end] == "." else None
    end = text.find(".", start)
    end = len(text) if end < 0 else end
    step = text[start:end]
    bad = '"' in step or step != step.strip() or _POSITION.search(step) or _WIDE_DOTS.search(step)
    return None if bad or _OTHER_SIGNS.search(step) else end


_TOO_LONG: Final = Text(f"路径最多 {MAX_LENGTH} 个字", f"a path has at most {MAX_LENGTH} characters")
_BY_ID: Final = Text(
    "列表里的一项按它的 id 写，不按第几项写，如 `clauses.rd_national.amount`",
    "name an item of a list by its id, not by its position, as `clauses.rd_national.amount`",
)


def _report(node: Scalar, reporter: Reporter) -> None:
    text = node.text
    help_, fix = None, None
    if _POSITION.search(text):
        help_ = _BY_ID
    else:
        better = _OTHER_SIGNS.sub(".", _WIDE_DOTS.sub(".", text.strip().strip(".。")))
        better = re.sub(r"\s*\.[\s.]*", ".", better)
        if better != text and '"' not in better:
            help_ = Text(f"写成 `{better}`", f"write `{better}`")
            fix = Fix((Edit(node.file, node.span, better),)) if node.style == "plain" else None
    reporter.report("M008", Label(node.file, node.span), help=help_, fix=fix, text=text)
