"""Spark on nodes of their own: the rows of DuckDB, with a node that stops, with none at all, with a full disk."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from tests.cohort.spark_support import ENVIRONMENT, LACKING
from tests.cohort.synthetic_support import POLICIES, policy

from policydsl.cohort.engines.causes import why
from policydsl.cohort.engines.session import half_of
from policydsl.cohort.synthetic import Shares, write_cohort
from policydsl.feel.values import Date

needs_spark = pytest.mark.skipif(bool(LACKING), reason=LACKING or "—")
by_hand = pytest.mark.skipif(not os.environ.get("POLICYDSL_KILLS"), reason="POLICYDSL_KILLS is not set: takes minutes")
pytestmark = pytest.mark.slow
DAY = Date(2026, 6, 30)
SIZE = int(os.environ.get("POLICYDSL_CLUSTER_SIZE", "200"))
NAME = "growth" if os.environ.get("POLICYDSL_KILLS") is None else "xiamen"  # the smaller one takes half a minute less
WAIT = 6  # seconds without a node, in place of a minute
MASTER = "local-cluster[2,1,1024]"  # two processes beside the driver, as on a cluster of two


def command(tmp_path: Path, out: str, *more: str) -> list[str]:
    given = [str(POLICIES[NAME]), str(tmp_path / "in"), str(tmp_path / out), "--as-of", DAY.iso()]
    return [sys.executable, "-m", "policydsl", "batch", *given, "--format", "csv", "--lang", "en", *more]


def done(tmp_path: Path, out: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(tmp_path, out, *more), capture_output=True, text=True, check=False, env=os.environ | ENVIRONMENT
    )


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def cohort(tmp_path: Path, size: int = SIZE) -> None:
    shares = Shares(missing=1 << 12, prior=1 << 14, other=1 << 13)
    write_cohort(policy(NAME), tmp_path / "in", size, 7, format_="parquet", shares=shares, as_of=DAY)


@needs_spark
def test_the_nodes_of_a_cluster_give_the_same_files(tmp_path: Path) -> None:
    cohort(tmp_path)
    assert done(tmp_path, "duck").returncode == 0
    ran = done(tmp_path, "spark", "--engine", "spark", "--master", MASTER)
    assert ran.returncode == 0, ran.stderr
    assert files(tmp_path / "spark") == files(tmp_path / "duck")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["duck", "in", "spark"]


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@needs_spark
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_master_that_is_not_there_is_told_at_once(tmp_path: Path, lang: str) -> None:
    cohort(tmp_path, 5)
    start = time.monotonic()
    master = f"spark://127.0.0.1:{free_port()}"
    ran = done(tmp_path, "out", "--engine", "spark", "--master", master, "--lang", lang)
    assert ran.returncode == 2
    assert "B184" in ran.stderr
    assert master in ran.stderr
    assert time.monotonic() - start < 60
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


class Cluster:
    """A master and its nodes."""

    def __init__(self, folder: Path) -> None:
        import pyspark  # noqa: PLC0415  (it may not be there)

        self.folder, self.port = folder, free_port()
        self.home = Path(pyspark.__file__).parent
        self.master = f"spark://127.0.0.1:{self.port}"
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        one = subprocess.Popen(
            [str(self.home / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", "--host", "127.0.0.1",
             *arguments],
            env=os.environ | {"SPARK_HOME": str(self.home), "SPARK_LOCAL_IP": "127.0.0.1"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder, start_new_session=True,
        )  # fmt: skip
        self.running.append(one)
        return one

    def node(self) -> subprocess.Popen[bytes]:
        work = self.folder / f"node{len(self.running)}"
        return self.start("worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", str(work), "--webui-port",
                          "0", self.master)  # fmt: skip

    def wait(self) -> None:
        until(lambda: reached(self.port))


def reached(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def until(holds: Callable[[], bool], seconds: int = 120) -> None:
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds
        time.sleep(0.2)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    folder.mkdir()
    found = Cluster(folder)
    try:
        found.start("master.Master", "--port", str(found.port), "--webui-port", "0")
        found.wait()
        yield found
    finally:
        for one in reversed(found.running):
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)  # a session of our own, with the nodes' executors
            one.wait()


@needs_spark
@by_hand
def test_without_a_node_the_run_ends(tmp_path: Path) -> None:
    cohort(tmp_path, 5)
    with cluster(tmp_path / "cluster") as found:
        given = command(tmp_path, "out", "--engine", "spark", "--master", found.master)
        shorter = f"from policydsl.cohort.engines import session; session.PATIENCE = {WAIT}; "
        program = f"{shorter}from policydsl.cli import main; raise SystemExit(main({given[3:]!r}))"
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "B185" in ran.stderr, ran.stderr
    assert f"{WAIT} seconds" in ran.stderr
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))


@needs_spark
@by_hand
@pytest.mark.parametrize("killed", [1, 2])
def test_nodes_that_are_killed(tmp_path: Path, killed: int) -> None:
    """One of two: the other does its part. Both: the run ends, and an earlier result stays."""
    cohort(tmp_path, 1000)
    assert done(tmp_path, "duck").returncode == 0
    assert done(tmp_path, "out", "--reading", "incubation_cap_unit=applicant").returncode == 0
    before = files(tmp_path / "out")
    with cluster(tmp_path / "cluster") as found:
        nodes = [found.node(), found.node()]
        ran = subprocess.Popen(
            command(tmp_path, "out", "--engine", "spark", "--master", found.master),
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        executors = found.folder.glob
        until(lambda: len(list(executors("node*/app-*/*/stdout"))) == 2)
        time.sleep(3)
        for one in nodes[:killed]:
            os.killpg(one.pid, signal.SIGKILL)
        told = ran.communicate(timeout=400)[1]
    if killed == 1:
        assert ran.returncode == 0, told
        assert files(tmp_path / "out") == files(tmp_path / "duck")
    else:
        assert ran.returncode == 2
        assert "B185" in told
        assert files(tmp_path / "out") == before
    assert not list(tmp_path.glob(".out*"))


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],  # noqa: S607
                             capture_output=True, check=False).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("a small disk cannot be mounted here: that takes root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607


@needs_spark
@by_hand
def test_a_full_disk(tmp_path: Path) -> None:
    cohort(tmp_path, 300)
    with small_disk(tmp_path / "small", "192k") as folder:
        ran = done(tmp_path, "small/out", "--engine", "spark")
        assert ran.returncode == 2
        assert "B189" in ran.stderr or "B134" in ran.stderr, ran.stderr
        assert list(folder.iterdir()) == []


class _Error(Exception):
    """With what Java said of it."""

    def __init__(self, text: str, java: str) -> None:
        super().__init__(text)
        self.java_exception = java


@pytest.mark.parametrize(
    ("master", "java", "code"),
    [
        (None, "Caused by: java.io.IOException: No space left on device", "B189"),
        ("spark://a:1", "Caused by: java.io.IOException: No space left on device", "B189"),
        ("spark://a:1", "org.apache.spark.SparkException: All masters are unresponsive! Giving up.", "B184"),
        ("spork://a", "org.apache.spark.SparkException: [x] Could not parse Master URL: 'spork://a'", "B184"),
        ("spark://a:1", "Caused by: java.io.FileNotFoundException: File file:/out/x does not exist", "B188"),
        (None, "Caused by: java.io.FileNotFoundException: File file:/out/x does not exist", "B182"),
        ("spark://a:1", "Caused by: org.apache.spark.SparkArithmeticException: overflow\n at x\n", "B182"),
    ],
)
def test_what_spark_throws_is_told_as_what_can_be_mended(master: str | None, java: str, code: str) -> None:
    found = why(_Error("An error occurred while calling o77.parquet.", java), "/out", master)
    assert found.code == code
    if code == "B182" and master is not None:
        assert found.args_of_code == {"reason": "overflow"}


@pytest.mark.parametrize(
    ("memory", "half"), [("2GB", 1024), ("1.5GB", 768), ("500 MB", 250), ("1KiB", 1), ("1T", 1 << 19), ("80%", None)]
)
def test_java_and_the_database_share_the_memory(memory: str, half: int | None) -> None:
    assert half_of(memory) == half
