"""`policydsl fmt`: documents in the canonical layout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from policydsl.cli.console import CANNOT_RUN, FINE, FOUND, Console, write_file
from policydsl.cli.params import Example, argument, console, define, lang_option, option
from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile, Text
from policydsl.syntax import read_source
from policydsl.workspace import is_document
from policydsl.workspace.formatting import Formatted, format_document

_DONE = Text("已整理：{}\n", "laid out: {}\n")
_WOULD = Text("需要整理：{}\n", "not laid out: {}\n")
_SUMMARY = Text(
    "{total} 个文件：{changed} 个{what}，{same} 个无需改动", "files: {total}; {what}: {changed}; fine: {same}"
)
_FAULTY = Text("，{} 个有错、没有动", "; with errors, left alone: {}")
_CHANGED = Text("已整理", "laid out")
_TO_CHANGE = Text("需要整理", "not laid out")


@define(
    Text(
        "按统一的版式整理文件：每项一行、两格缩进，公式按语言自己的写法。注释和顺序不变，含义不变。\n"
        "有语法错误的文件不动，并指出错误。写文件夹即整理其中全部 policydsl 文件。\n"
        "退出码：0 完成，1 有文件需要整理（--check）或有错，2 文件无法读写。",
        "Lay out documents: one entry a line, two spaces a level, formulas as the language prints them. Comments, "
        "order and meaning stay.\nA file with errors of form is left alone, and its errors are told. Of a folder, all "
        "documents in it are laid out.\nExit code: 0 done, 1 some are not laid out (--check) or have errors, 2 a file "
        "cannot be read or written.",
    ),
    Example("policydsl fmt policies", Text("整理文件夹里的全部文件", "lay out all documents of a folder")),
    Example("policydsl fmt --check policies", Text("只检查，不写文件，供 CI 使用", "only look, for CI")),
    Example("policydsl fmt --diff POLICY", Text("看会怎样改", "see what would change")),
    Example("policydsl fmt - < a.yaml", Text("供编辑器使用：读标准输入", "for editors: from standard input")),
    name="fmt",
)
@argument(
    "paths",
    nargs=-1,
    metavar="[FILE...]",
    about=Text("文件或文件夹；- 表示标准输入", "files or folders; - is standard input"),
)
@option(
    "--check", is_flag=True, about=Text("不写文件；有需要整理的，退出码为 1", "write nothing; 1 if one would change")
)
@option("--diff", is_flag=True, about=Text("只显示会怎样改，不写文件", "only show what would change"))
@option("--stdin-name", metavar="FILE", about=Text("标准输入的文件名", "the file name that standard input goes by"))
@option(
    "--ignore-others",
    is_flag=True,
    about=Text("略过不是 policydsl 的文件，不报错", "pass over files that are no documents of policydsl"),
)
@option("--quiet", "-q", is_flag=True, about=Text("没有问题时什么也不显示", "say nothing where nothing is wrong"))
@lang_option()
def command(
    paths: tuple[str, ...], *, check: bool, diff: bool, stdin_name: str | None, ignore_others: bool, quiet: bool
) -> int:
    """Lay out; the exit code."""
    given = list(dict.fromkeys([*paths, *(["-"] if stdin_name and "-" not in paths else [])]))
    if not given:
        ctx = click.get_current_context()
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    return _Run(console(), check=check, diff=diff, others=not ignore_others, stdin_name=stdin_name, quiet=quiet).run(
        given
    )


class _Run:
    """One run over some files and folders."""

    def __init__(
        self, out: Console, *, check: bool, diff: bool, others: bool, stdin_name: str | None, quiet: bool
    ) -> None:
        self.out, self.check, self.diff, self.stdin_name, self.quiet = out, check, diff, stdin_name, quiet
        self.others = others  # whether files that are no documents are told
        self.codes = [FINE]
        self.total = self.changed = self.faulty = 0

    def run(self, paths: list[str]) -> int:
        """Lay out everything; the exit code."""
        for path in paths:
            for name, source in self._sources(path):
                self._one(name, source, from_stdin=path == "-")
        if not self.quiet and paths != ["-"] and not self.diff:
            self._summary()
        return max(self.codes)

    def _sources(self, path: str) -> Iterator[tuple[str, SourceFile]]:
        if path != "-" and Path(path).is_dir():
            from policydsl.workspace.folders import files_of  # noqa: PLC0415  (only on demand)

            reporter, empty = Reporter(), True
            for name in files_of(path):
                source = read_source(name, reporter)
                if source is None or is_document(source):
                    empty = False
                if source is not None and is_document(source):
                    yield name, source
            if empty:
                reporter.report("U131", path=path)
            self._told(reporter, CANNOT_RUN)
            return
        reporter = Reporter()
        found = read_source(path, reporter, name=self.stdin_name if path == "-" else None)
        self._told(reporter, CANNOT_RUN)
        if found is not None and (self.others or is_document(found)):
            yield path, found

    def _told(self, reporter: Reporter, code: int) -> None:
        if reporter.has_errors:
            self.out.report(reporter)
            self.codes.append(code)

    def _one(self, name: str, source: SourceFile, *, from_stdin: bool) -> None:
        reporter = Reporter()
        done = format_document(source, reporter)
        self.total += 1
        if done.outcome == "faulty":
            self.faulty += 1
            self._told(reporter, FOUND)
        self.changed += done.changed
        if self.diff:
            from policydsl.cli.difference import difference  # noqa: PLC0415  (only on demand)

            self.out.write(difference(source.name, source.text, done.text))
            self.codes.append(FOUND if self.check and done.changed else FINE)
        elif self.check:
            self.codes.append(FOUND if done.changed else FINE)
            if done.changed:
                self.out.write(_WOULD.pick(self.out.lang).format(source.name))
        elif from_stdin:
            self.out.write(done.text)
        elif done.changed:
            self._write(name, done)

    def _write(self, name: str, done: Formatted) -> None:
        reporter = Reporter()
        if write_file(name, ("\ufeff" if done.source.has_mark else "") + done.text, reporter):
            self.out.write(_DONE.pick(self.out.lang).format(done.source.name))
        self._told(reporter, CANNOT_RUN)

    def _summary(self) -> None:
        lang = self.out.lang
        what = _TO_CHANGE if self.check else _CHANGED
        same = self.total - self.changed - self.faulty
        text = _SUMMARY.pick(lang).format(total=self.total, changed=self.changed, what=what.pick(lang), same=same)
        self.out.write(text + (_FAULTY.pick(lang).format(self.faulty) if self.faulty else "") + "\n")
