"""`policydsl amend new`: an amendment to fill in."""

from __future__ import annotations

from policydsl.cli.console import CANNOT_RUN, FINE
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, console, define, option, result_options
from policydsl.cli.wanted import Wanted, check_clauses, policy_argument, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.render.amendment_template import amendment_template
from policydsl.source import Text


@define(
    Text(
        "起草一份修订：逐处列出政策现在的内容，去掉行首的 # 号、改写 to 即成一处修改。\n"
        "已有的修订写在 --amend 后面，列出的就是修订后的内容。",
        "Begin an amendment: what the policy says now, place by place; remove the # signs and rewrite `to`.\n"
        "Name earlier amendments after --amend, and it starts from the text with them.",
    ),
    Example(
        "policydsl amend new policies/xiamen_ai_2025.yaml --clause compute_voucher -o 修订.yaml",
        Text("只列算力券一条，连同名称和备注", "only the computing voucher, its titles and notes, too"),
    ),
    Example(
        "policydsl amend new POLICY --amend 修订1.yaml --as-of 2027-01-01 -o 修订2.yaml",
        Text("在前一份修订之上再修订，2027 年起生效", "on top of an earlier one, in effect from 2027"),
    ),
    name="new",
)
@policy_argument()
@option(
    "--clause",
    "clauses",
    metavar="ID",
    multiple=True,
    about=Text(
        "只列这一条款，可写多次；默认列出所有数额和公式", "only this clause; repeat for more; by default all figures"
    ),
)
@wanted_options(
    Text("生效之日，列出的是这一天的内容；默认今天", "the day of effect, whose text is listed; by default today"),
    readings=False,
)
@result_options()
def command(wanted: Wanted, clauses: tuple[str, ...], output: str | None) -> int:
    """Make the template; the exit code."""
    out, reporter = console(), Reporter()
    wanted.check_inputs(reporter)
    loaded, day = wanted.loaded_of_today(out, reporter)
    asked = Reporter()
    check_clauses(clauses, [clause.id for clause in loaded.policy.clauses], asked)
    if asked.has_errors:
        out.stop(asked)
    text = amendment_template(loaded.policy, loaded.tree, out.lang, day, wanted.policy, clauses)
    return FINE if deliver(text, output, out) else CANNOT_RUN
