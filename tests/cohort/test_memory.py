"""A limit of memory: it is that of the whole run, and the awards are those of a run without, in their order."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from tests.cohort.test_inputs_outputs import POLICY

SIZE = 300_000
LEAST = 100  # megabytes: queries get half of it, and what they do fits; the program itself takes more
# A quarter has no figure of revenue, so that some awards are open; hashes scatter who has projects.
APPLICANTS = """
SELECT 'A' || i AS id, ['enterprise', 'team'][CAST(1 + hash(i, 1) % 2 AS BIGINT)] AS kind,
  CASE WHEN i % 100 > 0 THEN CAST(hash(i, 2) % 100000000 / 100.0 AS DECIMAL(18, 2)) END AS annual_revenue
FROM range({size}) t(i)
"""
PROJECTS = """
SELECT 'A' || hash(i, 3) % {size} AS applicant, 'P' || i AS id,
  CAST(hash(i, 4) % 100000000 / 100.0 AS DECIMAL(18, 2)) AS cost FROM range({size}) t(i)
"""
RUN = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(done.returncode)
"""


def cohort(folder: Path, size: int) -> Path:
    (folder / "in").mkdir()
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    for name, query in (("applicants", APPLICANTS), ("projects", PROJECTS)):
        duckdb.execute(f"COPY ({query.format(size=size)}) TO '{folder}/in/{name}.parquet' (FORMAT parquet)")
    return folder


def batch(folder: Path, out: str, *options: str) -> int:
    """Run it; the most memory that it took, in bytes."""
    program = [sys.executable, "-m", "policydsl", "batch", str(folder / "policy.yaml"), str(folder / "in")]
    program += [str(folder / out), "--as-of", "2025-10-01", *options]
    found = subprocess.run([sys.executable, "-c", RUN, *program], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    return int(found.stdout.split()[-1]) * (1 if sys.platform == "darwin" else 1024)


@pytest.mark.slow  # enough awards for a part of them to be put aside
@pytest.mark.skipif(not hasattr(resource, "RUSAGE_CHILDREN"), reason="no figures of memory here")
@pytest.mark.parametrize(("format_", "megabytes"), [("parquet", 450), ("csv", LEAST)])
def test_a_limit_of_memory_holds_and_changes_no_row(tmp_path: Path, format_: str, megabytes: int) -> None:
    folder = cohort(tmp_path, SIZE)
    batch(folder, "free", "--format", format_)
    most = batch(folder, "limited", "--format", format_, "--memory", f"{megabytes}MB")
    if megabytes > LEAST:
        assert most <= megabytes * 10**6
    free, limited = (rows(folder / out / f"awards.{format_}") for out in ("free", "limited"))
    assert free.num_rows == 2 * SIZE
    assert limited.column_names == free.column_names
    assert limited.columns == free.columns


def rows(file: Path) -> pa.Table:
    """The rows in their order."""
    if file.suffix == ".parquet":
        return pa.parquet.read_table(file)
    return pa.csv.read_csv(file)


@pytest.mark.parametrize("size", ["450MB", "0.45 gb", "440MiB", "1g"])
def test_a_limit_may_be_written_as_duckdb_reads_it(tmp_path: Path, size: str) -> None:
    folder = cohort(tmp_path, 20)
    batch(folder, "out", "--memory", size)
    assert (folder / "out" / "awards.parquet").exists()
