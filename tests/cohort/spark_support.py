"""A real Spark in this machine, one for all tests of a module."""

from __future__ import annotations

import importlib.util
import os
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

# Spark compiles each query anew, which takes most of the time of a small one: the tests run without, but for some that
# show that it can, and for all where one looks further (HYPOTHESIS_PROFILE=deep).
COMPILED = {"spark.sql.codegen.wholeStage": "true", "spark.sql.codegen.factoryMode": "FALLBACK"}
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
BY_DEFAULT = COMPILED if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else INTERPRETED
# The same for a Spark that a command starts.
ENVIRONMENT = {"PYSPARK_SUBMIT_ARGS": " ".join(f"--conf {key}={value}" for key, value in BY_DEFAULT.items())
               + " pyspark-shell"}  # fmt: skip


def local_session() -> Iterator[Any]:
    """A session on two cores; the test is skipped where Spark cannot run."""
    if LACKING:
        pytest.skip(LACKING)
    from pyspark.sql import SparkSession  # noqa: PLC0415  (it may not be there)

    builder = SparkSession.builder.master("local[2]").appName("tests").config("spark.ui.enabled", "false")
    settings = {
        **SETTINGS, **BY_DEFAULT, "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR",
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.sql.shuffle.partitions": "2",
    }  # fmt: skip
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@contextmanager
def compiled(session: Any) -> Iterator[None]:
    """Spark compiles its queries: those of this session, and of the sessions that runs make of it."""
    with pytest.MonkeyPatch.context() as patch, settings_of(session, COMPILED):
        for key, value in COMPILED.items():
            patch.setitem(SETTINGS, key, value)
        yield


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
