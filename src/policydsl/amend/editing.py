"""The edits of the text that a change makes: nothing outside of the place itself is touched.

Every function gives the splices, or None where the text is laid out in a way that it does not understand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeAlias

from policydsl.amend import writing
from policydsl.amend.page import Page, is_flow
from policydsl.amend.writing import Form
from policydsl.diagnostics import Label
from policydsl.source import Span
from policydsl.source.frozen import frozen
from policydsl.source.patchwork import Piece, Splice
from policydsl.syntax.tree import Mapping, Node, Scalar, Sequence

Splices: TypeAlias = list[Splice]


class Content(Protocol):
    """Something to write."""

    @property
    def form(self) -> Form:
        """How it can be written outside of brackets."""
        ...

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        ...

    def inline(self, column: int, step: int, newline: str) -> Iterable[Piece]:
        """It in a line."""
        ...

    def text(self, column: int, newline: str) -> Iterable[Piece]:
        """It with lines of text below."""
        ...

    def block(self, column: int, newline: str) -> Iterable[Piece]:
        """It on lines of its own."""
        ...

    def flow(self, *, json: bool) -> Iterable[Piece]:
        """It inside brackets."""
        ...

    def notes(self, column: int, newline: str) -> Iterable[Piece]:
        """The comments that stand above it, each with its line break."""
        ...


@frozen(eq=False)
class Written:
    """What an amendment writes, with the comments right above it."""

    node: Node
    comments: tuple[Span, ...] = ()

    @property
    def form(self) -> Form:
        """How it can be written outside of brackets."""
        return writing.form(self.node)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, Sequence)

    def inline(self, column: int, step: int, newline: str) -> Iterable[Piece]:
        """It in a line."""
        return writing.inline(self.node, column, step, newline)

    def text(self, column: int, newline: str) -> Iterable[Piece]:
        """It with lines of text below."""
        return writing.text_block(self.node, column, newline) if isinstance(self.node, Scalar) else ()

    def block(self, column: int, newline: str) -> Iterable[Piece]:
        """It on lines of its own."""
        return writing.block(self.node, column, newline)

    def flow(self, *, json: bool) -> Iterable[Piece]:
        """It inside brackets."""
        return writing.flow(self.node, json=json)

    def notes(self, column: int, newline: str) -> Iterator[Piece]:
        """The comments that stand above it."""
        if self.form == "block":
            for span in self.comments:
                yield Piece(" " * column, self.node.file, Span(span.start, span.start), exact=False)
                yield Piece.of(self.node.file, span)
                yield Piece(newline, self.node.file, Span(span.end, span.end), exact=False)


@frozen(eq=False)
class Emptiness:
    """The `[]` or `{}` that is left when the only part was taken out; it stands for the change that did it."""

    brackets: str
    at: Label
    form: Form = "inline"
    is_list: bool = False

    def inline(self, column: int, step: int, newline: str) -> Iterable[Piece]:  # noqa: ARG002  (as of any content)
        """The brackets."""
        return (Piece(self.brackets, self.at.file, self.at.span, exact=False),)

    def text(self, column: int, newline: str) -> Iterable[Piece]:  # noqa: ARG002
        """Nothing: it has no lines."""
        return ()

    def block(self, column: int, newline: str) -> Iterable[Piece]:  # noqa: ARG002
        """Nothing: it has no lines."""
        return ()

    def flow(self, *, json: bool) -> Iterable[Piece]:  # noqa: ARG002
        """The brackets."""
        return self.inline(0, 0, "")

    def notes(self, column: int, newline: str) -> Iterable[Piece]:  # noqa: ARG002
        """Nothing."""
        return ()


@frozen(eq=False)
class Editor:
    """Makes the splices for one text; what is put in for YAML's sake stands for `at`, a part of the amendment."""

    page: Page
    at: Label

    # -- write something else ----------------------------------------------------------------------

    def set(self, parent: Mapping | Sequence, index: int, new: Content) -> Splices | None:
        """Another value for an entry or an item."""
        if isinstance(parent, Mapping):
            key, old = parent.entries[index]
            if is_flow(parent):
                return [(old.span, tuple(new.flow(json=self.page.is_json)))]
            return self._set_entry(key, old, new)
        old = parent.items[index]
        if is_flow(parent):
            return [(old.span, tuple(new.flow(json=self.page.is_json)))]
        return self._set_item(parent, index, old, new)

    def _set_entry(self, key: Scalar, old: Node, new: Content) -> Splices | None:
        page, column = self.page, self.page.column(key.span.start)
        colon = page.after_colon(key)
        if colon is None:
            return None
        lines = self._block_lines(old)
        # A text would swallow comments further in that stand below.
        noted = not lines and page.tail(old.span.end, column) > page.line_end(old.span.end)
        if not lines and (new.form == "inline" or (new.form == "text" and noted)):
            space = () if old.span.start > colon else (self._sign(" "),)
            return [(old.span, (*space, *new.inline(column, page.steps[0], page.newline)))]
        if new.form == "inline":
            value = (self._sign(" "), *new.inline(column, page.steps[0], page.newline))
            return [(Span(colon, colon), value), (Span(page.line_end(colon), page.tail(old.span.end, column)), ())]
        if new.form == "text":
            inner = column + page.steps[0]
            head, rest = _first_line(new.text(inner, page.newline))
            if lines:
                below = Span(page.line_end(colon), page.tail(old.span.end, column))
                return [(Span(colon, colon), (self._sign(" "), *head)), (below, rest)]
            end = page.line_end(old.span.end)
            return [(old.span, head), (Span(end, end), rest)]
        inner = column + page.steps[1 if new.is_list else 0]
        if lines and isinstance(old, Sequence) is new.is_list:
            inner = page.column(old.span.start)
        body = self._below(new, inner)
        if lines or not page.same_line(colon, old.span.start):
            return [(Span(page.line_end(colon), page.tail(old.span.end, column)), body)]
        end = page.tail(old.span.end, column)
        gone = Span(colon, page.line_end(old.span.end) if page.is_blank(old.span.end) else old.span.end)
        return [(gone, ()), (Span(end, end), body)]

    def _set_item(self, parent: Sequence, index: int, old: Node, new: Content) -> Splices | None:
        page, dash = self.page, self.page.dash(parent, index)
        if dash is None:
            return None
        column = page.column(dash)
        end = page.tail(old.span.end, column) if self._block_lines(old) or new.form != "inline" else old.span.end
        inner = page.column(old.span.start) if page.same_line(dash, old.span.start) else column + 2
        return [(Span(old.span.start, end), tuple(self._value(new, column, inner)))]

    # -- put something in --------------------------------------------------------------------------

    def add_item(self, items: Sequence, index: int | None, new: Content, *, after: bool) -> Splices | None:
        """A new item after or before another; at the end if there is none to go by."""
        if is_flow(items):
            places = [item.span for item in items.items]
            return self._add_in_flow(items, places, index, tuple(new.flow(json=self.page.is_json)), after=after)
        page = self.page
        index = len(items.items) - 1 if index is None else index
        dash = page.dash(items, index)
        if dash is None:
            return None
        column = page.column(dash)
        lines = (
            *new.notes(column, page.newline),
            self._sign(" " * column + "- "),
            *self._value(new, column, column + 2),
        )
        spans = [item.span for item in items.items]
        return self._add_lines(lines, dash, spans, index, column, after=after)

    def add_entry(
        self, owner: Mapping, index: int | None, key: tuple[Piece, ...], new: Content, *, after: bool
    ) -> Splices | None:
        """A new entry after or before another; at the end if there is none to go by."""
        page = self.page
        if is_flow(owner):
            entry = (*key, self._sign(": "), *new.flow(json=page.is_json))
            places = [one.span.to(value.span) for one, value in owner.entries]
            return self._add_in_flow(owner, places, index, entry, after=after)
        index = len(owner.entries) - 1 if index is None else index
        beside = owner.entries[index][0]
        column = page.column(beside.span.start)
        entry = (*key, self._sign(":"), *self._entry_value(new, column))
        if not after and not page.starts_line(beside.span.start):  # it follows the dash of an item
            there = Span(beside.span.start, beside.span.start)
            return [(there, (*entry, self._sign(page.newline + " " * column)))]
        spans = [one.span.to(value.span) for one, value in owner.entries]
        lines = (self._sign(" " * column), *entry)
        return self._add_lines(lines, beside.span.start, spans, index, column, after=after)

    def _add_lines(
        self, lines: tuple[Piece, ...], beside: int, spans: list[Span], index: int, column: int, *, after: bool
    ) -> Splices | None:
        """Whole lines after or before a part that begins at `beside`, set off as its neighbours are."""
        page = self.page
        gap = self._sign(page.newline * (2 if self._set_off(spans, index) else 1))
        if after:
            end = page.tail(spans[index].end, column)
            last = (self._sign(page.newline),) if end == len(page.text) else ()
            return [(Span(end, end), (gap, *lines, *last))]
        if not page.starts_line(beside):
            return None
        above = page.comment_above(beside)
        return [(Span(above, above), (*lines, gap))]

    def _set_off(self, spans: list[Span], index: int) -> bool:
        """Whether blank lines stand between a part and the ones beside it."""
        pairs = [(i, i + 1) for i in (index - 1, index) if i >= 0 and i + 1 < len(spans)]
        return any(self._blank_between(spans[one].end, spans[other].start) for one, other in pairs)

    def _blank_between(self, start: int, end: int) -> bool:
        line = self.page.next_line(start)
        while line < end:
            if self.page.is_blank(line):
                return True
            line = self.page.next_line(line)
        return False

    def _add_in_flow(
        self, owner: Mapping | Sequence, places: list[Span], index: int | None, new: tuple[Piece, ...], *, after: bool
    ) -> Splices:
        page = self.page
        if not places:
            inside = owner.span.start + 1
            return [(Span(inside, owner.span.end - 1), new)]
        index = len(places) - 1 if index is None else index
        here = places[index]
        own_line = page.starts_line(here.start) and not page.same_line(owner.span.start, here.start)
        if not after:
            gap = self._sign("," + page.newline + " " * page.column(here.start) if own_line else ", ")
            return [(Span(here.start, here.start), (*new, gap))]
        if not own_line:
            return [(Span(here.end, here.end), (self._sign(", "), *new))]
        indent = self._sign(page.newline + " " * page.column(here.start))
        rest = page.text[here.end : page.line_end(here.end)].lstrip(" \t")
        end = page.line_end(here.end)
        if rest.startswith(","):
            if rest[1:].strip() and not rest[1:].lstrip().startswith("#"):
                return [(Span(here.end, here.end), (self._sign(", "), *new))]
            return [(Span(end, end), (indent, *new, self._sign(",")))]
        if rest and not rest.startswith("#"):
            return [(Span(here.end, here.end), (self._sign(", "), *new))]
        return [(Span(here.end, here.end), (self._sign(","),)), (Span(end, end), (indent, *new))]

    # -- take something out ------------------------------------------------------------------------

    def remove(self, parent: Mapping | Sequence, index: int) -> Splices | None:
        """An entry or item with its own comment; not the only one (`Emptiness` takes its place)."""
        if isinstance(parent, Mapping):
            spans = [key.span.to(value.span) for key, value in parent.entries]
            begins = spans[index].start
        else:
            spans = [item.span for item in parent.items]
            dash = spans[index].start if is_flow(parent) else self.page.dash(parent, index)
            if dash is None:
                return None
            begins = dash
        if is_flow(parent):
            return [(self._flow_part(spans, index), ())]
        return self._remove_lines(begins, spans, index)

    def _flow_part(self, spans: list[Span], index: int) -> Span:
        if index + 1 < len(spans):
            return Span(spans[index].start, spans[index + 1].start)
        return Span(spans[index - 1].end, spans[index].end)

    def _remove_lines(self, begins: int, spans: list[Span], index: int) -> Splices | None:
        page, column = self.page, self.page.column(begins)
        end = page.tail(spans[index].end, column)
        if not page.starts_line(begins):  # it follows the dash of an item: the next one moves up to it
            after = page.blank_below(page.next_line(end))
            return [(Span(begins, after + page.indent(after)), ())]
        start = page.comment_above(begins)
        below = page.next_line(end)
        if index > 0:
            start = page.blank_above(start)
        else:
            below = page.blank_below(below)
        return [(Span(start, below), ())]

    # -- parts -------------------------------------------------------------------------------------

    def _value(self, new: Content, column: int, inner: int) -> Iterator[Piece]:
        """A value after a dash in `column`."""
        page = self.page
        match new.form:
            case "inline":
                yield from new.inline(column, page.steps[0], page.newline)
            case "text":
                yield from new.text(column + page.steps[0], page.newline)
            case "block":
                yield from new.block(inner, page.newline)

    def _entry_value(self, new: Content, column: int) -> Iterator[Piece]:
        """A value after the colon of a key in `column`."""
        page = self.page
        if new.form == "block":
            yield from self._below(new, column + page.steps[1 if new.is_list else 0])
        else:
            yield self._sign(" ")
            yield from self._value(new, column, column)

    def _below(self, new: Content, column: int) -> tuple[Piece, ...]:
        """A map or list below its key."""
        page = self.page
        notes = new.notes(column, page.newline)
        return (self._sign(page.newline), *notes, self._sign(" " * column), *new.block(column, page.newline))

    def _sign(self, text: str) -> Piece:
        return Piece(text, self.at.file, self.at.span, exact=False)

    def _block_lines(self, node: Node) -> bool:
        """Whether a value is a map or list on lines of its own."""
        return not isinstance(node, Scalar) and not is_flow(node)


def _first_line(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """What stands before the first line break, and the rest with it."""
    every = list(pieces)
    cut = next((i for i, piece in enumerate(every) if piece.text in ("\n", "\r\n", "\r")), len(every))
    return tuple(every[:cut]), tuple(every[cut:])
