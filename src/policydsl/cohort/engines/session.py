"""A session of Spark: the one that is there, as in a notebook, else one that is started and stopped here.

It serves one run, or several one after the other (scenarios), each with settings and views of its own.

ANSI mode turns every overflow into an error, so that none can become NULL or a wrong figure. A master that is not there
and nodes that do not come are told within about a minute; Spark itself would try on, or wait without end.
"""

from __future__ import annotations

import re
import socket
import threading
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from policydsl.cohort.engines.causes import why
from policydsl.cohort.engines.engine import EngineError

SETTINGS: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",  # days before 1582 as they are
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.variable.substitute": "false",  # `${x}` in a text is a text
}
_OWN: Final = {  # of a session of our own
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
_LOCAL: Final = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_LOGGING: Final = """\
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n
"""
_SIZE: Final = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([KMGT])i?B?", re.IGNORECASE)
_UNITS: Final = {"K": 10, "M": 20, "G": 30, "T": 40}
_LEAST_HEAP: Final = 512  # MB: below it Spark does not start
_CONNECT: Final = 10  # seconds for a master to be reached
PATIENCE: Final = 60  # seconds without any node, where the nodes are there all the time
_QUEUED: Final = 600  # where a cluster starts them for us
_BLOCK: Final = 1 << 24  # bytes of input that a task takes, where Spark runs in this machine


Made = dict[str, Path]  # tables by name, with the folders that they lie in


class Running:
    """Spark for a run or several; it starts when it is first asked for."""

    def __init__(self, place: Path, *, master: str | None, memory: str | None, threads: int | None) -> None:
        """`place`: a folder that all nodes see."""
        self.place, self.master, self.memory, self.threads = place, master, memory, threads
        self.typed: dict[tuple[tuple[str, str], ...], Made] = {}  # typed tables by what made them, for later runs
        self._session: Any = None
        self._own: Any = None

    def session(self, size: int = 0) -> Any:
        """The session, with settings and views of its own; `size`: bytes that it will read, as far as is known."""
        from pyspark.sql import SparkSession  # noqa: PLC0415  (only where Spark is asked for)

        if self._session is None:
            started = self._own or SparkSession.getActiveSession()
            if started is None:
                started = self._own = self._start()
            self._session = started.newSession()
            for key, value in SETTINGS.items():
                self._session.conf.set(key, value)
        if self.is_local:
            parts = max(2 * self._session.sparkContext.defaultParallelism, size // _BLOCK)
            self._session.conf.set("spark.sql.shuffle.partitions", str(parts))
        return self._session

    @property
    def is_local(self) -> bool:
        """Whether it runs in this process's machine alone."""
        found = str(self._session.sparkContext.master)
        return found.startswith("local") and not found.startswith("local-cluster")

    def end_run(self, views: Iterable[str]) -> None:
        """Let go of what a run had in the session, which goes on for the next one."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(Exception):  # a Java that is gone has no views
                for name in views:
                    session.sql(f"DROP VIEW IF EXISTS {name}")

    def stop(self) -> None:
        """Stop the session that was started here."""
        own, self._own, self._session = self._own, None, None
        if own is not None:
            with suppress(Exception):  # a Java that is gone is stopped
                own.stop()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Errors as findings; work that no node does is ended."""
        from py4j.protocol import Py4JError  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415

        watch = _Watch()
        try:
            with watch.over(self._session if self._session is not None and not self.is_local else None):
                yield
        except (PySparkException, Py4JError, RuntimeError, OSError) as error:
            if watch.waited:
                raise EngineError("B185", seconds=watch.waited, master=str(self.master)) from error
            raise why(error, str(self.place.parent), self.master) from error

    def _start(self) -> Any:
        from pyspark.sql import SparkSession  # noqa: PLC0415

        if self.master is not None:
            _reach(self.master)
        self.place.mkdir(exist_ok=True)
        builder = SparkSession.builder.appName("policydsl").master(self.master or f"local[{self.threads or '*'}]")
        logging = self.place / "log4j2.properties"
        logging.write_text(_LOGGING, encoding="utf-8")
        settings = {
            **_OWN,
            "spark.sql.warehouse.dir": str(self.place / "warehouse"),
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging.absolute().as_uri()}",
        }
        if self.master is None:
            settings |= {**_LOCAL, "spark.local.dir": str(self.place), "spark.driver.memory": _heap(self.memory, "2g")}
        elif self.memory is not None:
            settings |= {"spark.driver.memory": _heap(self.memory, "1g")}
        for key, value in settings.items():
            builder = builder.config(key, value)
        return builder.getOrCreate()


def half_of(memory: str) -> int | None:
    """Half of a size as people write it (`2GB`), in MB; None where it is written otherwise."""
    size = _SIZE.fullmatch(memory.strip())
    return None if size is None else max(1, int(Decimal(size[1]) * (1 << _UNITS[size[2].upper()])) >> 21)


def _heap(memory: str | None, usual: str) -> str:
    """What Java may take of the memory for a run: half, the other is for the database."""
    half = None if memory is None else half_of(memory)
    return usual if half is None else f"{max(_LEAST_HEAP, half)}m"


def _reach(master: str) -> None:
    """See that something answers where a master is said to be: Spark itself would try for a minute and more."""
    if not master.startswith("spark://"):
        return
    for one in master.removeprefix("spark://").split(","):
        host, _, port = one.rpartition(":")
        if not host or not port.isdecimal():
            continue
        with suppress(OSError, OverflowError), socket.create_connection((host.strip("[]"), int(port)), _CONNECT):
            return
    raise EngineError("B184", master=master)


class _Watch:
    """Ends work for which no node has been there for a while."""

    def __init__(self) -> None:
        self.waited = 0  # seconds, once it has ended the work

    @contextmanager
    def over(self, session: Any) -> Iterator[None]:
        """While the block runs. None: nothing to watch."""
        if session is None:
            yield
            return
        context, tag, ended = session.sparkContext, f"policydsl-{uuid.uuid4().hex}", threading.Event()
        context.addJobTag(tag)
        thread = threading.Thread(target=self._look, args=(context, tag, ended), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            with suppress(Exception):
                context.removeJobTag(tag)

    def _look(self, context: Any, tag: str, ended: threading.Event) -> None:
        fixed = str(context.master).startswith(("spark://", "local-cluster"))
        patience = PATIENCE if fixed else _QUEUED
        since = time.monotonic()
        while not ended.wait(2):
            with suppress(Exception):  # an ended context says so to the one who works
                if int(context._jsc.sc().getExecutorMemoryStatus().size()) > 1:  # noqa: SLF001  (the driver is one)
                    since = time.monotonic()
                elif time.monotonic() - since > patience:
                    self.waited = patience
                    context.cancelJobsWithTag(tag)
