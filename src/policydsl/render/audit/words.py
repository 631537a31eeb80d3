"""The words of the record, and how an entry of it is said in one line."""

from __future__ import annotations

from typing import Final

from policydsl.audit.listing import FigureRow, Listing, PassageRow, Used
from policydsl.source import Lang, Text
from policydsl.source.figures import counted

NOT_USED: Final = Text("没有用到", "not used")
NOT_CITED: Final = Text("没有引用", "not cited")
HEADS: Final = (
    Text("位置", "Place"),
    Text("原文", "Text"),
    Text("用在何处（政策行号）", "Used by (line of the policy)"),
)
BESIDE: Final = Text(
    "条文以外的文字（标题、主送、落款等），与文件抬头对照", "Beside the provisions, compared with the header"
)
_STANDING: Final = {
    "heading": Text("标题", "heading"),
    "bounds": Text("说明“以上”“以下”含不含本数", "says whether 以上 and 以下 take in the figure itself"),
    "charge": Text("责任单位", "departments in charge"),
    "in_force": Text("施行期间，与文件抬头对照", "days in force, compared with the header"),
}
_COUNTS: Final = Text(
    "{policy} 对照 {source}：条文 {passages} 段，数额 {figures} 处",
    "{policy} against {source}: {of_passages}, {of_figures}",
)


def counts(listing: Listing, lang: Lang) -> str:
    """What was compared."""
    passages = sum(one.standing in ("provision", "in_force") for one in listing.passages)
    return _COUNTS.pick(lang).format(
        policy=listing.policy,
        source=listing.source,
        passages=passages,
        figures=listing.figures,
        of_passages=counted(passages, "passage"),
        of_figures=counted(listing.figures, "figure"),
    )


def citers(row: PassageRow, lang: Lang) -> str:
    """Who cites a passage; what it is where nobody must."""
    if row.standing in _STANDING:
        return _STANDING[row.standing].pick(lang)
    comma = "、" if lang == "zh" else ", "
    return comma.join(plain(one.pick(lang)) for one in row.cited_by) or NOT_CITED.pick(lang)


def uses(row: FigureRow, lang: Lang) -> list[str]:
    """What takes up a figure, each with its lines in the policy: `629 条款 rd_national · 金额`."""
    found: dict[str, list[Used]] = {}
    for one in row.used:
        said = f"{plain(one.by.pick(lang))} · {plain(one.part.pick(lang))}"
        found.setdefault(said, []).append(one)
    lines = []
    for said, group in found.items():
        numbers = dict.fromkeys(one.at.line for one in group)
        lines.append(f"{','.join(map(str, numbers))} {said}")
    return lines or [NOT_USED.pick(lang)]


def plain(text: str) -> str:
    """Without the marks that messages put around ids."""
    return text.replace("`", "")
