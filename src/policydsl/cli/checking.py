"""A run of `policydsl check`: the files, their checks and fixes, and what is said of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policydsl.cli.console import CANNOT_RUN, Console, write_file
from policydsl.cli.output import deliver
from policydsl.cli.session import exit_code
from policydsl.diagnostics import Allowed, Diagnostic, Reporter
from policydsl.diagnostics.render import render
from policydsl.diagnostics.render.summary import allowed_text
from policydsl.source import Lang, SourceFile, Text
from policydsl.source.frozen import frozen
from policydsl.source.width import visible
from policydsl.syntax import read_source
from policydsl.workspace import Checked, Checker, is_document

if TYPE_CHECKING:
    from policydsl.workspace.checking import OverTime
    from policydsl.workspace.fixing import Fixed

_FINE = Text("{}：没有错误和警告", "{}: no errors, no warnings")
_SKIPPED = Text("略过（不是 policydsl 文件）：{}", "passed over (no documents of policydsl): {}")
_MENDED = Text("已改正 {} 处：{}（{}）", "mended {}: {} ({})")
_WOULD_MEND = Text("可自动改正 {} 处：{}（{}）", "{} can be mended: {} ({})")
_TEXTS = Text("{} 和 {} 份修订，各个时期的文本：", "{} with amendments ({}), its texts over time:")
_MOST_SKIPPED = 10
_LAST = 2


@frozen
class Options:
    """What the command line asks for."""

    policy: str | None
    amend: tuple[str, ...]
    fix: bool
    diff: bool
    stdin_name: str | None
    ignore_others: bool
    format: str
    output: str | None
    quiet: bool


@frozen(eq=False)
class _Document:
    """A file of the run: its text, or the reasons why there is none."""

    name: str
    source: SourceFile | None
    reporter: Reporter
    from_stdin: bool


class Run:
    """One run over some files and folders."""

    def __init__(self, out: Console, options: Options) -> None:
        self.out, self.options = out, options
        self.checker = Checker(options.policy, options.amend)
        self.skipped: list[str] = []
        self.mended: list[str] = []
        self.diffs: list[str] = []
        self.stdin_text: str | None = None
        self.cannot_write = False

    def run(self, paths: Sequence[str]) -> int:
        """Check everything; the exit code."""
        documents = [one for path in paths for one in self._read(path)]
        # What others refer to is checked before them, whatever the order on the command line.
        first = sorted(documents, key=lambda one: _rank(one.source))
        for one in first if self.options.fix or self.options.diff else ():
            if one.source is not None and _rank(one.source) < _LAST:
                self.checker.check(one.source)  # an amendment is mended by the policy and what else changes it
        checked = {id(one): self._check(one) for one in first}
        results = [checked[id(one)] for one in documents]
        times = self.checker.over_time()
        reporters = [*(one.reporter for one in results), *(one.reporter for one in times)]
        # The mistakes of a policy that several fact files go by are told once.
        found = list({id(finding): finding for reporter in reporters for finding in reporter}.values())
        allowed = [one for reporter in reporters for one in reporter.allowed]
        codes = [CANNOT_RUN if self.cannot_write else 0, *map(exit_code, reporters)]
        if not self._say(documents, results, found, allowed):
            return CANNOT_RUN
        return max(codes)

    # -- reading -------------------------------------------------------------------------------------

    def _read(self, path: str) -> Iterator[_Document]:
        if path != "-" and Path(path).is_dir():
            yield from self._read_folder(path)
            return
        reporter = Reporter()
        name = self.options.stdin_name if path == "-" else None
        source = read_source(path, reporter, name=name)
        if source is not None and self.options.ignore_others and not is_document(source):
            self.skipped.append(source.name)
            return
        yield _Document(source.name if source else name or path, source, reporter, path == "-")

    def _read_folder(self, folder: str) -> Iterator[_Document]:
        from policydsl.workspace.folders import files_of  # noqa: PLC0415  (only on demand)

        empty = True
        for path in files_of(folder):
            reporter = Reporter()
            source = read_source(path, reporter)
            if source is not None and not is_document(source):
                self.skipped.append(path)
                continue
            empty = False
            yield _Document(path, source, reporter, from_stdin=False)
        if empty and not self.options.ignore_others:
            reporter = Reporter()
            reporter.report("U131", path=folder)
            yield _Document(folder, None, reporter, from_stdin=False)

    # -- checking and mending --------------------------------------------------------------------------

    def _check(self, one: _Document) -> Checked:
        source = one.source
        if source is None:
            return Checked(SourceFile(one.name, ""), "", Text(), one.reporter)
        if not (self.options.fix or self.options.diff):
            return self.checker.check(source)
        from policydsl.workspace.fixing import fix_document  # noqa: PLC0415  (only on demand)

        fixed = fix_document(source, self.checker.check_over_time)
        if self.options.diff:
            from policydsl.cli.difference import difference  # noqa: PLC0415  (only on demand)

            self.diffs.append(difference(source.name, source.text, fixed.text))
            self._mended(_WOULD_MEND, fixed)
            return self.checker.check(source)
        if one.from_stdin:
            self.stdin_text = fixed.text
        elif fixed.changed and not self._write(one.name, source, fixed.text):
            return self.checker.check(source)
        self._mended(_MENDED, fixed)
        return self.checker.check(fixed.checked.source)

    def _write(self, path: str, source: SourceFile, text: str) -> bool:
        """Write a mended file; that it cannot be written is told."""
        written = Reporter()
        done = write_file(path, ("\ufeff" if source.has_mark else "") + text, written)
        self.out.report(written)
        self.cannot_write |= not done
        return done

    def _mended(self, words: Text, fixed: Fixed) -> None:
        """Say how much is mended, and of what."""
        if fixed.changed:
            counts = Counter(finding.code for finding in fixed.applied)
            codes = ", ".join(f"{code}×{n}" if n > 1 else code for code, n in sorted(counts.items()))
            line = words.pick(self.out.lang).format(len(fixed.applied), fixed.before.name, codes)
            self.mended.append(line + "\n")

    # -- saying ----------------------------------------------------------------------------------------

    def _say(
        self, documents: list[_Document], results: list[Checked], found: list[Diagnostic], allowed: list[Allowed]
    ) -> bool:
        out, options = self.out, self.options
        if options.diff:
            out.say("".join(self.mended))
            return deliver("".join(self.diffs), options.output, out)
        files = [one.name for one in documents]
        if options.format != "text":
            out.say("".join(self.mended))
            text = render(found, options.format, out.lang, allowed=allowed, files=files)
        else:
            to_screen = options.output is None and self.stdin_text is None
            shown = render(found, "text", out.lang, allowed=allowed, color=to_screen and out.color, width=out.width)
            fine = "" if options.quiet else self._fine(results)
            text = "".join(self.mended) + fine + ("\n" if fine and found else "") + shown
        if self.stdin_text is not None:
            out.write(self.stdin_text)
            if options.output is None:
                out.say(text)
                return True
        return deliver(text, options.output, out)

    def _fine(self, results: list[Checked]) -> str:
        """Which documents are good, and what they hold: an empty file or the wrong one does not pass for one."""
        lines: list[str] = []
        lang = self.out.lang
        times = self.checker.over_time()
        counting = [one for time in times for one in time.reporter if one.severity.counts and one.labels]
        faulty = {one.labels[0].file.name for one in counting}
        for one in results:
            if exit_code(one.reporter) or not one.kind or one.source.name in faulty:
                continue
            brackets = [one.holds.pick(lang)] if one.holds else []
            line = _FINE.pick(lang).format(one.source.name)
            line += (f"（{'；'.join(brackets)}）" if lang == "zh" else f" ({'; '.join(brackets)})") if brackets else ""
            lines.append(line + allowed_text(len(one.reporter.allowed), lang))
        for time in times:
            if time.periods and not exit_code(time.reporter):
                lines += _texts(time, lang)
        if self.skipped:
            names = ", ".join(self.skipped[:_MOST_SKIPPED])
            rest = len(self.skipped) - _MOST_SKIPPED
            lines.append(_SKIPPED.pick(lang).format(names + (f" … (+{rest})" if rest > 0 else "")))
        return "".join(line + "\n" for line in lines)


def _rank(source: SourceFile | None) -> int:
    """Policies first, then amendments; a guess by the text, which decides about nothing but the order."""
    kinds = ("kind: policy", "kind: amendment")
    text = "" if source is None else source.text
    return next((number for number, kind in enumerate(kinds) if kind in text), _LAST)


def _texts(time: OverTime, lang: Lang) -> Iterator[str]:
    """The texts that a policy has over time with its amendments."""
    from policydsl.render.periods import periods_lines  # noqa: PLC0415  (only where there are amendments)

    yield _TEXTS.pick(lang).format(visible(time.path), len(time.amendments))
    yield from periods_lines(time.periods, lang)
