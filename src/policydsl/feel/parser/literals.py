"""Literals as the lexer meets them: numbers, texts and `@"…"`, with the misspellings that people make."""

from __future__ import annotations

import re
from typing import Final

from policydsl.feel.ast import StringLit, TemporalLit
from policydsl.feel.parser import patterns
from policydsl.feel.parser.figures import COMPOUND, COUNTED, UNIT, UNIT_STARTS, compound, counted, figure, unit_list
from policydsl.feel.parser.meant import MEANT
from policydsl.feel.parser.problem import Finding, Place, Problem
from policydsl.feel.parser.slips import from_slip, tail_of
from policydsl.feel.parser.tokens import KEYWORDS, Token
from policydsl.feel.parser.words import after_unit, feel_spelling
from policydsl.feel.values import parse_temporal
from policydsl.source import Span, Text

_WORD = re.compile(patterns.WORD)
_GAPS: Final = frozenset(" \t\u00a0\u202f\u3000")
_GAP_OR_UNIT: Final = UNIT_STARTS | _GAPS
_SUSPECT: Final = frozenset(",-/. ")
_DAY_SAID = re.compile(r"\s*([0-9]{1,2})\s*[号號曰]")  # as one speaks of a day
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))")
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def number(text: str, found: re.Match[str], *, alone: bool) -> tuple[Token, Finding | None]:
    """A number with its unit, if it has one; `alone` when it stands in a cell outside brackets."""
    digits = found["number"]
    start, end = found.span()
    following = text[end : end + 1]
    unit = ""
    if following:
        if following in _SUSPECT:
            _check_signs(text, start, end, alone=alone)
        if following in _GAP_OR_UNIT:
            _check_year(text, start, digits)
            with_unit = UNIT.match(text, end)
            if with_unit:
                unit, end = "".join(with_unit[1].split()), with_unit.end()
        if not unit and (following.isalpha() or following in _GAPS or following == "㎡"):
            of = COUNTED.match(text, end)
            if of:
                return Token(
                    "FIGURE", start, of.end(), counted(Span(start, of.end()), digits, of[1] or "", of[2])
                ), None
            if following.isalpha():
                _check_unit(text, start, end)
    span = Span(start, end)
    remark = None
    if digits[0] == "0" and len(digits) > 1 and digits[1].isdecimal():
        plain = re.sub(r"^0+(?=[0-9])", "", digits)
        at = Span(start, start + len(digits))
        remark = Finding("X015", (Place(at),), {"written": digits, "plain": plain}, edits=((at, plain),))
    return Token("FIGURE", start, end, figure(span, digits, unit)), remark


def _check_signs(text: str, start: int, end: int, *, alone: bool) -> None:
    """What looks like one date or one figure, and would be read as several."""
    iso = patterns.ISO_DATE.match(text, start)
    if iso is None and text[end] == ".":
        return
    if iso and _may_be_date(iso):
        date = f"{iso[1]}年{int(iso[3])}月{int(iso[4])}日"  # needs no quotes in YAML, as `@"2025-04-21"` does
        span = Span(start, iso.end())
        exact = f"{iso[1]}-{int(iso[3]):02d}-{int(iso[4]):02d}"
        # the others of the formula are the same slip
        others = [one for one in patterns.ISO_DATE.finditer(text, iso.end()) if _may_be_date(one) and _bare(text, one)]
        edits = [(Span(*one.span()), f"{one[1]}年{int(one[3])}月{int(one[4])}日") for one in others]
        raise Problem("X013", span, written=iso[0], date=date, iso=exact, edits=((span, date), *edits))
    grouped = patterns.THOUSANDS.match(text, start)
    if grouped is None:
        return
    unit = UNIT.match(text, grouped.end())
    groups = re.split("[, ]", grouped[1])[1:]
    if unit or alone or any(group[0] == "0" for group in groups):
        span = Span(start, unit.end() if unit else grouped.end())
        written = text[span.start : span.end]
        plain = re.sub("[, ](?=[0-9])", "", written)
        raise Problem(
            "X014",
            span,
            written=written,
            plain=plain,
            apart=re.sub("[, ](?=[0-9])", ", ", written),
            edits=((span, plain),),
            sure=unit is not None or any(group[0] == "0" for group in groups),
        )


def _bare(text: str, found: re.Match[str]) -> bool:
    """Whether what looks like a date stands by itself, not in a text."""
    return text[found.start() - 1] in "[(,. \t<>=" and text.count('"', 0, found.start()) % 2 == 0


def _may_be_date(iso: re.Match[str]) -> bool:
    month, day = iso[3], iso[4]
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):  # noqa: PLR2004  (a calendar)
        return False
    # 2000/10/5 may well be a division, 2000/10/05 is none
    return iso[2] in "-." or month[0] == "0" or day[0] == "0"


def _check_year(text: str, start: int, digits: str) -> None:
    year = patterns.YEAR.match(text, start) if len(digits) == 4 else None  # noqa: PLR2004  (a year)
    if year:
        span = Span(start, year.end())
        edits = ((span, digits),) if year[0].endswith("年") else ()
        help_ = None
        day = _DAY_SAID.match(text, year.end())
        if "月" in year[0] and day:
            span, whole = Span(start, day.end()), f"{year[0]}{day[1]}日"
            help_, edits = Text(f"写作 `{whole}`。", f"write `{whole}`"), ((span, whole),)
            raise Problem("X012", span, help=help_, written=text[start : day.end()], year=digits, edits=edits)
        if "月" in year[0]:
            month = year[0].removesuffix("份") + "1日"
            help_ = Text(f"日期要写到日，如 `{month}`。", f"a date has a day, as `{month}`")
        raise Problem("X012", span, help=help_, written=year[0], year=digits, edits=edits, sure=False)


def _check_unit(text: str, start: int, end: int) -> None:
    """A word right after the digits that is no unit."""
    several = COMPOUND.match(text, start)
    if several:
        span = Span(start, several.end())
        one = compound(several[0])
        help_ = Text(f"写作 `{one}`。", f"write `{one}`") if one else None
        raise Problem("X022", span, written=several[0], help=help_, edits=((span, one),) if one else ())
    word = _WORD.match(text, end)
    if word is None or word[0] in KEYWORDS or word[0].startswith(after_unit()) or feel_spelling(word[0]):
        return
    day = patterns.DAY.match(text, start)
    if day:
        raise _without_year(text, start, day)
    slip = tail_of(word[0])
    if slip:
        raise from_slip(slip, end)
    span, number = Span(start, word.end()), text[start:end]
    right = number + MEANT[word[0]] if word[0] in MEANT else None
    if right:
        help_ = Text(f"写作 `{right}`。", f"write `{right}`")
        raise Problem("X017", span, help=help_, unit=word[0], number=number, units=unit_list(),
                      edits=((span, right),), sure=False)  # fmt: skip
    raise Problem("X017", span, unit=word[0], number=number, units=unit_list())


def _without_year(text: str, start: int, day: re.Match[str]) -> Problem:
    span = Span(start, day.end())
    before = patterns.ANY_YEAR.findall(text[:start])
    edits = ((span, f"{before[-1]}年{day[0]}"),) if before else ()
    return Problem("X062", span, written=day[0], month=day[1], day=day[2], edits=edits, sure=False)


def string(written: str, start: int) -> StringLit:
    """A text, escapes resolved; an unknown escape stays as it is, so that patterns for `matches` can be written."""
    span = Span(start, start + len(written))
    body = written[1:-1]
    if "\\" not in body:
        return StringLit(span, body)
    value = _ESCAPE.sub(_unescape, body)
    if any("\ud800" <= character <= "\udfff" for character in value):
        value = _join_surrogates(value, span)
    return StringLit(span, value)


def _unescape(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code is None:
        return _SIMPLE.get(escape[3], escape[0])
    value = int(code, 16)
    return chr(value) if value <= 0x10FFFF else "\udfff"  # noqa: PLR2004  (the last code point)


def _join_surrogates(value: str, span: Span) -> str:
    try:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise Problem("X011", span) from None


def temporal(written: str, start: int) -> TemporalLit:
    """`@"…"`."""
    span = Span(start, start + len(written))
    inner = written[written.index('"') + 1 : -1]
    value = parse_temporal(inner)
    if value is None:
        raise Problem("X021", span, written=inner)
    return TemporalLit(span, value)
