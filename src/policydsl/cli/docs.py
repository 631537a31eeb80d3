"""`policydsl docs`: a policy as a handbook for caseworkers."""

from __future__ import annotations

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, console, define, result_options
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.handbook import handbook_html, handbook_markdown, handbook_of
from policydsl.source import Text


@define(
    Text(
        "把政策印成办事手册：按原文各部分列出条款，条件、计算、分档、上限、材料、责任单位都用文字写明，"
        "最后是要问的事实。网页可离线打开，也适合打印。\n退出码：0 完成，1 政策有误，2 无法运行。",
        "Print a policy as a handbook: clauses by the parts of the official text, with conditions, computation, tiers, "
        "caps, materials and departments in words, and the facts to ask for. The page works offline and prints well.\n"
        "Exit code: 0 done, 1 mistakes in the policy, 2 cannot run.",
    ),
    Example("policydsl docs POLICY -o 手册.html", Text("网页", "a page")),
    Example("policydsl docs POLICY --format markdown -o handbook.md --lang en", Text("英文 Markdown", "Markdown")),
    Example(
        "policydsl docs POLICY --amend 修订/ --as-of 2026-07-01 -o 手册.html",
        Text("修订以后的手册", "with the amendments of that day"),
    ),
    name="docs",
)
@policy_argument(folder=True)
@wanted_options(readings=False)
@result_options("html", "markdown")
def command(wanted: Wanted, format_: str, output: str | None) -> int:
    """Print; the exit code."""
    out = console()
    loaded = wanted.loaded(out, Reporter(), least=FOUND)
    book = handbook_of(loaded.plan, out.lang)
    text = handbook_markdown(book, out.lang) if format_ == "markdown" else handbook_html(book, out.lang)
    return FINE if deliver(text, output, out) else CANNOT_RUN
