"""Whether the packages that cohorts need are installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Final

from policydsl.diagnostics import Reporter

NEEDED: Final = ("duckdb", "sqlglot", "pyarrow")


def lacking(reporter: Reporter, *, spark: bool = False) -> bool:
    """Whether a package is not installed; reported. `spark`: those of Spark too, and Java."""
    missing = next((name for name in NEEDED if importlib.util.find_spec(name) is None), None)
    if missing is not None:
        reporter.report("B132", name=missing, extra="batch")
        return True
    if spark and importlib.util.find_spec("pyspark") is None:
        reporter.report("B180")
        return True
    if spark and not has_java():
        reporter.report("B181")
        return True
    return False


def has_java() -> bool:
    """Whether there is a Java to run Spark."""
    home = os.environ.get("JAVA_HOME")
    return (Path(home) / "bin" / "java").exists() if home else shutil.which("java") is not None
