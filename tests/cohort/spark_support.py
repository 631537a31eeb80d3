"""A real Spark in this machine, one for all tests of a module."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import Any

import pytest

from policydsl.cohort.engines.session import SETTINGS
from policydsl.cohort.run.needs import has_java

LACKING = (
    "pyspark is not installed (pip install 'policydsl[spark]')"
    if importlib.util.find_spec("pyspark") is None
    else "" if has_java() else "there is no Java (default-jre-headless)"
)  # fmt: skip


def local_session() -> Iterator[Any]:
    """A session on two cores; the test is skipped where Spark cannot run."""
    if LACKING:
        pytest.skip(LACKING)
    from pyspark.sql import SparkSession  # noqa: PLC0415  (it may not be there)

    builder = SparkSession.builder.master("local[2]").appName("tests").config("spark.ui.enabled", "false")
    settings = {
        **SETTINGS, "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": "2",
    }  # fmt: skip
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
