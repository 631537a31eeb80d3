"""The header of the policy against the text: number, title, issuer, day of issue, days in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from policydsl.audit.compare.entries import Account, Work
from policydsl.audit.text.clean import Clean, clean
from policydsl.audit.text.figures import figures
from policydsl.audit.text.numerals import SMALL, number_of
from policydsl.diagnostics import Label, Reporter
from policydsl.feel.values import Date
from policydsl.model.reading import get, label_of, parse_day, string, text
from policydsl.source import Span, Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Node, Scalar

NUMBER: Final = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,20}（[0-9]{4}）(?:第)?[0-9]{1,6}号")
_DAY_WORDS: Final = r"(?:发布|公布|印发|颁布|下发|成文)之日"
_FROM_ISSUE: Final = re.compile(rf"自?(?:本[\u4e00-\u9fff]{{1,6}})?自?{_DAY_WORDS}(?:起|后)?(?:施行|实施|执行|生效|起)")
_FROM_DAY: Final = re.compile(r"自(?=[0-9〇零一二三四五六七八九]{4}年[^，。；]{1,12}日(?:起|至|到|—|-))")
_UNTIL: Final = re.compile(
    r"(?:有效期|施行期|执行期|实施期|期限|有效|施行|执行)[^，。；0-9〇零一二三四五六七八九]{0,8}?(?:至|到|截至|截止)(?=[0-9〇零一二三四五六七八九]{4}年)"
    r"|日(?:起)?(?:至|到|—{1,2}|-)(?=[0-9〇零一二三四五六七八九]{4}年[^，。；]{1,10}日)"
)
_FOR: Final = re.compile(
    rf"(?:有效期|施行期限?|执行期限?|实施期限?|试行期?)(?:限)?(?:为|是|：)?(?P<n>[0-9]{{1,2}}|[{SMALL}]{{1,3}})(?P<unit>年|个月)"
)
_ISSUERS: Final = re.compile(r"[、，/]")  # several, who sign one under the other
_MOST_TITLE: Final = 200
_MOST_LINES: Final = 60
_LIKE: Final = 6  # tenths: from so much likeness on a line of the text is the title with a slip


@frozen(eq=False)
class Stated:
    """A day that the text states, and where."""

    day: Date
    span: Span


def check_header(work: Work, reporter: Reporter) -> None:
    """Report what the header of the policy and the text say differently; account for the figures of its sentences."""
    header = _Header(work, reporter)
    header.number()
    header.title()
    header.issuer()
    header.issued()
    header.in_force()


class _Header:
    def __init__(self, work: Work, reporter: Reporter) -> None:
        self.work, self.reporter = work, reporter
        self.tree = work.tree
        self.front, self.closing = work.outline.front, work.outline.closing

    # -- number, title, issuer -----------------------------------------------------------------------

    def number(self) -> None:
        node = self.tree.get("number")
        written = string(node)
        if node is None or written is None:
            return
        wanted = _plain(written)
        found = [(line, m) for line in (*self.front, *self.closing) for m in NUMBER.finditer(line.text)]
        if any(wanted in line.text for line in (*self.front, *self.closing)):
            return
        own = next(((line, m) for line, m in found if m[0] == line.text), None) or next(iter(found), None)
        if own is None:
            if not any(wanted in one.text.text for one in self.work.outline.passages):
                self.reporter.report("A046", label_of(node), what=Text("文号", "document number"), written=written)
            return
        line, match = own
        at = self.work.source(line.span(match.start(), match.end()))
        self.reporter.report("A040", label_of(node), at, written=written, text=self._shown(at))

    def title(self) -> None:
        node = self.tree.get("title")
        written = text(node).zh
        place = node if isinstance(node, Scalar) else get(node, "zh")
        if not written or place is None:
            return
        wanted = _plain(written)
        lines = [line for line in self.front if len(line.text) <= _MOST_TITLE][:_MOST_LINES]
        best = max(
            (line for line in lines if wanted not in line.text),
            key=lambda one: _likeness(wanted, one.text),
            default=None,
        )
        if wanted in "".join(line.text for line in lines) and (best is None or not _is_slip(wanted, best.text)):
            return
        if best is None or _likeness(wanted, best.text) * 10 < _LIKE * 2 * len(wanted):
            self.reporter.report("A046", label_of(place), what=Text("名称", "title"), written=written)
            return
        at = self.work.source(best.whole())
        self.reporter.report("A041", label_of(place), at, written=written, text=self._shown(at))

    def issuer(self) -> None:
        node = self.tree.get("issuer")
        written = text(node).zh
        place = node if isinstance(node, Scalar) else get(node, "zh")
        if not written or place is None:
            return
        printed = "".join(line.text for line in self.front) + "，".join(line.text for line in self.closing)
        if all(name in printed for name in _ISSUERS.split(_plain(written))):
            return
        self.reporter.report("A044", label_of(place), self.work.source(self._first()), written=written)

    # -- days ----------------------------------------------------------------------------------------

    def issued(self) -> None:
        node = self.tree.get("issued")
        day = _day(node)
        if node is None or day is None:
            return
        stated = list(self._days_of_issue())
        if not stated:
            if not any(one.day == day for one in self._printed()):
                self.reporter.report("A046", label_of(node), what=Text("成文日期", "day of issue"), written=day.iso())
            return
        if not any(one.day == day for one in stated):
            at = self.work.source(stated[0].span)
            self.reporter.report("A042", label_of(node), at, written=day.iso(), text=self._shown(at))

    def _days_of_issue(self) -> Iterator[Stated]:
        """Days that stand alone on a line, as under a signature."""
        for line in (*self.front, *self.closing):
            for found in _days(line):
                if found.span == line.whole() or line.text.strip("（）") == line.text[_inside(line, found)]:
                    yield found

    def _printed(self) -> list[Stated]:
        """Every day of the lines before and after the provisions: of issue, of printing, of publication."""
        return [day for line in (*self.front, *self.closing) for day in _days(line)]

    def in_force(self) -> None:
        node = self.tree.get("in_force")
        start_node, end_node = get(node, "from"), get(node, "until")
        start, end = _day(start_node), _day(end_node)
        if node is None or start is None or start_node is None:
            return
        bodies = [one.text for one in self.work.outline.passages] + [*self.front]
        first = next((s for body in bodies for s in self._from(body)), None)
        begins = [start]
        if first is not None:
            days, span = first
            begins += days
            if days and start not in days:
                self.reporter.report("A043", label_of(start_node), self.work.source(span), written=start.iso(),
                                     text=days[0].iso(), what=Text("施行之日", "first day in force"))  # fmt: skip
        last = next((s for body in bodies for s in self._until(body, begins)), None)
        if last is not None:
            days, span = last
            if end is None:
                self.reporter.report("A043", label_of(node), self.work.source(span), written=Text("没有写", "nothing"),
                                     text=days[0].iso(), what=Text("截止日", "last day in force"))  # fmt: skip
            elif end not in days and end_node is not None:
                self.reporter.report("A043", label_of(end_node), self.work.source(span), written=end.iso(),
                                     text=days[0].iso(), what=Text("截止日", "last day in force"))  # fmt: skip
        elif end is not None and end_node is not None:
            self.reporter.report(
                "A046", label_of(end_node), what=Text("截止日", "last day in force"), written=end.iso()
            )

    def _from(self, body: Clean) -> Iterator[tuple[list[Date], Span]]:
        found = _FROM_ISSUE.search(body.text)
        if found is not None:
            issued = [one.day for one in self._days_of_issue()] or [one.day for one in self._printed()]
            written = [day for key in ("issued", "published") if (day := _day(self.tree.get(key))) is not None]
            self._account(body, found.start(), found.end())
            yield [*dict.fromkeys((*issued, *(one.day for one in self._printed()), *written))], body.span(*found.span())
            return
        found = _FROM_DAY.search(body.text)
        if found is not None:
            for one in _days(body, found.end()):
                self._account(body, found.start(), found.end() + 12)
                yield [one.day], one.span
                return

    def _until(self, body: Clean, begins: list[Date]) -> Iterator[tuple[list[Date], Span]]:
        found = _UNTIL.search(body.text)
        if found is not None:
            for one in _days(body, found.end()):
                self._account(body, found.start(), found.end() + 12)
                yield [one.day], one.span
                return
        found = _FOR.search(body.text)
        number = number_of(found["n"]) if found is not None else None
        if found is not None and number:
            months = number * (12 if found["unit"] == "年" else 1)
            self._account(body, found.start(), found.end())
            ends = [day.plus_months(months) for day in begins]
            yield [one for end in ends for one in (end.plus_days(-1), end)], body.span(*found.span())

    def _account(self, body: Clean, start: int, end: int) -> None:
        """The figures of these words are those of the header."""
        for passage in self.work.outline.passages:
            if passage.text is body:
                self.work.in_force.add(passage.index)
                for sentence in self.work.sentences.of([passage]):
                    for figure in sentence.figures:
                        if start <= figure.bounded.figure.start < end:
                            at = label_of(self.tree.get("in_force") or self.tree)
                            self.work.use(figure, Account(None, Text("施行期间", "days in force"), at))

    def _first(self) -> Span:
        line = next(iter(self.front), None)
        return Span(0, 0) if line is None else line.whole()

    def _shown(self, at: Label) -> str:
        return " ".join(at.file.text[at.span.start : at.span.end].split())


def _plain(written: str) -> str:
    return clean(written).text


def _day(node: Node | None) -> Date | None:
    written = string(node)
    return None if written is None else parse_day(written)


def _days(line: Clean, start: int = 0) -> Iterator[Stated]:
    for figure in figures(line.text):
        if figure.start < start:
            continue
        for kind, value in figure.quantity.keys:
            if kind == "date" and isinstance(value, tuple) and all(value):
                year, month, day = value
                found = _date(year, month, day)
                if found is not None:
                    yield Stated(found, line.span(figure.start, figure.end))


def _date(year: int, month: int, day: int) -> Date | None:
    try:
        return Date(year, month, day)
    except ValueError:
        return None


def _inside(line: Clean, found: Stated) -> slice:
    start = next((i for i, at in enumerate(line.offsets) if at >= found.span.start), 0)
    end = next((i for i, at in enumerate(line.offsets) if at >= found.span.end), len(line.text))
    return slice(start, end)


def _is_slip(wanted: str, line: str) -> bool:
    """Whether a line is the title but for a character or two."""
    return abs(len(wanted) - len(line)) <= 2 and _likeness(wanted, line) >= len(wanted) + len(line) - 4  # noqa: PLR2004


def _likeness(one: str, other: str) -> int:
    """How many characters two titles have in common, in the same order, twice."""
    return 2 * sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
