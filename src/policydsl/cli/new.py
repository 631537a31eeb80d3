"""`policydsl new`: what is filled in, and applicants to try a policy out."""

from __future__ import annotations

from policydsl.cli.group import Group
from policydsl.cli.params import Example, lang_option
from policydsl.source import Text

command = Group(
    "new",
    about=Text(
        "生成填写用的模板，或者一批试算用的申报主体。",
        "Make a template to fill in, or a cohort of made-up applicants.",
    ),
    examples=(
        Example(
            "policydsl new facts policies/xiamen_ai_2025.yaml -o facts.yaml",
            Text("一家的事实文件，用编辑器填写", "the facts of one applicant, to be filled in with an editor"),
        ),
        Example(
            "policydsl new cohort policies/xiamen_ai_2025.yaml --size 1000 -o cohort",
            Text("一千家虚构的申报主体，每类一张表", "a thousand made-up applicants, a table each list"),
        ),
    ),
    known={
        "facts": Text("生成待填写的事实文件", "a fact file to fill in"),
        "workbook": Text(
            "生成待填写的 Excel 工作簿，一次填许多家", "an Excel workbook to fill in, for many applicants"
        ),
        "cohort": Text("生成虚构的申报主体，供试算和测速", "made-up applicants, for trials and benchmarks"),
    },
    modules="policydsl.cli.making.",
    params=[],
)
command = lang_option()(command)
