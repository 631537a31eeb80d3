"""After a YAML error: say what the drafter slipped on, mend it in the shadow copy, so that reading goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from policydsl.diagnostics import Edit, Fix, Label, Reporter
from policydsl.source import SourceFile, Span, Text
from policydsl.syntax import escapes, indentation, intervals, line_slips, lines, wide_flow
from policydsl.syntax.compose import SyntaxStop
from policydsl.syntax.shadow import Shadow
from policydsl.syntax.values import WIDE_COLONS, WIDE_COMMAS, half_width, quoted, shown

# The head of a line: indentation, dashes, perhaps a key. What follows is the value.
_HEAD: Final = re.compile(r"""[ \t]*(?:-[ ]+)*(?:(?:"[^"\n]*"|'[^'\n]*'|[^\s#:'"\[{][^:\n#]*?):(?=\s|$)[ \t]*)?""")
_COMMENT: Final = re.compile(r"(?<=[ \t])#.*")
_INTERVAL: Final = re.compile(r"[\[\](（］［][^\[\](){},\n]{1,80}?\.\.[^\[\](){},\n]{1,80}[\])\[）［］]")
_KEY_BEFORE: Final = re.compile(r"""["']?([^\s"'{},]+)["']?[ ]*$""")
_DASHES: Final = re.compile(r"[ \t]*(?:-[ ]+)+")
_FULL_WIDTH_BRACES: Final = ("｛", "［", "【")
# What libyaml and PyYAML's own parser say of something that is neither the next entry nor the end.
_BETWEEN_ENTRIES: Final = ("did not find expected key", "'-' indicator", "<block end>", "document start")
# `amount = x`: a key of the language, and a sign where its colon should be
_OTHER_SIGN: Final = re.compile(r"([A-Za-z_]\w*)[ \t]*([=＝；;，,→]|->|=>)[ \t]*(?=\S)")
_ITEM: Final = re.compile(r"-[ ]+[^\s0-9(]")
_NAMES_ONLY: Final = re.compile(r"[^:：{}\[\]\"'。]*")
_WIDE_COMMA: Final = re.compile(r"[，、；][ ]*")
_CLOSING_LOOKALIKES: Final = "“”„‟＂"


def mend(source: SourceFile, shadow: Shadow, stop: SyntaxStop, reporter: Reporter) -> bool:
    """Report the slip behind a YAML error; True if the shadow copy is mended and worth another try."""
    return _Mender(source, shadow, stop, reporter).run()


@dataclass(slots=True)
class _Mender:
    source: SourceFile
    shadow: Shadow
    stop: SyntaxStop
    reporter: Reporter

    def run(self) -> bool:
        stop = self.stop
        if "escape" in stop.problem or "hexdecimal" in stop.problem or "hexadecimal" in stop.problem:
            return escapes.mend(self.source, self.shadow, stop.at, self.reporter)
        if self._line_slip():
            return True
        outcome = self._by_context()
        return self._by_problem() if outcome is None else outcome

    def _line_slip(self) -> bool:
        """A slip that shows in the writing of one of the lines around the error."""
        first, last = self._suspects()
        # Between brackets, as in JSON, a tab may indent.
        tabs = self.stop.open_flow is None or self.source.text.startswith("\t", self.stop.at)
        return line_slips.mend(self.source, self.shadow, first, last, self.reporter, tabs=tabs)

    def _suspects(self) -> tuple[int, int]:
        stop = self.stop
        begin = stop.at
        if stop.context_at is not None and "simple key" in stop.context:
            begin = stop.context_at
        elif stop.last is not None and "\n" in self.source.text[stop.last.span.start : stop.last.span.end]:
            begin = stop.last.span.start
        return self._line_of(begin), self._line_of(stop.at)

    def _by_context(self) -> bool | None:
        """What the parser was reading when it gave up; None if that does not tell what is wrong."""
        stop = self.stop
        at = stop.context_at
        if at is None:
            return None
        if "quoted scalar" in stop.context:
            return self._unclosed(at)
        if "block scalar" in stop.context or any(word in stop.context for word in ("anchor", "alias", "tag")):
            return self._quote("Y006", self._value_from(at))
        if "flow" in stop.context:
            if self.source.text[at : at + 1] not in ("[", "{"):
                at = -1 if stop.inner_flow is None else stop.inner_flow
            return None if at < 0 else self._in_flow(at)
        if "directive" in stop.context:
            self.reporter.report("Y001", self._label(at, self._line_end(at)))
            return self.shadow.replace(Span(at, at), "# ")
        return None

    def _by_problem(self) -> bool:
        """What the parser met instead of what it wanted."""
        stop = self.stop
        problem, at = stop.problem, stop.at
        if "cannot start any token" in problem or "node content" in problem:
            if at < len(self.source.text) and self.source.text[at] not in "\r\n":
                return self._quote("Y006", self._value_from(at))
        elif "sequence entries are not allowed" in problem:
            if self._line_start(at) != at and self._value_span(at).start == at:
                return self._quote("Y006", self._value_from(at))
            return self._indentation(at)
        elif "mapping values are not allowed" in problem:
            return self._second_colon()
        elif "expected ':'" in problem and stop.context_at is not None:
            return self._no_key(stop.context_at)
        elif any(words in problem for words in _BETWEEN_ENTRIES):
            return self._after_value() or self._indentation(at)
        return self._unknown()

    def _unclosed(self, at: int) -> bool:
        span = Span(at, self._line_end(at))
        raw = self.source.text[at : span.end].rstrip()
        span = Span(at, at + len(raw))
        mark = raw[0]
        fix = None
        if len(raw) > 1 and raw[-1] in _CLOSING_LOOKALIKES + "‘’＇":
            fix = Fix((Edit(self.source, Span(span.end - 1, span.end), mark),))
        self.reporter.report("Y008", self._label(at, at + 1), fix=fix, sign=mark)
        return self.shadow.replace(span, quoted(raw))

    def _in_flow(self, at: int) -> bool:
        """Inside `[ ]` or `{ }` that began at `at`."""
        stop, text, last = self.stop, self.source.text, self.stop.last
        if wide_flow.mend(self.source, self.shadow, stop.at, self.reporter):
            return True
        if text.startswith(tuple(WIDE_COLONS), stop.at):
            key = _KEY_BEFORE.search(text, max(self._line_start(stop.at), stop.at - 60), stop.at)
            return self._sign("Y003", stop.at, ": ", key=key[1] if key else "")
        if intervals.mend(self.source, self.shadow, at, self._line_end(at), self.reporter):
            return True
        interval = _INTERVAL.match(text, at) or (last and _INTERVAL.match(text, last.span.start))
        if interval:
            return self._quote("Y007", Span(*interval.span()))
        if last is not None and last.span.end <= stop.at and self._line_of(last.span.start) == self._line_of(stop.at):
            if text.startswith(":", stop.at):
                comma = max(last.text.rfind(sign) for sign in WIDE_COMMAS)
                if comma >= 0 and last.span.end == stop.at:
                    return self._sign("Y037", last.locate(Span(comma, comma)).start, ", ")
                value = Span(last.span.start, self._flow_value_end(last.span.start))
                return lines.no_comma(self.source, self.shadow, value, self.reporter) or self._quote("Y010", value)
            if last.style in ("single", "double") and not text[last.span.end : stop.at].strip():
                return self._quote("Y009", Span(last.span.start, self._flow_value_end(last.span.start)))
        value = Span(stop.at, self._flow_value_end(stop.at))
        if ("node content" in stop.problem or "cannot start" in stop.problem) and value.start < value.end:
            return self._quote("Y006", value)
        if ")" in text[at : self._line_end(at)] and ".." in text[at : self._line_end(at)]:
            return self._quote("Y007", self._value_from(at))
        return self._not_closed(at) or self._before_a_block(at) or self._no_comma(at)

    def _before_a_block(self, at: int) -> bool:
        """A bracket before an entry that goes on in lines of its own, one key a line, and closes nowhere."""
        text, opened = self.source.text, self._line_of(at)
        closing = "]" if text[at] == "[" else "}"
        end = self._line_end(at)
        lines = 0
        if closing in text[at:end]:
            return False
        while end < len(text):
            start, end = end + 1, self._line_end(end + 1)
            line = text[start:end]
            if line.strip() and self._indent(self._line_of(start)) <= self._indent(opened):
                break
            if closing in _COMMENT.sub("", line):
                return False
            lines += ":" in line
        if not lines:
            return False
        fix = Fix((Edit(self.source, Span(at, at + 1), ""),))
        self.reporter.report("Y035", self._label(at, at + 1), fix=fix, sign=text[at], closing=closing)
        return self.shadow.replace(Span(at, at + 1), "")

    def _not_closed(self, at: int) -> bool:
        """The text goes on where the bracket's own line began, or ends: the bracket was never closed."""
        text, at_stop = self.source.text, min(self.stop.at, len(self.source.text))
        here, opened = self._line_of(at_stop), self._line_of(at)
        if text[at_stop:].strip() and (here == opened or self._indent(here) > self._indent(opened)):
            return False
        line = _COMMENT.sub("", text[at : self._line_end(at)]).rstrip()
        end = at + len(line) if len(line) > 1 else len(text[:at_stop].rstrip())
        closing = "]" if text[at] == "[" else "}"
        if line.endswith(("］", "】") if closing == "]" else "｝"):
            return self._wide_end(Span(at, end), closing)
        if lines.behind_hash(self.source, self.shadow, Span(at, self._line_end(at)), closing, self.reporter):
            return True
        fix = Fix((Edit(self.source, Span(end, end), closing),))
        self.reporter.report("Y035", self._label(at, at + 1), fix=fix, sign=text[at], closing=closing)
        return self.shadow.replace(Span(end, end), closing)

    def _wide_end(self, whole: Span, closing: str) -> bool:
        """A list or map that was to end in a full-width bracket, typed as its commas were."""
        raw = self.source.text[whole.start : whole.end]
        edits = [(Span(whole.end - 1, whole.end), closing)]
        if _NAMES_ONLY.fullmatch(raw[1:-1]):
            edits = [
                (Span(whole.start + m.start(), whole.start + m.end()), ", ") for m in _WIDE_COMMA.finditer(raw)
            ] + edits
        fix = Fix(tuple(Edit(self.source, span, by) for span, by in edits))
        last = Span(whole.end - 1, whole.end)
        self.reporter.report("Y030", Label(self.source, last), fix=fix, sign=raw[-1])
        return self.shadow.replace_all(edits)

    def _no_comma(self, at: int) -> bool:
        """Two entries with nothing between them, or nothing between two commas."""
        text, last, stop = self.source.text, self.stop.last, self.stop
        opened = Label(self.source, Span(at, at + 1), Text("括号从这里开始", "the bracket opens here"))
        place = stop.at
        if last is not None and text[last.span.start : last.span.end].count("\n"):
            # Without a comma a plain text runs on into the next line.
            place = last.span.start + text[last.span.start : last.span.end].index("\n")
        elif last is not None and last.span.end <= stop.at and not text[last.span.end : stop.at].strip():
            place = last.span.end
        comma = text.startswith(",", stop.at)
        span = Span(stop.at, stop.at + 1) if comma else Span(place, place)
        edit = Edit(self.source, span, "" if comma else ",")
        self.reporter.report("Y038", Label(self.source, span), opened, fix=Fix((edit,), sure=comma))
        return self.shadow.replace(edit.span, edit.replacement)

    def _sign(self, code: str, at: int, by: str, key: str = "") -> bool:
        """A full-width sign where only the half-width one separates."""
        span = Span(at, at + 1)
        sign = self.source.text[at]
        fix = Fix((Edit(self.source, span, by),))
        self.reporter.report(code, Label(self.source, span), fix=fix, key=key, sign=sign)
        return self.shadow.replace(span, by)

    def _second_colon(self) -> bool:
        at, last, text = self.stop.at, self.stop.last, self.source.text
        if last is not None and self._line_of(last.span.start) < self._line_of(at):
            return self._indentation(at)
        value = self._value_span(at)
        start = self._line_start(at)
        item = _DASHES.match(text, start)
        for place in (value, Span(item.end(), self._value_from(item.end()).end) if item else value):
            if text.startswith(_FULL_WIDTH_BRACES, place.start):
                return self._braces(place)
        if value.start > at or value.start == value.end:
            return self._unknown()
        return lines.no_braces(self.source, self.shadow, value, self.reporter) or self._quote("Y010", value)

    def _braces(self, value: Span) -> bool:
        """A map or a list in full-width brackets; a map is read as what it means."""
        raw = self.source.text[value.start : value.end]
        half = half_width(raw)
        sure = raw[0] == "｛" and half.endswith("}")
        fix = Fix((Edit(self.source, value, half),)) if sure else None
        self.reporter.report("Y030", Label(self.source, value), fix=fix, sign=raw[0])
        return self.shadow.replace(value, half if sure else quoted(raw))

    def _after_value(self) -> bool:
        """Something stands after a quoted text or a bracket that YAML took for the whole value."""
        last, at, text = self.stop.last, self.stop.at, self.source.text
        if last is not None and last.style in ("single", "double"):
            if "\n" in text[last.span.start : last.span.end] and not text[last.span.end : at].strip():
                return self._unclosed(last.span.start)
            if last.span.end <= at and "\n" not in text[last.span.end : at]:
                return self._quote("Y009", Span(last.span.start, self._value_from(last.span.start).end))
        value = self._value_span(at)
        if value.start < at and text[value.start : value.start + 1] in ("[", "{", "*"):
            return self._quote("Y006", value)
        return False

    def _no_key(self, at: int) -> bool:
        """A line in a map that has no colon: what it says is left out of the copy."""
        end = self._value_from(at).end
        found = _OTHER_SIGN.match(self.source.text, at, end)
        if found:
            key, sign = found[1], Span(*found.span(2))
            fix = Fix((Edit(self.source, Span(found.end(1), found.end()), ": "),))
            value = shown(self.source.text[found.end() : end])
            self.reporter.report("Y063", Label(self.source, sign), fix=fix, key=key, sign=found[2], value=value)
            return self.shadow.replace(Span(found.end(1), found.end()), ": ")
        return lines.mend(self.source, self.shadow, Span(at, end), self.reporter)

    def _indentation(self, at: int) -> bool:
        start = self._line_start(at)
        moved = indentation.move(self.source, self.shadow, self._line_of(start))
        if moved is not None and self.shadow.guessed:  # what does not fit a guess is no finding
            return self.shadow.replace_again(moved.blanks, moved.wanted)
        if self.shadow.guessed:
            return False
        if moved is not None:
            start = self.source.start_of(moved.line)
        line = self.source.text[start : self._line_end(start)]
        indent = len(line) - len(line.lstrip())
        if line.lstrip().startswith(":"):
            self.reporter.report("Y016", self._label(start + indent, start + indent + 1))
            return self.shadow.replace(Span(start + indent, start + indent), "# ")
        key = shown(re.split(r"[:：]", line.strip().removeprefix("- "))[0].strip())
        label = self._label(start + indent, start + indent + max(1, len(line.strip())))
        if moved is None:
            self.reporter.report("Y011", label, key=key)
            above = self._line_above(start)
            moved = indentation.Move(0, Span(start, start + indent), " " * (len(above) - len(above.lstrip())))
        else:
            fix = Fix((Edit(self.source, moved.blanks, moved.wanted),), sure=False)
            self.reporter.report("Y011", label, fix=fix, key=key)
        return self.shadow.replace_again(moved.blanks, moved.wanted)

    def _unknown(self) -> bool:
        at = min(self.stop.at, len(self.source.text))
        self.reporter.report("Y001", self._label(at, min(at + 1, len(self.source.text))))
        return False

    def _label(self, start: int, end: int) -> Label:
        """A place, cut to what there is of the text."""
        length = len(self.source.text)
        return Label(self.source, Span(min(start, length), min(end, length)))

    def _quote(self, code: str, span: Span) -> bool:
        raw = self.source.text[span.start : span.end]
        by = quoted(raw)
        item = code == "Y006" and bool(_ITEM.match(raw))
        fix = Fix((Edit(self.source, span, by),), sure=not item)
        help_ = None
        if item:
            help_ = Text(
                f"如果是列表，把 `{shown(raw)}` 写到下一行，缩进比键多；如果是文字，加引号：`{shown(by)}`。",
                f"if it is a list, write `{shown(raw)}` on the next line, indented further; if a text, quote it: "
                f"`{shown(by)}`.",
            )
        self.reporter.report(code, Label(self.source, span), help=help_, fix=fix, sign=raw[:1], quoted=shown(by))
        return self.shadow.replace(span, by)

    def _value_from(self, at: int) -> Span:
        """The value that begins at `at`: to the end of its line or, inside brackets, to the next comma."""
        if self._inside_brackets(at):
            return Span(at, self._flow_value_end(at))
        raw = self.source.text[at : self._line_end(at)]
        return Span(at, at + len(_COMMENT.sub("", raw).rstrip()))

    def _inside_brackets(self, at: int) -> bool:
        """Whether a bracket is open; of one in the same line the parser may not have told yet."""
        if self.stop.open_flow is not None:
            return self.stop.open_flow < at
        start = self._line_start(at)
        head = _HEAD.match(self.source.text, start, self._line_end(at))
        value = head.end() if head else start
        return value < at and self.source.text.startswith(("[", "{"), value)

    def _value_span(self, at: int) -> Span:
        """The value of the line that `at` stands on."""
        start = self._line_start(at)
        head = _HEAD.match(self.source.text, start, self._line_end(at))
        return self._value_from(head.end() if head else start)

    def _flow_value_end(self, at: int) -> int:
        """The end of a value inside brackets: the next comma or bracket outside round brackets and quotes."""
        text = self.source.text
        depth, quote = 0, ""
        for i in range(at, self._line_end(at)):
            char = text[i]
            if quote:
                quote = "" if char == quote else quote
            elif char in "\"'":
                quote = char
            elif char in "([{":
                depth += 1
            elif char in ")]}":
                if depth == 0 and char != ")":
                    return i
                depth -= 1
            elif char == "," and depth <= 0:
                return i
        return at + len(text[at : self._line_end(at)].rstrip())

    def _indent(self, line: int) -> int:
        text = self.source.line(line)
        return len(text) - len(text.lstrip())

    def _line_of(self, at: int) -> int:
        return self.source.position(at).line

    def _line_start(self, at: int) -> int:
        return at - self.source.position(at).column + 1

    def _line_end(self, at: int) -> int:
        return self._line_start(at) + len(self.source.line(self._line_of(at)))

    def _line_above(self, start: int) -> str:
        """The last line before `start` that has content."""
        number = self._line_of(start) - 1
        while number > 0:
            line = self.source.line(number)
            if line.strip() and not line.lstrip().startswith("#"):
                return line
            number -= 1
        return ""
