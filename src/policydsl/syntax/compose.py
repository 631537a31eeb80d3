"""Parse events to a tree of nodes, with an explicit stack and limits.

libyaml's own composer recurses in C and dies of 50,000 nested brackets; its event parser does not, and
gives the events lazily, so that the depth limit stops it after a few hundred characters.
"""

from __future__ import annotations

import re
from typing import Final, NoReturn, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span, Text
from policydsl.source.frozen import frozen
from policydsl.syntax import flow
from policydsl.syntax.bounds import two_ends
from policydsl.syntax.core_schema import TELLING_STARTS
from policydsl.syntax.events import FASTEST_PARSER, PYTHON_PARSER, Event, Parser
from policydsl.syntax.reading import FORBIDDEN
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.tree import Mapping, Node, Scalar, ScalarValue, Sequence, Style
from policydsl.syntax.values import plain_value, quoted, shown

MAX_DEPTH: Final = 64
MAX_NODES: Final = 1_000_000  # written out
MAX_REPEATED: Final = 200_000  # of them by aliases, which need few characters for many
_TOO_DEEP: Final = "maximum nesting depth"  # what libyaml says since 0.2.6, far above our own limit

_STYLES: Final[dict[str | None, Style]] = {
    "": "plain",
    None: "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HALF_ESCAPE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_TAG: Final = re.compile(r"![^\s,\[\]{}]*")
_STRING_OR_TAB: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\t', re.DOTALL)
_ONE_PIECE: Final = frozenset(("plain", "single", "double"))
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s+)*")


@frozen
class SyntaxStop:
    """Where and why the YAML parser gave up; offsets are those of the original text."""

    problem: str
    at: int
    context: str
    context_at: int | None
    last: Scalar | None
    open_flow: int | None  # the outermost bracket that is still open
    inner_flow: int | None


@frozen
class Composed:
    """The root; or where the text broke; or neither, after a report that ends the matter."""

    root: Node | None = None
    stop: SyntaxStop | None = None


class _Frame:
    """A collection that is still open."""

    __slots__ = ("anchor", "before", "flow", "height", "is_map", "items", "start")

    def __init__(self, start: int, before: int, anchor: str | None, *, is_map: bool, flow: bool) -> None:
        self.start = start
        self.before = before  # how many nodes there were
        self.anchor = anchor
        self.is_map = is_map
        self.flow = flow
        self.items: list[Node] = []
        self.height = 1


@frozen
class _Anchored:
    """A finished node that aliases may repeat, and what a repetition costs."""

    node: Node
    size: int
    height: int


_OPEN: Final = "open"
_Anchor: TypeAlias = _Anchored | str


class _EndOfMatterError(Exception):
    """A limit was passed and has been reported; nothing more is read."""


class Composer:
    """One run over the events of one text."""

    __slots__ = (
        "_anchors",
        "_as_written",
        "_count",
        "_last",
        "_lets_surrogates_through",
        "_reach",
        "_reporter",
        "_shadow",
        "_source",
        "_stack",
    )

    def __init__(self, source: SourceFile, shadow: Shadow, reporter: Reporter) -> None:
        self._source = source
        self._shadow = shadow
        self._reporter = reporter
        self._anchors: dict[str, _Anchor] = {}
        self._count = 0
        self._stack: list[_Frame] = []
        self._last: Scalar | None = None
        self._reach = 0
        self._lets_surrogates_through = False
        self._as_written = not (shadow.mended or shadow.stands_in)

    def run(self, parser_class: type[Parser] = FASTEST_PARSER) -> Composed:
        """Compose the document and report what is wrong with the tree itself."""
        text = self._shadow.text
        if parser_class is PYTHON_PARSER:
            self._lets_surrogates_through = True
            self._as_written = False
            if text.lstrip().startswith(("{", "[")):  # it takes no tabs between brackets, as JSON may have them
                text = _STRING_OR_TAB.sub(lambda found: " " if found.group() == "\t" else found.group(), text)
        parser: Parser | None = None
        try:
            parser = parser_class(text)
            return Composed(root=self._document(parser))
        except yaml.MarkedYAMLError as error:
            if _TOO_DEEP in (error.problem or ""):
                at = self._shadow.to_file(error.problem_mark.index) if error.problem_mark else 0
                self._reporter.report("Y020", Label(self._source, Span(at, at)), limit=MAX_DEPTH)
                return Composed()
            return Composed(stop=self._stop(error))
        except (yaml.reader.ReaderError, UnicodeEncodeError):
            self._forbidden_character()
            return Composed()
        except _EndOfMatterError:
            return Composed()
        finally:
            if parser is not None:
                parser.dispose()

    def _forbidden_character(self) -> None:
        """The text came from somewhere else than a file: a file with such a character is not read at all."""
        bad = FORBIDDEN.search(self._source.text)
        at = bad.start() if bad else 0
        label = Label(self._source, Span(at, min(at + 1, len(self._source.text))))
        character = f"U+{ord(bad.group()):04X}" if bad else ""
        self._reporter.report("U007", label, character=character, path=self._source.name)

    def _document(self, parser: Parser) -> Node | None:
        """The loop: every event either gives a finished node or opens a collection."""
        next_event = parser.get_event
        stack = self._stack
        root: Node | None = None
        documents = 0
        while True:
            event = next_event()
            kind: object = type(event)
            if kind is ScalarEvent:
                node: Node = self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event, is_map=kind is MappingStartEvent)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node = self._close(event)
            elif kind is AliasEvent:
                node = self._alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._end("Y019", event)
                continue
            elif kind is StreamEndEvent:
                break
            else:
                continue
            if stack:
                stack[-1].items.append(node)
            else:
                root = node
        return root

    def _scalar(self, event: Event) -> Scalar:
        self._count += 1
        if self._count > MAX_NODES:
            self._end("Y021", event, limit=f"{MAX_NODES:,}")
        start, end, text = event.start_mark.index, event.end_mark.index, event.value
        style = _STYLES[event.style]
        if self._as_written and style in _ONE_PIECE and event.anchor is None and event.tag is None:
            # Nearly all of them, and half of the time of a run.
            value: ScalarValue = text
            if style == "plain" and (not text or text[0] in TELLING_STARTS):
                value = plain_value(self._source, start, end, text, self._reporter)
            self._last = node = Scalar(self._source, Span(start, end), text, value, style)
            self._reach = end
            return node
        shadow = self._shadow
        if shadow.mended:
            start, end = shadow.to_file(start), shadow.to_file(end)
            if style == "double" and not self._source.text.startswith(('"', "&", "!"), start):
                style = "plain"  # quoted only in the mended copy
        if shadow.stands_in:
            text = shadow.restore(text)
        tagged = False
        if event.anchor is not None or event.tag is not None:
            tagged = event.tag is not None
            start = self._properties(event, start, end, is_text=event.style in ("", None))
        if event.style in ("", None):
            value = text if tagged else plain_value(self._source, start, end, text, self._reporter)
        else:
            value = text
            if self._lets_surrogates_through and _SURROGATE.search(text):
                raise self._half_a_character(event)
            if style not in ("single", "double"):
                end = _trim(self._source.text, start, end)
        node = Scalar(self._source, Span(start, end), text, value, style)
        if event.anchor is not None:
            self._anchors[event.anchor] = _Anchored(node, 1, 0)
        self._last = node
        self._reach = end
        return node

    def _half_a_character(self, event: Event) -> yaml.MarkedYAMLError:
        """What libyaml says of an escape that is half of a surrogate pair; the parser in Python says nothing."""
        found = _HALF_ESCAPE.search(self._shadow.text, event.start_mark.index, event.end_mark.index)
        index = found.start() if found else event.start_mark.index
        mark = yaml.Mark("", index, 0, 0, None, 0)
        return yaml.MarkedYAMLError(problem="found invalid Unicode character escape code", problem_mark=mark)

    def _open(self, event: Event, *, is_map: bool) -> None:
        self._count += 1
        stack = self._stack
        if len(stack) >= MAX_DEPTH:
            self._end("Y020", event, limit=MAX_DEPTH)
        start = self._shadow.to_file(event.start_mark.index)
        if event.tag is not None or event.anchor is not None:
            start = self._properties(event, start, len(self._source.text), is_text=False)
        if event.anchor is not None:
            self._anchors[event.anchor] = _OPEN
        stack.append(_Frame(start, self._count, event.anchor, is_map=is_map, flow=bool(event.flow_style)))

    def _close(self, event: Event) -> Node:
        frame = self._stack.pop()
        items = frame.items
        source = self._source
        if frame.flow:
            self._reach = self._shadow.to_file(event.end_mark.index)
        # The end mark of a block stands at the next token, after blank lines and comments.
        end = max(self._reach, frame.start)
        span = Span(frame.start, end)
        node: Node
        if frame.is_map:
            if frame.flow:
                items = flow.mend_map(items, self._reporter)
            node = Mapping(source, span, self._entries(items))
        elif frame.flow:
            node = flow.mend_list(items, source, span, self._reporter)
        else:
            node = Sequence(source, span, tuple(items))
        if self._stack and self._stack[-1].height <= frame.height:
            self._stack[-1].height = frame.height + 1
        if frame.anchor is not None:
            self._anchors[frame.anchor] = _Anchored(node, self._count - frame.before + 1, frame.height)
        return node

    def _entries(self, items: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        """Pairs of key and value; keys that are no names, and later ones of the same name, are left out."""
        entries: dict[str, tuple[Scalar, Node]] = {}
        merged: list[tuple[Scalar, Node]] = []
        pairs = iter(items)
        for key, value in zip(pairs, pairs, strict=True):
            if type(key) is not Scalar:
                self._reporter.report("Y015", Label(key.file, key.span))
                continue
            name = key.text
            if name in entries:
                first, before = entries[name]
                self._reporter.report(
                    "Y014",
                    Label(key.file, key.span),
                    Label(first.file, first.span, Text("第一次写在这里", "first written here")),
                    help=two_ends(name, before, value),
                    key=shown(name),
                )
            elif key.style == "plain" and name == "":
                self._reporter.report("Y016", Label(key.file, key.span))
            elif key.style == "plain" and name == "<<":
                self._reporter.report("Y017", Label(key.file, key.span))
                if type(value) is Mapping:  # so that what it brings is not reported as missing
                    merged.extend(value.entries)
            else:
                entries[name] = (key, value)
        for key, value in merged:
            entries.setdefault(key.text, (key, value))
        return tuple(entries.values())

    def _alias(self, event: Event) -> Node:
        name = event.anchor or ""
        start, end = self._shadow.to_file(event.start_mark.index), self._shadow.to_file(event.end_mark.index)
        self._reach = end
        target = self._anchors.get(name)
        if isinstance(target, _Anchored):
            self._count += target.size
            if self._count > MAX_REPEATED:
                self._end("Y021", event, limit=f"{MAX_REPEATED:,}")
            if len(self._stack) + target.height > MAX_DEPTH:
                self._end("Y020", event, limit=MAX_DEPTH)
            if self._stack and self._stack[-1].height <= target.height:
                self._stack[-1].height = target.height + 1
            return target.node
        raw = self._source.text[start:end]
        label = Label(self._source, Span(start, end))
        if target is None:
            fix = Fix((Edit(self._source, Span(start, end), quoted(raw)),))
            self._reporter.report("Y023", label, fix=fix, name=shown(name), quoted=shown(quoted(raw)))
        else:
            self._reporter.report("Y022", label, name=shown(name))
        return Scalar(self._source, Span(start, end), raw, raw, "plain")

    def _properties(self, event: Event, start: int, end: int, *, is_text: bool) -> int:
        """Where a node begins after its anchor and tag; a tag is reported."""
        found = _PROPERTIES.match(self._source.text, start, end)
        if event.tag is not None:
            written = _TAG.search(self._source.text, start, max(end, start + 1))
            span = Span(*written.span()) if written else Span(start, start)
            fix = None
            if is_text:
                fix = Fix((Edit(self._source, Span(start, end), quoted(self._source.text[start:end])),))
            tag = shown(written.group()) if written else "!"
            self._reporter.report("Y018", Label(self._source, span), fix=fix, tag=tag)
        return found.end() if found else start

    def _stop(self, error: yaml.MarkedYAMLError) -> SyntaxStop:
        mark, context = error.problem_mark, error.context_mark
        at = self._shadow.to_file(mark.index) if mark else 0
        return SyntaxStop(
            problem=error.problem or "",
            at=at,
            context=error.context or "",
            context_at=self._shadow.to_file(context.index) if context else None,
            last=self._last,
            open_flow=next((frame.start for frame in self._stack if frame.flow), None),
            inner_flow=next((frame.start for frame in reversed(self._stack) if frame.flow), None),
        )

    def _end(self, code: str, event: Event, limit: object = "") -> NoReturn:
        start, end = self._shadow.to_file(event.start_mark.index), self._shadow.to_file(event.end_mark.index)
        self._reporter.report(code, Label(self._source, Span(start, max(end, start))), limit=limit)
        raise _EndOfMatterError


def _trim(text: str, start: int, end: int) -> int:
    """The end of a block scalar without the blank lines after it."""
    end = min(end, len(text))
    while end > start + 1 and text[end - 1] in " \t\r\n":
        end -= 1
    return end
