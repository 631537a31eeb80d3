"""Whether what cohorts need is installed: packages, and for Spark a Java that runs."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from policydsl.diagnostics import Reporter

NEEDED: Final = ("duckdb", "sqlglot", "pyarrow")
OLDEST_JAVA: Final = 17
_VERSION: Final = re.compile(r'version "(?:1\.)?([0-9]+)')
_PATIENCE: Final = 30  # seconds until Java has said which it is


def lacking(reporter: Reporter, *, spark: bool = False) -> bool:
    """Whether a package is not installed; reported. `spark`: those of Spark too, and Java."""
    missing = next((name for name in NEEDED if importlib.util.find_spec(name) is None), None)
    if missing is not None:
        reporter.report("B132", name=missing, extra="batch")
        return True
    if spark and importlib.util.find_spec("pyspark") is None:
        reporter.report("B180")
        return True
    return spark and _lacks_java(reporter)


def has_java() -> bool:
    """Whether there is a Java to run Spark."""
    return not _lacks_java(Reporter())


def _lacks_java(reporter: Reporter) -> bool:
    """Whether Spark would find no Java that it can run on; reported."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        reporter.report("B181")
        return True
    if home and not Path(java).is_file():
        reporter.report("B186", path=home)
        return True
    found = _version(java)
    if found is None or found < OLDEST_JAVA:
        reporter.report("B187", path=java, found="—" if found is None else found)
        return True
    return False


def _version(java: str) -> int | None:
    """The version of a Java, None where it does not run."""
    try:
        told = subprocess.run(  # noqa: S603  (the one that Spark would run)
            [java, "-version"], capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = _VERSION.search(told.stderr + told.stdout)
    return None if match is None else int(match[1])
