"""Full-width characters, as a Chinese input method types them, folded to the plain ones.

One character becomes one character, so that every span stays where it was. What stands between quotes is
content and stays as it is.
"""

from __future__ import annotations

import re
import unicodedata

from policydsl.feel.parser.problem import Problem
from policydsl.source import Span, Text

# Accepted without remark: LANGUAGE declares them synonyms, so that a cell needs no YAML quotes.
_SYNONYMS = {"＜": "<", "＞": ">"}

_PLAIN = {
    **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    **dict(zip("（）［］｛｝，、：．％＋－−＊／＝！？＠＆｜＾～；＂≧≦", '()[]{},,:.%+--*/=!?@&|^~;"≥≤', strict=True)),
}

# Invisible ones that come along with copied text.
_BLANK = dict.fromkeys("\u180e\u200b\u2060\ufeff", " ")

_TABLE = str.maketrans(_PLAIN | _SYNONYMS | _BLANK)
_FOLDABLE = re.compile("[“Ａ-Ｚａ-ｚ" + re.escape("".join(_PLAIN | _SYNONYMS | _BLANK)) + "]")
_LETTERS = re.compile("[Ａ-Ｚａ-ｚ]+")

# A text in plain, full-width or curly quotes; a curly one that holds a plain quote is left for the lexer to refuse.
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*+"|＂([^＂"\\\n]*+)＂|“([^“”"\\\n]*+)”')


def fold(text: str) -> str:
    """The text with plain characters, of the same length; the text itself if there is nothing to fold."""
    if text.isascii() or not _FOLDABLE.search(text):
        return text
    parts: list[str] = []
    last = 0
    for found in _QUOTED.finditer(text):
        parts.append(_plain(text, last, found.start()))
        parts.append(found[0] if found[0][0] == '"' else f'"{found[0][1:-1]}"')
        last = found.end()
    parts.append(_plain(text, last, len(text)))
    return "".join(parts)


def _plain(text: str, start: int, end: int) -> str:
    letters = _LETTERS.search(text, start, end)
    if letters:  # never folded: a name is spelt in one way only
        span, plain = Span(*letters.span()), unicodedata.normalize("NFKC", letters[0])
        help_ = Text(f"改成半角的 `{plain}`。", f"write the plain `{plain}`")
        raise Problem("X007", span, character=letters[0], help=help_, edits=((span, plain),))
    return text[start:end].translate(_TABLE)


def folded_places(original: str, folded: str, start: int, end: int) -> list[tuple[int, str]]:
    """The places in a token where a full-width character was read as a plain one."""
    return [
        (at, folded[at]) for at in range(start, end) if original[at] != folded[at] and original[at] not in _SYNONYMS
    ]
