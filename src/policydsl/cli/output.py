"""Results to standard output or to a file."""

from __future__ import annotations

from policydsl.cli.console import Console, write_file
from policydsl.diagnostics import Reporter


def deliver(text: str, output: str | None, out: Console) -> bool:
    """Write the results where they are wanted; False after a report that they cannot be written."""
    if output is None or output == "-":
        out.write(text)
        return True
    reporter = Reporter()
    done = write_file(output, text, reporter)
    out.report(reporter)
    return done
