"""A policy from where it is kept, with the amendments in force on a day."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.syntax import read_source
from policydsl.workspace.loading import LoadedPolicy, load_policy_source


def load_policy(
    path: str, reporter: Reporter, *, amendments: Sequence[str] = (), as_of: Date | None = None
) -> LoadedPolicy | None:
    """The policy in a file (`-`: standard input), or None with the reasons in `reporter`.

    With amendments, or for a folder, the text in force on `as_of`; without a day the last one.
    """
    if amendments or Path(path).is_dir():
        from policydsl.workspace.library import open_library  # noqa: PLC0415  (few runs have amendments)

        library = open_library(path, reporter, amendments)
        return None if library is None else library.on(as_of, reporter)
    source = read_source(path, reporter)
    return None if source is None else load_policy_source(source, reporter)
