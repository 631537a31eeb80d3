"""Where a command writes: standard output and error, or a file that appears only when it is complete."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn, TextIO

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.diagnostics.render.paint import wants_color
from policydsl.source import Lang
from policydsl.source.beside import beside, sweep
from policydsl.source.frozen import frozen

FINE: Final = 0  # the exit codes
FOUND: Final = 1
CANNOT_RUN: Final = 2
_USUAL_WIDTH = 80
_LEAST_WIDTH = 50
_MOST_WIDTH = 110  # longer lines are hard to read


class PipeClosedError(Exception):
    """The reader of our output has gone: nothing is left to do."""


class OutputError(Exception):
    """Standard output takes no more, a full disk for example."""


class StoppedError(Exception):
    """The command cannot go on; what is wrong was told."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@frozen
class Console:
    """The streams of a run, and the language spoken on them."""

    lang: Lang

    @property
    def color(self) -> bool:
        """Whether results may be coloured."""
        return wants_color(sys.stdout)

    @property
    def width(self) -> int:
        """Columns of the terminal; 80 where the output goes elsewhere, so that it is the same everywhere."""
        return _width(sys.stdout)

    def write(self, text: str) -> None:
        """Results, to standard output."""
        _write(sys.stdout, text)

    def say(self, text: str) -> None:
        """Remarks about the run, to standard error."""
        _write(sys.stderr, text)

    def report(self, found: Reporter) -> None:
        """Findings, to standard error."""
        if len(found):
            self.say(self.rendered(found, sys.stderr))

    def stop(self, found: Reporter, code: int = CANNOT_RUN) -> NoReturn:
        """Tell the findings and end the command."""
        self.report(found)
        raise StoppedError(code)

    def rendered(self, found: Iterable[Diagnostic], stream: TextIO | None = None) -> str:
        """Findings as text for a stream, standard output if none is given."""
        from policydsl.diagnostics.render.text import render_text  # noqa: PLC0415  (most runs find nothing)

        to = stream or sys.stdout
        return render_text(found, self.lang, color=wants_color(to), width=_width(to))


def prepare_streams() -> None:
    """No text may fail to be written. What goes to a file or a pipe is UTF-8 with plain line ends, on any system."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")


def silence() -> None:
    """Nothing more can be written; without this the interpreter complains at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_file(path: str, text: str | bytes, reporter: Reporter) -> bool:
    """Write a whole file or nothing: a reader sees the old one until the new one is complete."""
    target, data = Path(path), text.encode("utf-8", "replace") if isinstance(text, str) else text
    try:
        if target.exists() and not target.is_file():  # a device or a pipe
            with target.open("wb") as stream:
                stream.write(data)
            return True
        _replace(target.resolve(), data)
    except OSError as error:
        reporter.report("U116", path=path, reason=error.strerror or str(error))
        return False
    return True


def _replace(target: Path, data: bytes) -> None:
    sweep(target, "tmp")
    made = beside(target, "tmp")
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    try:
        with made.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            made.chmod(mode)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        raise PipeClosedError from None
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from None


def _width(stream: TextIO) -> int:
    if not stream.isatty():
        return _USUAL_WIDTH
    try:
        columns = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return _USUAL_WIDTH
    return min(max(columns, _LEAST_WIDTH), _MOST_WIDTH)
