"""Words: those by which the law writes intervals, and those that people write for FEEL's own."""

from __future__ import annotations

from typing import Final

from policydsl.feel.ast import Op
from policydsl.feel.parser.tokens import KEYWORDS

# word before a figure -> comparison
LAW_MORE: Final = {
    "不低于": Op.GE, "不少于": Op.GE, "不小于": Op.GE, "不早于": Op.GE, "达到": Op.GE, "达": Op.GE, "满": Op.GE,
    "至少": Op.GE, "最低": Op.GE, "最少": Op.GE,
    "大于等于": Op.GE, "大于或等于": Op.GE, "高于或等于": Op.GE,
    "超过": Op.GT, "超出": Op.GT, "超": Op.GT, "高于": Op.GT, "多于": Op.GT, "大于": Op.GT, "晚于": Op.GT,
}  # fmt: skip
LAW_LESS: Final = {
    "不高于": Op.LE, "不超过": Op.LE, "未超过": Op.LE, "不超": Op.LE, "不多于": Op.LE, "不大于": Op.LE, "不晚于": Op.LE,
    "至多": Op.LE, "最高": Op.LE, "最多": Op.LE, "小于等于": Op.LE, "小于或等于": Op.LE, "低于或等于": Op.LE,
    "截至": Op.LE, "截止": Op.LE,
    "低于": Op.LT, "少于": Op.LT, "小于": Op.LT, "早于": Op.LT, "不足": Op.LT, "不满": Op.LT, "未满": Op.LT,
    "不到": Op.LT, "未达到": Op.LT, "未达": Op.LT, "不达": Op.LT,
}  # fmt: skip
# word after a figure; which side it means, while （含） says whether the figure itself counts
LAW_UP: Final = ("以上", "以后", "之后", "后")
LAW_DOWN: Final = ("以下", "以内", "之内", "以前", "之前", "前", "内")
# these say themselves that it does
LAW_UP_CLOSED: Final = ("及以上", "及以后", "及之后", "起")
LAW_DOWN_CLOSED: Final = ("及以下", "及以内", "及以前", "及之前", "止")
LAW_TO: Final = ("至", "到")
LAW_FROM: Final = ("自", "从")
# between a lower and an upper side, both of which must hold
LAW_AND: Final = ("且", "并且", "而且", "但", "但是", "并", "同时")


def law_words() -> tuple[str, ...]:
    """Every word of a law interval that may follow a figure's unit without a space."""
    return (*LAW_UP, *LAW_DOWN, *LAW_UP_CLOSED, *LAW_DOWN_CLOSED, *LAW_TO, *LAW_MORE, *LAW_LESS, *LAW_AND)


# Words that may stand right after a figure's unit: there the unit ends, and what they say is told by itself.
_JOINING: Final = (
    "或", "和", "与", "及", "以及", "含", "不含", "的", "乘以", "除以", "加", "减", "则", "否则", "那么", "之间",
)  # fmt: skip


def after_unit() -> tuple[str, ...]:
    """The words before which a unit ends, though no space stands between."""
    return (*law_words(), *_JOINING)


# What people write, from other languages or their own, and how FEEL has it.
_SPELLINGS: Final = {
    "且": "and", "并且": "and", "和": "and", "与": "and", "以及": "and", "同时": "and", "&&": "and", "&": "and",
    "或": "or", "或者": "or", "||": "or", "|": "or",
    "非": "not(…)", "不是": "!=", "!": "not(…)",
    "如果": "if", "若": "if", "那么": "then", "则": "then", "否则": "else", "elif": "else if", "elseif": "else if",
    "属于": "in", "存在": "some", "任一": "some", "所有": "every", "每个": "every", "满足": "satisfies",
    "真": "true", "假": "false", "是": "=", "为": "=",
    "==": "=", "===": "=", "等于": "=", "equals": "=", "<>": "!=", "!==": "!=", "不等于": "!=", "!=": "!=",
    "=>": ">=", "=<": "<=",
    **{word: op.value for word, op in (LAW_MORE | LAW_LESS).items()},
    "加": "+", "加上": "+", "减": "-", "减去": "-", "乘": "*", "乘以": "*", "除以": "/", "^": "**",
    **dict.fromkeys("·✕✖╳∗⨯•", "*"),
    ":=": "=", "None": "null", "nil": "null",
}  # fmt: skip
# These may mean something else: 甲和乙 may be a sum.
AMBIGUOUS: Final = frozenset({"和", "与", "以及", "同时", "是", "为", "若", "&", "|", "^", "!", ":="})
OPERATOR_WORDS: Final = tuple(
    word
    for word, right in _SPELLINGS.items()
    if not word.isascii() and len(right) < len("else") and (len(word) > 1 or word in {"且", "或"})
)
_ENGLISH: Final = frozenset(KEYWORDS) | {"not"}


def feel_spelling(written: str) -> str | None:
    """How FEEL writes what somebody wrote (`且` → `and`, `AND` → `and`, `==` → `=`), or None."""
    known = _SPELLINGS.get(written)
    if known is None and written.lower() in _ENGLISH and written not in _ENGLISH:
        return written.lower()
    return known


def glued_operator(text: str) -> str | None:
    """The word for an operator with which a text begins, something following: of `不低于100` it is `不低于`."""
    for word in sorted((*OPERATOR_WORDS, "为", "是"), key=len, reverse=True):
        if text.startswith(word) and len(text) > len(word):
            return word
    return None
