"""`policydsl amend`: to begin an amendment, to see and to write the amended text."""

from __future__ import annotations

from policydsl.cli.group import Group
from policydsl.cli.params import Example, lang_option
from policydsl.source import Text

command = Group(
    "amend",
    about=Text(
        "修订政策。修订是另外一份文件，逐处写明原来是什么、改成什么；政策文件本身不动，按日期合并。\n"
        "评定时用 `policydsl eval 政策 事实 --amend 修订`，不必先写成一份。",
        "Amend a policy. An amendment is a file of its own that says place by place what stood there and what it "
        "becomes; the policy's file stays as it is, and the day decides which text holds.\n"
        "To evaluate, use `policydsl eval POLICY FACTS --amend FILE`; nothing has to be written first.",
    ),
    examples=(
        Example(
            "policydsl amend new policies/xiamen_ai_2025.yaml --clause compute_voucher -o 修订.yaml",
            Text("起草一份修订", "begin an amendment"),
        ),
        Example(
            "policydsl amend show policies/xiamen_ai_2025.yaml 修订.yaml --diff",
            Text("看它改了哪些行", "see which lines it changes"),
        ),
    ),
    known={
        "show": Text("显示某一天的合并文本，或列出各个时期", "show the text of a day, and the texts over time"),
        "apply": Text("把合并文本写成文件", "write the text of a day to a file"),
        "new": Text("起草一份修订：列出现行内容，供改写", "begin an amendment from what the policy says now"),
    },
    modules="policydsl.cli.amending.",
    params=[],
)
command = lang_option()(command)
