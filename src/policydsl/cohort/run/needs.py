"""Whether the packages that cohorts need are installed."""

from __future__ import annotations

import importlib.util
from typing import Final

from policydsl.diagnostics import Reporter

NEEDED: Final = ("duckdb", "sqlglot", "pyarrow")


def lacking(reporter: Reporter) -> bool:
    """Whether a package is not installed; reported."""
    missing = next((name for name in NEEDED if importlib.util.find_spec(name) is None), None)
    if missing is not None:
        reporter.report("B132", name=missing, extra="batch")
    return missing is not None
