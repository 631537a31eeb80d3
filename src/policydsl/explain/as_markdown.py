"""An explanation as a Markdown document: a heading an award, nested lists below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policydsl.explain.as_text import facts_lines, none_found
from policydsl.explain.explanation import Explanation
from policydsl.explain.outline import Line, outline
from policydsl.explain.phrases import bracketed
from policydsl.source import Lang
from policydsl.source.width import visible

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_LIKE_A_LIST = re.compile(r"^(\d+)([.)])|^([-+=])(?=\s|$)")


def explain_markdown(explanation: Explanation, lang: Lang) -> str:
    """The whole explanation."""
    return "\n".join(_page(explanation, lang)) + "\n"


def _page(explanation: Explanation, lang: Lang) -> Iterator[str]:
    number = bracketed(lang, explanation.number) if explanation.number else ""
    yield f"# {escaped(explanation.title.pick(lang) + number)}"
    yield ""
    for line in facts_lines(explanation, lang):
        yield f"- {escaped(line)}"
    for award in explanation.awards:
        told = outline(award, explanation.currency, lang)
        yield from ("", f"## {escaped(told.title)}", "", f"**{escaped(told.outcome)}**", "", escaped(told.place))
        for section in told.sections:
            yield from ("", f"### {escaped(section.title)}", "")
            yield from _lines("", section.lines)
    if not explanation.awards:
        yield from ("", none_found(lang))


def _lines(indent: str, lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        yield f"{indent}- {escaped(' = '.join(line.chain) if line.chain else line.text)}"
        yield from _lines(indent + "  ", line.below)


def escaped(text: str) -> str:
    """A text in which nothing is taken for markup."""
    shown = _SPECIAL.sub(r"\\\1", visible(text))
    return _LIKE_A_LIST.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", shown)
