"""What all tests share: golden files, the material beside the repository, bounds for hypothesis."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# A slow machine is no failure, and CI sees the same cases at every run; HYPOTHESIS_PROFILE=deep looks further.
settings.register_profile(
    "quick",
    max_examples=100,
    deadline=None,
    derandomize="CI" in os.environ,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", settings.get_profile("quick"), max_examples=5000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material beside the repository; the test is skipped where there is none."""
    place = os.environ.get("POLICYDSL_SHARED")
    if not place:
        pytest.skip("POLICYDSL_SHARED is not set: this test needs the shared material")
    return Path(place)


# Parts of the names of tests that share what is made once in a process: a Java, a wheel.
TOGETHER = ("test_spark", "test_wheel")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> object:
    """Some tests in one process: xdist 3.8 marks its groups in ids where pytest 9.2 does not look."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling  # noqa: PLC0415  (only where tests run side by side)

    class Together(LoadGroupScheduling):  # type: ignore[misc]  # xdist has no types
        def _split_scope(self, nodeid: str) -> str:
            return next((one for one in TOGETHER if one in nodeid), nodeid)

    return Together(config, log)


Golden = Callable[[Path, str], None]


@pytest.fixture
def golden() -> Golden:
    """`golden(path, text)`: the file has exactly this text; POLICYDSL_ACCEPT=1 writes it instead."""

    def compare(path: Path, actual: str) -> None:
        if os.environ.get("POLICYDSL_ACCEPT") == "1":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(actual.encode())
        if not path.exists():
            pytest.fail(f"no golden file {path.relative_to(ROOT)}: `make accept` writes it")
        expected = path.read_bytes().decode()
        assert actual == expected, f"{path.relative_to(ROOT)} differs: `make accept` writes it anew, then read the diff"

    return compare
