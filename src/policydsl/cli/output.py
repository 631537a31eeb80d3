"""Results to standard output or to a file."""

from __future__ import annotations

from policydsl.cli.console import Console, write_file
from policydsl.diagnostics import Reporter


def deliver(text: str | bytes, output: str | None, out: Console) -> bool:
    """Write the results where they are wanted; False after a report that they cannot be written.

    Bytes, as those of a picture, go to files only.
    """
    if isinstance(text, str) and (output is None or output == "-"):
        out.write(text)
        return True
    assert output is not None  # noqa: S101
    reporter = Reporter()
    done = write_file(output, text, reporter)
    out.report(reporter)
    return done
