"""Where a finding stands, as other programs want to hear it: paths, regions, marks by which to know it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from policydsl.diagnostics.diagnostic import Diagnostic
from policydsl.source import Lang, Part, Position, SourceFile, Span
from policydsl.source.frozen import frozen
from policydsl.source.width import visible


@frozen
class Region:
    """A part of a file: where it starts, and the place after its last character."""

    start: Position
    end: Position

    @classmethod
    def of(cls, file: SourceFile, span: Span) -> Region:
        """The region of a span."""
        return cls(file.position(span.start), file.position(span.end))


def file_of(diagnostic: Diagnostic) -> str | None:
    """The name of the file that a finding is about, if it is about one."""
    if diagnostic.labels:
        return diagnostic.labels[0].file.name
    path = diagnostic.args.get("path")
    return path if isinstance(path, str) else None


def in_part(diagnostic: Diagnostic, lang: Lang) -> str:
    """The named part that a finding is about, in brackets; empty where there is none."""
    return bracketed(diagnostic.part, lang)


def bracketed(part: Part | None, lang: Lang) -> str:
    """What people call a part, in brackets that follow a place or a message."""
    if part is None:
        return ""
    words = visible(part.words.pick(lang))
    return f"（{words}）" if lang == "zh" else f" ({words})"


def relative(name: str) -> str:
    """A file's name with slashes, relative to where the program runs if it lies below."""
    path = Path(name)
    if path.is_absolute():
        here = Path.cwd()
        if path.is_relative_to(here):
            path = path.relative_to(here)
    return path.as_posix()


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """Give each finding a mark that stays while lines above it come and go: by file, code and the line's own text."""
    seen: Counter[str] = Counter()
    for one in diagnostics:
        line = ""
        if one.labels:
            file, span = one.labels[0].file, one.labels[0].span
            line = file.line(file.position(span.start).line).strip()
        name = file_of(one)
        what = "\n".join((one.code, relative(name) if name else "", line))
        seen[what] += 1
        yield sha256(f"{what}\n{seen[what]}".encode("utf-8", "replace")).hexdigest()
