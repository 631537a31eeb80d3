"""Outcomes of policy tests for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from policydsl.diagnostics.render.paint import Ink, Paint
from policydsl.diagnostics.render.text import render_text
from policydsl.source import Lang, Text
from policydsl.source.width import visible
from policydsl.testing.compare import Difference
from policydsl.testing.outcome import FileOutcome, TestOutcome

_DIFFERS = Text("{path}：应为 {expected}，实为 {found}", "{path}: expected {expected}, found {found}")
_SUMMARY = Text(
    "{files} 个文件，{tests} 个测试：通过 {passed}，失败 {failed}",
    "files {files}, tests {tests}: passed {passed}, failed {failed}",
)
_FAULTY = Text("，{n} 个文件有错、没有运行", "; files with mistakes, not run: {n}")


def outcomes_text(outcomes: Sequence[FileOutcome], lang: Lang, *, color: bool = False, names: bool = False) -> str:
    """Failures with their derivations, then the counts; `names`: the tests that passed, too."""
    paint = Paint(color)
    lines: list[str] = []
    for file in outcomes:
        if file.findings:
            lines += [render_text(file.findings, lang, color=color).rstrip("\n"), ""]
        for test in file.tests:
            if not test.passed:
                lines += [*_failed(file, test, paint, lang), ""]
            elif names:
                lines.append(f"✓ {visible(file.name)}: {visible(test.name)}")
    return "\n".join([*lines, summary(outcomes, lang)]) + "\n"


def summary(outcomes: Sequence[FileOutcome], lang: Lang) -> str:
    """How many passed."""
    tests = [test for file in outcomes for test in file.tests]
    passed = sum(test.passed for test in tests)
    counts = {"files": len(outcomes), "tests": len(tests), "passed": passed, "failed": len(tests) - passed}
    faulty = sum(bool(file.findings) for file in outcomes)
    return _SUMMARY.pick(lang).format(**counts) + (_FAULTY.pick(lang).format(n=faulty) if faulty else "")


def difference_words(one: Difference, lang: Lang) -> str:
    """One difference in a line."""
    words = _DIFFERS.pick(lang).format(path=".".join(one.path), expected=one.expected, found=one.found)
    return visible(words)


def _failed(file: FileOutcome, test: TestOutcome, paint: Paint, lang: Lang) -> Iterator[str]:
    yield paint(Ink.STRONG, f"✗ {visible(file.name)}: {visible(test.name)}")
    shown: set[str] = set()
    for failure in test.failures:
        line = failure.difference.node.file.position(failure.difference.node.span.start).line
        yield f"  {difference_words(failure.difference, lang)}  ({visible(file.name)}:{line})"
    for failure in test.failures:
        if failure.derivation and failure.derivation not in shown:
            shown.add(failure.derivation)
            yield from (f"    {one}".rstrip() for one in failure.derivation.splitlines())
    if test.findings:
        yield from _indented(render_text(test.findings, lang).splitlines())


def _indented(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"  {line}".rstrip() for line in lines)
