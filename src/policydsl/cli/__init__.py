"""The command line, one file a command.

Takes arguments, files and standard input; gives text on standard output, findings on standard error, an exit code.
Guarantees: 0 fine, 1 findings, 2 cannot run; no traceback for what a user wrote; a command loads only what it needs.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from importlib import import_module

__all__ = ["main"]

_GARBAGE = 500_000  # objects more than went away, before a search


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code."""
    # A short run makes no garbage worth a search: without it the program starts a quarter faster. A long one does.
    before = gc.get_threshold()
    gc.set_threshold(_GARBAGE, *before[1:])
    try:
        code: int = import_module("policydsl.cli.root").root.main(arguments, standalone_mode=False)
    finally:
        gc.set_threshold(*before)
    return code
