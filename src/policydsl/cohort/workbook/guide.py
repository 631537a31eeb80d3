"""The words of the first sheet: how a workbook is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from policydsl.cohort.workbook.sheets import SheetOf
from policydsl.model.policy import Policy
from policydsl.source import Lang, Text

_RULES: Final[Sequence[Text]] = (
    Text(
        "每家申报主体一行，编号不能重复；各类事项一项一行，写明属于哪家（申报主体编号）。没有的表留空即可。",
        "One row for each applicant, each with an id of its own; one row for each item, with the id of its applicant. "
        "Leave empty the sheets that you do not need.",
    ),
    Text(
        "不知道的留空。空格子是“未知”，既不是零，也不是否；结果会指出还缺什么。",
        "Leave empty what is not known. An empty cell is unknown, neither zero nor false; results name it.",
    ),
    Text(
        "金额以元计（标明外币的以该币种计），填数，最多四位小数，如 333333.35；不要填“33万”这样的文字。",
        "Sums are numbers of yuan, or of the currency that a column names, with at most four decimals, as 333333.35.",
    ),
    Text(
        "只填数和文字，不要填公式：有公式的格子会被退回，并指出是哪一格。要用别处算好的数，请“选择性粘贴”为数值，并四舍五入到分。",
        "Type no formulas: a cell with one is sent back by its name. Paste values, rounded to the fen.",
    ),
    Text(
        "编号按文本填写（如 00123）。Excel 的数只准到 15 位，超过 15 位的会被退回。",
        "Ids are texts, as 00123. Excel keeps fifteen digits of a number; one with more is sent back.",
    ),
    Text(
        "带下拉箭头的列，从列表中选。日期写成 2025-04-21。",
        "Choose from the lists where there are any. Days are written 2025-04-21.",
    ),
    Text(
        "不要合并单元格。隐藏的行照样读取，不要的请删除。可以改工作表的名称和标签，可以调换列的次序；第一行（隐藏）是列名，请不要改。",
        "Do not merge cells. Hidden rows are read: delete what is not meant. Sheets and labels may be renamed, columns "
        "moved, but leave the first row, which is hidden, as it is: it has the names of the columns.",
    ),
    Text("停在列的标签上，可以看到填写说明。", "Rest on a label to see what is asked for."),
)
_RULES_TITLE: Final = Text("填写要点", "Rules")
_SHEETS_TITLE: Final = Text("各工作表", "Sheets")
_AWARDS: Final[dict[str, Text]] = {
    "prior_awards": Text(
        "本政策以前给过的支持，不限年度，一笔一行。没有就留空，空表按“没有”计算。",
        "What was granted under this policy before, any year, one row each. An empty sheet counts as none.",
    ),
    "other_policy_awards": Text(
        "其他政策给过的支持，一笔一行。没有就留空，空表按“没有”计算。",
        "What was granted under other policies, one row each. An empty sheet counts as none.",
    ),
    "elections": Text(
        "须择一享受的，选了哪一条。还没选就留空。", "Where one is to be chosen: the clause. Empty: not yet."
    ),
}


def guide_lines(policy: Policy, sheets: Sequence[tuple[str, SheetOf]], lang: Lang) -> Iterator[tuple[str, str, bool]]:
    """Lines of two cells, and whether it is a heading."""
    number = f"（{policy.number}）" if lang == "zh" else f" ({policy.number})"
    yield policy.title.pick(lang) + (number if policy.number else ""), "", True
    yield "", "", False
    yield _RULES_TITLE.pick(lang), "", True
    for place, rule in enumerate(_RULES, 1):
        yield str(place), rule.pick(lang), False
    yield "", "", False
    yield _SHEETS_TITLE.pick(lang), "", True
    for title, one in sheets:
        about = _AWARDS.get(one.shape.name) or one.note
        yield title, about.pick(lang), False
