"""Workbooks that no Excel writes: nothing in them is passed over, and none costs more than its size allows."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from tests.cohort.test_inputs_outputs import POLICY

from policydsl.cli import main

SHEET = "xl/worksheets/sheet1.xml"
ROWS = [["id", "kind"], ["A", "enterprise"], ["B", "team"]]


def book(folder: Path, changed: dict[str, tuple[bytes, bytes]], rows: list[list[str]] | None = None) -> int:
    """The exit code of a run on a workbook, of whose parts some text was changed."""
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    made = openpyxl.Workbook()
    made.worksheets[0].title = "applicants"
    for row in ROWS if rows is None else rows:
        made.worksheets[0].append(row)
    made.save(folder / "in.xlsx")
    with ZipFile(folder / "in.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, (old, new) in changed.items():
        assert old in parts[name], parts[name]
        parts[name] = parts[name].replace(old, new)
    with ZipFile(folder / "in.xlsx", "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return main(["--lang", "en", "batch", str(folder / "policy.yaml"), str(folder / "in.xlsx"), str(folder / "out"),
                 "--as-of", "2025-10-01"])  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (b'<row r="3"', b'<row r="2"', "after row 2"),
        (b'<row r="3"', b'<row r="1"', "after row 2"),
        (b'<row r="3"', b'<row r="1048577"', "after row 2"),
        (b'<row r="3"', b'<row r="999999999999"', "after row 2"),
        (b'<row r="3"', b'<row r="' + b"9" * 5000 + b'"', "after row 2"),
        (b'<row r="3"', b'<row r="x"', "after row 2"),
        (b'r="B3"', b'r="A3"', "row 3 has two cells"),
        (b'r="B3"', b'r="XFE3"', "row 3 has two cells"),
        (b'r="B3"', b'r="ZZZZ3"', "row 3 has two cells"),
        (b"</sheetData>", b"</sheetData><mergeCells>" + b'<mergeCell ref="B2:B9"/>' * 1001 + b"</mergeCells>", "row 2"),
    ],
)
def test_rows_and_cells_that_would_be_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: bytes, new: bytes, part: str
) -> None:
    assert book(tmp_path, {SHEET: (old, new)}) == 2
    told = capsys.readouterr().err
    assert "[B104]" in told
    assert part in " ".join(told.split())


def test_rows_and_cells_need_no_numbers(tmp_path: Path) -> None:
    plain = {b'<row r="3"': b"<row", b'<row r="2"': b"<row", b'r="A3" ': b"", b'r="B3" ': b"", b'r="B2" ': b""}
    for old, new in plain.items():
        assert book(tmp_path, {SHEET: (old, new)}) == 0


def test_a_workbook_that_unpacks_to_far_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert book(tmp_path, {SHEET: (b"</worksheet>", b" " * (1 << 26) + b"</worksheet>")}) == 2
    told = capsys.readouterr().err
    assert "[B104]" in told
    assert SHEET in told


def test_texts_that_are_formulas(tmp_path: Path) -> None:
    assert book(tmp_path, {}, [["id", "kind"], ["=1+1", "enterprise"]]) == 1
    assert book(tmp_path, {}, [["=id", "kind"], ["A", "enterprise"]]) == 2
