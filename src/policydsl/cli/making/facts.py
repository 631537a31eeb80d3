"""`policydsl new facts`: a fact file to fill in."""

from __future__ import annotations

from policydsl.cli.console import CANNOT_RUN
from policydsl.cli.output import deliver
from policydsl.cli.params import Example, console, define, result_options
from policydsl.cli.wanted import Wanted, policy_argument, wanted_options
from policydsl.diagnostics import Reporter
from policydsl.render.facts_template import facts_template
from policydsl.source import Text


@define(
    Text(
        "生成一份待填写的事实文件：列出政策用到的每一项事实，写明名称、填法和选项。\n"
        "生成的文件不填也能计算，结果会指出还缺哪些事实。",
        "Make a fact file to fill in: every fact that the policy asks for, with its label, kind and options.\n"
        "The file evaluates as it stands; the result then says what is missing.",
    ),
    Example(
        "policydsl new facts policies/xiamen_ai_2025.yaml -o facts.yaml",
        Text("写到 facts.yaml，用编辑器填写", "write it to facts.yaml, to be filled in with an editor"),
    ),
    name="facts",
)
@policy_argument(stdin=True)
@wanted_options(
    Text("按哪一天的规定，如 2025-10-01；默认今天", "the day whose rules apply, as 2025-10-01; by default today"),
    readings=False,
)
@result_options()
def command(wanted: Wanted, output: str | None) -> int:
    """Make the template; the exit code."""
    out = console()
    loaded, day = wanted.loaded_of_today(out, Reporter())
    return 0 if deliver(facts_template(loaded.policy, out.lang, day), output, out) else CANNOT_RUN
