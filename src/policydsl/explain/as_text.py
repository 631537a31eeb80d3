"""An explanation for a terminal: an indented tree, Chinese aligned by columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from policydsl.explain.explanation import AmendmentUsed, Explanation
from policydsl.explain.glossary import named
from policydsl.explain.outline import Line, Outline, outline
from policydsl.explain.phrases import bracketed, colon
from policydsl.source import Lang
from policydsl.source.width import display_width, visible, wrap

_LEAST_WIDTH: Final = 40  # a narrower screen wraps by itself
_STEP: Final = "  "


def explain_text(explanation: Explanation, lang: Lang, width: int = 80) -> str:
    """The whole explanation, lines of at most `width` columns."""
    return "\n".join(_Page(max(width, _LEAST_WIDTH), lang).page(explanation)) + "\n"


class _Page:
    def __init__(self, width: int, lang: Lang) -> None:
        self.width, self.lang = width, lang

    def page(self, explanation: Explanation) -> Iterator[str]:
        yield from self.lay("", _title(explanation, self.lang))
        for line in facts_lines(explanation, self.lang):
            yield from self.lay("", line)
        for number, award in enumerate(explanation.awards, 1):
            yield ""
            yield from self.award(number, outline(award, explanation.currency, self.lang))
        if not explanation.awards:
            yield from ("", none_found(self.lang))

    def award(self, number: int, award: Outline) -> Iterator[str]:
        head = f"{number}. "
        indent = " " * len(head)
        yield from self.lay(head, award.title)
        yield from self.lay(indent, award.outcome)
        yield from self.lay(indent, award.place)
        for section in award.sections:
            yield indent + section.title
            yield from self.lines(indent + _STEP, section.lines)

    def lines(self, indent: str, lines: Iterable[Line]) -> Iterator[str]:
        for line in lines:
            yield from self.chain(indent, line.chain) if line.chain else self.lay(indent, line.text)
            yield from self.lines(indent + _STEP * 2, line.below)

    def chain(self, indent: str, terms: tuple[str, ...]) -> Iterator[str]:
        """`a = b = c` on one line, or a term a line, the signs below each other."""
        whole = " = ".join(terms)
        if len(terms) == 1 or display_width(indent + whole) <= self.width:
            yield from self.lay(indent, whole)
            return
        yield from self.lay(indent, terms[0])
        for term in terms[1:]:
            yield from self.lay(indent + _STEP + "= ", term)

    def lay(self, indent: str, text: str) -> Iterator[str]:
        """A text wrapped; what follows the first line stands below its words, behind a mark or sign."""
        shown = visible(text)
        hang = display_width(indent) + (2 if shown[:2] in ("✓ ", "✗ ", "? ", "- ", "→ ") else 0)
        for index, line in enumerate(_wrapped(shown, self.width, display_width(indent), hang)):
            yield (indent if index == 0 else " " * hang) + line


def _wrapped(text: str, width: int, indent: int, hang: int) -> list[str]:
    room = max(width - hang, 16)
    first, *rest = wrap(text, room + hang - indent if hang == indent else room)
    return [first, *rest]


def _title(explanation: Explanation, lang: Lang) -> str:
    number = bracketed(lang, explanation.number) if explanation.number else ""
    return explanation.title.pick(lang) + number


def facts_lines(explanation: Explanation, lang: Lang) -> list[str]:
    """Who applies, on what day, and what is taken for granted."""
    who = named(lang, explanation.applicant.id, explanation.applicant.name)
    lines = [
        ("申报主体" if lang == "zh" else "Applicant") + colon(lang) + who,
        ("按此日施行的条文" if lang == "zh" else "Text in force on") + colon(lang) + str(explanation.as_of),
    ]
    lines += [_amendment(one, lang) for one in explanation.amendments]
    assumed = ("假定" if lang == "zh" else "Assumed") + colon(lang)
    return lines + [assumed + one.pick(lang) for one in explanation.assumes]


def _amendment(one: AmendmentUsed, lang: Lang) -> str:
    """Which amendment is in the text, and for how long."""
    head = ("修订" if lang == "zh" else "Amendment") + colon(lang) + one.id
    names = " ".join(part for part in (one.title.pick(lang), one.number) if part)
    return head + (bracketed(lang, names) if names else "") + (" " if lang == "en" else "，") + _held(one, lang)


def _held(one: AmendmentUsed, lang: Lang) -> str:
    if one.end is None:
        return f"自 {one.start} 起" if lang == "zh" else f"from {one.start}"
    return f"自 {one.start} 至 {one.end}" if lang == "zh" else f"from {one.start} to {one.end}"


def none_found(lang: Lang) -> str:
    """What stands where nothing was asked for."""
    return "没有这样的条款和对象" if lang == "zh" else "there is no such clause and subject"
