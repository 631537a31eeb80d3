"""A table as a folder of Parquet parts: the awards of one file, and whatever is no part of it is named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from tests.cohort.test_inputs_outputs import DAY, POLICY, rows, run

from policydsl.cli import main
from policydsl.cohort.intake.directory import load_directory
from policydsl.cohort.intake.parts import check_unchanged
from policydsl.cohort.intake.sources import RawTable, UnreadableError
from policydsl.cohort.run.batch import Batch, Choices
from policydsl.cohort.run.whole import run_cohort
from policydsl.cohort.shape import shapes
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.workspace import LoadedPolicy, load_policy

COUNT = 500
APPLICANTS = (
    f"SELECT 'A' || i AS id, CASE i % 5 WHEN 0 THEN 'team' ELSE 'enterprise' END AS kind, "  # noqa: S608  (our own)
    f"CASE WHEN i = 77 THEN '约' ELSE CAST(i * 1000 AS VARCHAR) END AS annual_revenue FROM range({COUNT}) t(i)"
)
PROJECTS = (
    f"SELECT 'A' || (i * 7 % 520) AS applicant, 'P' || i AS id, "  # noqa: S608
    f"CAST(100000 + i * 77.25 AS DECIMAL(18, 2)) AS cost FROM range({2 * COUNT}) t(i)"
)
Found = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedPolicy:
    path = tmp_path_factory.mktemp("policy") / "policy.yaml"
    path.write_text(POLICY, encoding="utf-8")
    found = load_policy(str(path), Reporter())
    assert found is not None
    return found


def write(path: Path, query: str, *options: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet{''.join(', ' + one for one in options)})")
    return path


def in_parts(folder: Path, query: str, sizes: tuple[int, ...], suffix: str = "") -> Path:
    """The rows of a query in parts of so many rows each; those that are left in the last."""
    at = 0
    for i, size in enumerate((*sizes, 10**9)):
        write(folder / f"part-{i:03}{suffix}.parquet", f"FROM ({query}) LIMIT {size} OFFSET {at}")
        at += size
    return folder


def one_file(folder: Path) -> Path:
    write(folder / "applicants.parquet", APPLICANTS)
    write(folder / "projects.parquet", PROJECTS)
    return folder


def result(loaded: LoadedPolicy, source: Path, target: Path) -> Found:
    run(loaded, source, target, codes=["B120", "B121"])
    return {name: rows(target, name) for name in ("awards", "totals", "rejects")}


@pytest.fixture
def expected(loaded: LoadedPolicy, tmp_path: Path) -> Found:
    return result(loaded, one_file(tmp_path / "one"), tmp_path / "of_one")


def findings(loaded: LoadedPolicy, source: Path) -> list[Diagnostic]:
    reporter = Reporter()
    target = str(source.parent / "nothing")
    assert run_cohort(loaded, str(source), target, Choices(DAY, {}, "zh"), reporter, format_="csv") is None
    assert not Path(target).exists()
    return list(reporter)


def finding(loaded: LoadedPolicy, source: Path, code: str) -> Diagnostic:
    (found,) = findings(loaded, source)
    assert found.code == code, found.message("en")
    return found


def label(found: Diagnostic, at: int = 0) -> Path:
    return Path(found.labels[at].file.name)


# -- what is read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("names", [("applicants", "projects"), ("applicants.parquet", "projects.PARQUET")])
def test_parts_are_the_rows_of_one_file(
    loaded: LoadedPolicy, tmp_path: Path, expected: Found, names: tuple[str, str]
) -> None:
    folder = tmp_path / "in"
    in_parts(folder / names[0], APPLICANTS, (3, 0, 200), ".snappy")
    in_parts(folder / names[1], PROJECTS, (1, 1, 500))
    for name in ("_SUCCESS", "_metadata", "_common_metadata", ".part-000.parquet.crc", ".hidden.parquet", "_x.parquet"):
        (folder / names[0] / name).write_bytes(b"")
    (folder / names[1] / "_delta").mkdir()
    found = result(loaded, folder, tmp_path / "out")
    assert (found["awards"], found["totals"]) == (expected["awards"], expected["totals"])


def test_a_reject_says_which_part_and_which_row_of_it(loaded: LoadedPolicy, tmp_path: Path, expected: Found) -> None:
    folder, sizes = tmp_path / "in", (3, 0, 200)
    in_parts(folder / "applicants", APPLICANTS, sizes)
    in_parts(folder / "projects", PROJECTS, sizes)
    found = result(loaded, folder, tmp_path / "out")["rejects"]
    assert {row[-1] for row in expected["rejects"]} == {None}
    assert {row[-1] for row in found} == {"part-002.parquet", "part-003.parquet"}
    before = {"part-000.parquet": 0, "part-002.parquet": 3, "part-003.parquet": 203}
    counted = [(row[0], row[1] + before[str(row[-1])], *row[2:-1]) for row in found]  # type: ignore[operator]
    assert counted == [row[:-1] for row in expected["rejects"]]
    for table, row, owner, *_, part in found:
        key = "id" if table == "applicants" else "applicant"
        query = f"SELECT {key} FROM read_parquet('{folder / str(table) / str(part)}', file_row_number = true) "  # noqa: S608
        assert duckdb.execute(f"{query} WHERE file_row_number = {row} - 1").fetchone() == (owner,)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "duckdb", "jsonl"])
def test_every_kind_of_result_says_the_part(loaded: LoadedPolicy, tmp_path: Path, kind: str) -> None:
    in_parts(tmp_path / "in" / "applicants", APPLICANTS, (70,))
    target, reporter = tmp_path / ("out" if kind == "csv" else f"out.{kind}"), Reporter()
    choices = Choices(DAY, {}, "en")
    assert run_cohort(loaded, str(tmp_path / "in"), str(target), choices, reporter, format_="csv")
    if kind == "csv":
        (line,) = (target / "rejects.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert line == "applicants,8,A77,annual_revenue,约,F012,`约` is no amount of money,part-001.parquet"
    elif kind == "jsonl":
        assert '"part": "part-001.parquet"' in target.read_text(encoding="utf-8")
    elif kind == "duckdb":
        with duckdb.connect(str(target), read_only=True) as db:
            assert db.execute("SELECT row, part FROM rejects").fetchall() == [(8, "part-001.parquet")]
    else:
        import openpyxl  # noqa: PLC0415

        sheet = openpyxl.load_workbook(target)["Rejects"]
        assert [sheet.cell(1, 8).value, sheet.cell(2, 2).value] == ["Part", 8]
        assert sheet.cell(2, 8).value == "part-001.parquet"


def test_folders_of_a_column_are_read_as_texts(loaded: LoadedPolicy, tmp_path: Path, expected: Found) -> None:
    folder = tmp_path / "in"
    write(folder / "projects.parquet", PROJECTS)
    write(folder / "applicants", APPLICANTS, "PARTITION_BY (kind)")
    assert sorted(one.name for one in (folder / "applicants").iterdir()) == ["kind=enterprise", "kind=team"]
    found = result(loaded, folder, tmp_path / "out")
    assert sorted(map(str, found["awards"])) == sorted(map(str, expected["awards"]))
    assert {str(row[-1]).partition("/")[0] for row in found["rejects"]} >= {"None", "kind=enterprise"}


def test_values_of_folders(loaded: LoadedPolicy, tmp_path: Path) -> None:
    """What is unknown, what is written with %, leading zeros: an id stays as it is."""
    place, folder = tmp_path / "in" / "applicants", "kind=enterprise"
    write(place / folder / "city=007" / "id=01%2F5" / "a.parquet", "SELECT 500000 AS annual_revenue")
    write(place / folder / "city=__HIVE_DEFAULT_PARTITION__" / "id=乙" / "a.parquet", "SELECT 400000 AS annual_revenue")
    write(
        place / "kind=__HIVE_DEFAULT_PARTITION__" / "city=x%3Dy" / "id=2" / "a.parquet",
        "SELECT 400000 AS annual_revenue",
    )
    run(loaded, tmp_path / "in", tmp_path / "out")
    assert [(row[0], row[3], row[4]) for row in rows(tmp_path / "out")] == [
        ("2", "undetermined", None), ("01/5", "eligible", 5000), ("乙", "eligible", 4000),
    ]  # fmt: skip
    db = duckdb.connect()
    assert load_directory(str(tmp_path / "in"), shapes(loaded.policy), db, Reporter())
    cells = db.execute('SELECT id, kind, city FROM "raw$applicants" ORDER BY "$n"').fetchall()
    assert cells == [("2", None, "x=y"), ("01/5", "enterprise", "007"), ("乙", "enterprise", None)]


def test_parts_whose_columns_stand_in_another_order(loaded: LoadedPolicy, tmp_path: Path) -> None:
    write(tmp_path / "in" / "applicants" / "a.parquet", "SELECT 'A' AS id, 'team' AS kind")
    write(tmp_path / "in" / "applicants" / "b.parquet", "SELECT 'enterprise' AS kind, 'B' AS id")
    run(loaded, tmp_path / "in", tmp_path / "out")
    assert {row[0] for row in rows(tmp_path / "out")} == {"A", "B"}


def test_many_parts(loaded: LoadedPolicy, tmp_path: Path, expected: Found) -> None:
    folder = tmp_path / "in"
    in_parts(folder / "applicants", APPLICANTS, (1,) * (COUNT - 1))
    write(folder / "projects.parquet", PROJECTS)
    assert result(loaded, folder, tmp_path / "out")["awards"] == expected["awards"]


NAMES = [
    "a[1]",
    "a*",
    "a?",
    "a\\b",
    "a{b,c}",
    "a'b",
    'a"b',
    "a b",
    "%41",
    "year=2025",
    "名",
    "a[!b]",
    "[",
    "**",
    "~",
    "#",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_no_patterns(loaded: LoadedPolicy, tmp_path: Path, name: str) -> None:
    """Of folders and of parts; `[1]` would be the file `1`."""
    for other in ("a1", "ab", "ac", "aa", "A"):
        write(tmp_path / other / "applicants.parquet", "SELECT 'WRONG' AS id")
        (tmp_path / f"{other}.csv").write_text("id\nWRONG\n", encoding="utf-8")
    file = write(tmp_path / "x.parquet", "SELECT 'A' AS id, 'team' AS kind")
    for i, folder in enumerate((tmp_path / name, tmp_path / name / "applicants")):
        folder.mkdir()
        file_there = folder / ("applicants.parquet" if i == 0 else f"{name}.parquet")
        file_there.write_bytes(file.read_bytes())
        run(loaded, tmp_path / name, tmp_path / name / f".out{i}" / name)
        assert {row[0] for row in _awards(tmp_path / name / f".out{i}" / name)} == {"A"}
        for one in (tmp_path / name / f".out{i}" / name).iterdir():
            one.unlink()
        (tmp_path / name / f".out{i}" / name).rmdir()
        (tmp_path / name / f".out{i}").rmdir()
        file_there.unlink()
    (tmp_path / name / "applicants").rmdir()
    (tmp_path / name / "applicants.csv").write_text("id,kind\nA,team\n", encoding="utf-8")
    run(loaded, tmp_path / name, tmp_path / name / ".out" / name)
    assert {row[0] for row in _awards(tmp_path / name / ".out" / name)} == {"A"}


def _awards(folder: Path) -> list[tuple[object, ...]]:
    import pyarrow.parquet as pq  # noqa: PLC0415

    return [tuple(row.values()) for row in pq.ParquetFile(folder / "awards.parquet").read().to_pylist()]


def test_an_earlier_result_in_the_folder_is_no_table(loaded: LoadedPolicy, tmp_path: Path) -> None:
    in_parts(tmp_path / "in" / "applicants", APPLICANTS, (70,))
    for _ in range(2):
        run(loaded, tmp_path / "in", tmp_path / "in" / "results")


# -- what is not -----------------------------------------------------------------------------------------


def other_file(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(b"id\nA1\n")


def other_folder(name: str) -> Callable[[Path], object]:
    return lambda folder: write(folder / name / "a.parquet", "SELECT 'A' AS id")


NO_PARTS: dict[str, Callable[[Path], object]] = {
    "part-9.csv": other_file("part-9.csv"),
    "part-9": other_file("part-9"),
    "part-9.parquet.gz": other_file("part-9.parquet.gz"),
    "part-9.parquet._COPYING_": other_file("part-9.parquet._COPYING_"),
    "more": other_folder("more"),
    "=x": other_folder("=x"),
    "kind=%FF": other_folder("kind=%FF"),
    "_temporary": other_folder("_temporary"),
    "_delta_log": other_folder("_delta_log"),
    ".hoodie": other_folder(".hoodie"),
    "kind=b": other_folder("kind=a/kind=b"),
}


@pytest.mark.parametrize("name", NO_PARTS)
def test_what_is_no_part_is_named(loaded: LoadedPolicy, tmp_path: Path, name: str) -> None:
    folder = in_parts(tmp_path / "in" / "applicants", APPLICANTS, (3,))
    NO_PARTS[name](folder)
    found = finding(loaded, tmp_path / "in", "B110")
    assert label(found).name == name
    assert f"`{name}`" in found.message("zh")
    assert f"`{name}`" in found.message("en")


@pytest.mark.parametrize("others", [(), ("_SUCCESS",), (".a.parquet", "_b.parquet")])
def test_a_folder_without_parts(loaded: LoadedPolicy, tmp_path: Path, others: tuple[str, ...]) -> None:
    one_file(tmp_path / "in")
    (tmp_path / "in" / "prior_awards").mkdir()
    for name in others:
        (tmp_path / "in" / "prior_awards" / name).write_bytes(b"")
    assert label(finding(loaded, tmp_path / "in", "B111")).name == "prior_awards"


ODD_PARTS = {
    "SELECT 'A' AS id": ("缺 `kind`", "`kind` lacking"),
    "SELECT 'A' AS id, 'team' AS kind, 'x' AS city": ("多 `city`", "`city` besides"),
    "SELECT 1 AS id, 'team' AS kind": ("`id` 是 INTEGER，那里是 VARCHAR", "`id` is INTEGER, there VARCHAR"),
}


@pytest.mark.parametrize("query", ODD_PARTS)
def test_parts_that_differ(loaded: LoadedPolicy, tmp_path: Path, query: str) -> None:
    folder = tmp_path / "in" / "applicants"
    for i in range(4):
        write(folder / f"{i}.parquet", "SELECT 'A' AS id, 'team' AS kind" if i < 2 else query)
    found = finding(loaded, tmp_path / "in", "B112")
    assert (label(found).name, label(found, 1).name) == ("2.parquet", "0.parquet")
    for lang, said in zip(("zh", "en"), ODD_PARTS[query], strict=True):
        assert said in found.message(lang)  # type: ignore[arg-type]
        assert "`2.parquet`" in found.message(lang)  # type: ignore[arg-type]


def test_the_type_of_a_sum_that_differs(loaded: LoadedPolicy, tmp_path: Path) -> None:
    folder = tmp_path / "in" / "applicants"
    write(folder / "a.parquet", "SELECT 'A' AS id, CAST(1 AS DECIMAL(18, 2)) AS annual_revenue")
    write(folder / "b.parquet", "SELECT 'B' AS id, CAST(1 AS DOUBLE) AS annual_revenue")
    assert "DOUBLE" in finding(loaded, tmp_path / "in", "B112").message("en")


@pytest.mark.parametrize("inner", ["b.parquet", "city=x/a.parquet", "city=x/kind=y/a.parquet"])
def test_parts_in_other_folders(loaded: LoadedPolicy, tmp_path: Path, inner: str) -> None:
    write(tmp_path / "in" / "applicants" / "kind=team" / "city=x" / "a.parquet", "SELECT 'A' AS id")
    write(tmp_path / "in" / "applicants" / inner, "SELECT 'A' AS id")
    assert findings(loaded, tmp_path / "in")[0].code == "B113"


def test_a_column_of_a_folder_that_the_parts_have_too(loaded: LoadedPolicy, tmp_path: Path) -> None:
    write(tmp_path / "in" / "applicants" / "kind=team" / "a.parquet", "SELECT 'A' AS id, 'enterprise' AS kind")
    finding(loaded, tmp_path / "in", "B109")


def test_a_column_of_a_folder_that_the_policy_lacks(loaded: LoadedPolicy, tmp_path: Path) -> None:
    write(tmp_path / "in" / "applicants" / "day=2025-01-01" / "a.parquet", "SELECT 'A' AS id")
    assert "`day`" in finding(loaded, tmp_path / "in", "B105").message("en")


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 100])
def test_a_broken_part_is_named(loaded: LoadedPolicy, tmp_path: Path, content: bytes) -> None:
    folder = in_parts(tmp_path / "in" / "applicants", APPLICANTS, (3, 3))
    (folder / "part-001.parquet").write_bytes(content)
    assert label(finding(loaded, tmp_path / "in", "B104")).name == "part-001.parquet"


def damage(file: Path) -> None:
    """Its rows, not what tells of them."""
    data = bytearray(file.read_bytes())
    data[4:-2000] = b"\xff" * (len(data) - 2004)
    file.write_bytes(data)


def test_a_part_that_turns_out_to_be_broken_is_named(loaded: LoadedPolicy, tmp_path: Path) -> None:
    folder = in_parts(tmp_path / "in" / "applicants", APPLICANTS, (200, 200))
    damage(folder / "part-001.parquet")
    assert label(finding(loaded, tmp_path / "in", "B104")).name == "part-001.parquet"


@pytest.mark.parametrize("name", ["elections", "elections.parquet"])
def test_a_file_of_any_table_that_turns_out_to_be_broken_is_named(
    loaded: LoadedPolicy, tmp_path: Path, name: str
) -> None:
    write(tmp_path / "in" / "applicants.parquet", APPLICANTS)
    rows_ = f"SELECT 'A' || i AS applicant, hash(i)::VARCHAR AS rule, 'x' AS clause FROM range({COUNT}) t(i)"  # noqa: S608
    file = write(tmp_path / "in" / name / "a.parquet" if "." not in name else tmp_path / "in" / name, rows_)
    damage(file)
    assert label(finding(loaded, tmp_path / "in", "B104")) == file


@pytest.mark.parametrize("names", [("applicants", "applicants.parquet"), ("applicants.csv", "applicants")])
def test_a_table_as_a_file_and_as_a_folder(loaded: LoadedPolicy, tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        if name.endswith(".csv"):
            (tmp_path / "in").mkdir()
            (tmp_path / "in" / name).write_text("id\nA\n", encoding="utf-8")
        else:
            in_parts(tmp_path / "in" / name, APPLICANTS, (3,))
    assert finding(loaded, tmp_path / "in", "B102").message("zh") == "`applicants` 有两个文件或文件夹"


@pytest.mark.parametrize("name", ["project", "project/kind=x"])
def test_a_folder_of_no_table(loaded: LoadedPolicy, tmp_path: Path, name: str) -> None:
    one_file(tmp_path / "in")
    in_parts(tmp_path / "in" / name, PROJECTS, (3,))
    found = finding(loaded, tmp_path / "in", "B101")
    assert label(found).name == "project"
    assert "`projects`" in found.help_text("en")


# -- what changes while it is read -----------------------------------------------------------------------


def appended(folder: Path) -> str:
    write(folder / "part-0000.parquet", APPLICANTS)
    return folder.name


def removed(folder: Path) -> str:
    (folder / "part-001.parquet").unlink()
    return "part-001.parquet"


def rewritten(folder: Path) -> str:
    write(folder / "part-002.parquet", APPLICANTS)
    return "part-002.parquet"


def replaced(folder: Path) -> str:
    """The same length and time; another file all the same."""
    file = folder / "part-001.parquet"
    told = file.stat()
    other = folder.parent.parent / "other"
    other.write_bytes(file.read_bytes())
    os.utime(other, ns=(told.st_atime_ns, told.st_mtime_ns))
    other.replace(file)
    return "part-001.parquet"


@pytest.mark.parametrize("change", [appended, removed, rewritten, replaced])
def test_parts_that_change(loaded: LoadedPolicy, tmp_path: Path, change: Callable[[Path], str]) -> None:
    folder = in_parts(tmp_path / "in" / "applicants", APPLICANTS, (200, 200))
    tables = load_directory(str(tmp_path / "in"), shapes(loaded.policy), duckdb.connect(), Reporter())
    assert tables is not None
    check_unchanged(tables)
    named = change(folder)
    with pytest.raises(UnreadableError) as raised:
        check_unchanged(tables)
    assert Path(raised.value.path).name == named


def test_a_part_that_comes_while_a_run_goes_on(
    loaded: LoadedPolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, whole = in_parts(tmp_path / "in" / "applicants", APPLICANTS, (200,)), Batch.run

    def change(batch: Batch, *args: object) -> None:
        whole(batch, *args)  # type: ignore[arg-type]
        appended(folder)

    monkeypatch.setattr(Batch, "run", change)
    assert label(finding(loaded, tmp_path / "in", "B104")) == folder


def test_what_parts_a_table_has(loaded: LoadedPolicy, tmp_path: Path) -> None:
    in_parts(tmp_path / "in" / "applicants", APPLICANTS, (200, 0))
    tables = load_directory(str(tmp_path / "in"), shapes(loaded.policy), duckdb.connect(), Reporter())
    assert tables is not None
    table: RawTable = tables["applicants"]
    assert [(one.name, one.rows, one.before) for one in table.parts] == [
        ("part-000.parquet", 200, 0), ("part-001.parquet", 0, 200), ("part-002.parquet", 300, 200),
    ]  # fmt: skip


# -- messages --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    one_file(tmp_path / "in")
    (tmp_path / "in" / "projects.parquet").unlink()
    in_parts(tmp_path / "in" / "projects", PROJECTS, (3,))
    write(tmp_path / "in" / "projects" / "part-002.parquet", "SELECT 'A1' AS applicant, 'P' AS id, 1.5 AS cost")
    arguments = ["batch", str(tmp_path / "policy.yaml"), str(tmp_path / "in"), str(tmp_path / "out")]
    assert main([*arguments, "--as-of", "2025-10-01", "--lang", lang]) == 2
    told = capsys.readouterr().err.replace(str(tmp_path), "…")
    assert told == SAID[lang]


SAID = {
    "zh": """\
错误[B112]：分片 `part-002.parquet` 的列与 `part-000.parquet` 不同：`cost` 是 DECIMAL(2,1)，那里是 DECIMAL(18,2)
 --> …/in/projects/part-002.parquet
 ::: …/in/projects/part-000.parquet
帮助：各分片的列名、类型要相同；一次导出整张表，不要把几次导出的放在一起

1 个文件中有 1 个错误
""",
    "en": """\
error[B112]: the columns of part `part-002.parquet` are not those of `part-000.parquet`: `cost` is DECIMAL(2,1), there \
DECIMAL(18,2)
 --> …/in/projects/part-002.parquet
 ::: …/in/projects/part-000.parquet
help: all parts have the same columns and types; export the table at once, not
      some parts after others

1 error in 1 file
""",
}
