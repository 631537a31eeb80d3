"""A result that appears whole or not at all: a directory, or one file."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from policydsl.source.beside import beside, left_by_killed, remove, sweep
from policydsl.source.scratch import scratch

MANIFEST: Final = "manifest.json"  # by it a directory is known as a result, which a new one may replace
MARK: Final = "policydsl cohort_result"  # by it a workbook is
WORK: Final = "work"  # in the directory beside, what is needed while it runs
_FILE: Final = "result"
_EXCHANGE: Final = 2
_HERE: Final = -100
# Suffixes of files that results are not written as: a directory of such a name would be a surprise.
_REFUSED: Final = (".csv", ".parquet", ".xls", ".xlsm", ".json", ".ndjson", ".db", ".zip", ".tsv")

_KINDS: Final = ("cohort_result", "simulation")  # of a manifest
_SUFFIXES: Final = (".parquet", ".csv", ".json", ".svg", ".png")  # of the files of a result
# How a line of a result begins; a fact file that begins with its applicant is none.
_LINE: Final = re.compile(rb'\{"applicant": (?:null|"(?:[^"\\]|\\.)*"), "(?:awards|rejects)": \[')

Kind = Literal["folder", "xlsx", "duckdb", "jsonl"]


class PlaceError(Exception):
    """Nothing can be written where the result is wanted; says why."""


class TakenError(Exception):
    """The place holds something that is no earlier result."""


def kind_of(target: str) -> Kind | None:
    """What a result is by its name; None where it is nothing that can be written."""
    if not target:
        return None
    match Path(target).suffix.lower():
        case ".xlsx":
            return "xlsx"
        case ".duckdb":
            return "duckdb"
        case ".jsonl":
            return "jsonl"
        case suffix:
            return None if suffix in _REFUSED else "folder"


def may_replace(target: Path, kind: Kind = "folder") -> bool:
    """Whether a result may stand there: nothing, an empty directory, an earlier result."""
    if not os.path.exists(target):  # noqa: PTH110  (False of a name that is too long)
        return True
    if kind == "folder":
        return target.is_dir() and (not any(target.iterdir()) or _is_result(target))
    if not target.is_file():
        return False
    with suppress(OSError, KeyError, ValueError, zipfile.BadZipFile):
        match kind:
            case "xlsx":
                with zipfile.ZipFile(target) as archive:
                    return MARK.encode() in archive.read("docProps/core.xml")
            case "jsonl":
                with target.open("rb") as stream:
                    start = stream.readline(1 << 20)
                return start == b"" or _LINE.match(start) is not None
            case _:
                return _is_database(target)
    return False


def _is_result(folder: Path) -> bool:
    """Whether a folder has the manifest of a result, and nothing that results do not have."""
    with suppress(OSError, ValueError, RecursionError):
        found = json.loads((folder / MANIFEST).read_bytes())
        others = (one for one in folder.iterdir() if not (one.name.startswith(".") or one.suffix in _SUFFIXES))
        return isinstance(found, dict) and found.get("kind") in _KINDS and next(others, None) is None
    return False


def _is_database(path: Path) -> bool:
    import duckdb  # noqa: PLC0415  (only where cohorts are read)

    try:
        with duckdb.connect(str(path), read_only=True) as db:
            names = {row[0] for row in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    except duckdb.Error:
        return False
    return names == {"awards", "totals", "rejects", "manifest"}


def result_file(folder: Path, kind: Kind) -> Path:
    """Where the one file of a result is written to."""
    return folder / f"{_FILE}.{kind}"


@contextmanager
def appearing(target: Path, kind: Kind = "folder") -> Iterator[Path]:
    """A directory beside the target to work in; it takes the target's place when the block ends without an error.

    Of a result that is one file, `result_file` does.
    """
    target = _followed(target)
    if not may_replace(target, kind):
        raise TakenError
    place = _made(target, "partial")
    try:
        yield place
        if kind == "folder":
            _put(place, target)
        else:
            result_file(place, kind).replace(target)
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def working(target: str | None) -> Iterator[Path]:
    """A directory to work in, which is gone afterwards: beside the target, of no target where the system keeps such."""
    if target is None:
        with scratch() as folder:
            yield folder
        return
    work = _made(_followed(Path(target)), "work")
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _followed(target: Path) -> Path:
    """Where a result is put: a link stays one, and what it leads to is replaced."""
    try:
        return target.resolve()
    except (OSError, RuntimeError) as error:  # links that lead in a circle
        raise PlaceError(str(error)) from error


def _made(target: Path, kind: str) -> Path:
    """A new directory beside the target."""
    place = beside(target, kind)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        place.mkdir()
    except OSError as error:
        raise PlaceError(error.strerror or str(error)) from error
    return place


def _put(made: Path, target: Path) -> None:
    """The new directory in place of the old one, at once where the system can do so."""
    if not target.exists():
        made.rename(target)
        return
    if _exchange(made, target):
        return  # what stands beside now is the old one
    old = beside(target, "old")
    target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Whether two directories could take each other's place in one step."""
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError, TypeError):
        return False
    return bool(call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0)


def _sweep(target: Path) -> None:
    """Remove what killed runs left; put back a result that a killed run had set aside."""
    sweep(target, "partial", "work")
    for left in left_by_killed(target, "old"):
        if not target.exists():
            with suppress(OSError):
                left.rename(target)
                continue
        remove(left)
