"""A real Spark in this machine, one for all tests of a module."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from policydsl.cohort.engines.session import SETTINGS
from policydsl.cohort.run.needs import has_java

LACKING = (
    "pyspark is not installed (pip install 'policydsl[spark]')"
    if importlib.util.find_spec("pyspark") is None
    else "" if has_java() else "there is no Java (default-jre-headless)"
)  # fmt: skip

# How Spark runs a query without compiling it first, which takes most of the time of a small one.
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}


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


@contextmanager
def settings_of(session: Any, values: Mapping[str, str]) -> Iterator[None]:
    before = {key: session.conf.get(key) for key in values}
    try:
        for key, value in values.items():
            session.conf.set(key, value)
        yield
    finally:
        for key, value in before.items():
            session.conf.set(key, value)
