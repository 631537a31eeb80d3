"""Tables as other programs write them: types of columns, names in another case, spellings of yes, ids of blanks."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.cohort.test_inputs_outputs import DAY, POLICY, line

from policydsl.cli import main
from policydsl.cohort.intake.cells import BLANKS
from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import run_cohort
from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.workspace import LoadedPolicy, load_facts_source, load_policy_source


@pytest.fixture(scope="module")
def loaded() -> LoadedPolicy:
    found = load_policy_source(SourceFile("policy.yaml", POLICY), Reporter())
    assert found is not None
    return found


def findings(loaded: LoadedPolicy, folder: Path) -> list[tuple[str, Mapping[str, Any], str]]:
    reporter = Reporter()
    run_cohort(loaded, str(folder), str(folder) + "_out", Choices(DAY, {}, "zh"), reporter, format_="csv")
    return [(one.code, one.args, one.help.zh if one.help is not None else "") for one in reporter]


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with Path(f"{folder}_out", f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(folder: Path, names: Sequence[str], cells: Sequence[Any]) -> Path:
    folder.mkdir()
    pq.write_table(pa.table([pa.array([one]) for one in cells], names=list(names)), folder / "applicants.parquet")
    return folder


@pytest.mark.parametrize(
    "cell",
    [
        "[1, 2]::INTEGER[]", "{'a': 1}", "MAP {'a': 1}", "INTERVAL 5 DAYS", "[1.5]::DECIMAL(5, 2)[]",
        "TIMESTAMP '2024-01-01'", "'A'::BLOB",
    ],
)  # fmt: skip
def test_a_column_of_no_use_is_named(loaded: LoadedPolicy, tmp_path: Path, cell: str) -> None:
    (tmp_path / "in").mkdir()
    place = tmp_path / "in" / "applicants.parquet"
    duckdb.execute(f"COPY (SELECT 'A' AS id, {cell} AS annual_revenue) TO '{place}'")
    [(code, args, _)] = findings(loaded, tmp_path / "in")
    assert (code, args["name"]) == ("B107", "annual_revenue")


def test_a_column_in_which_nothing_was_written(loaded: LoadedPolicy, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", ["id", "kind", "annual_revenue"], ["A", "enterprise", None])
    assert findings(loaded, folder) == []
    assert [(row["clause"], row["status"]) for row in table(folder, "awards")] == [("growth", "undetermined")]


@pytest.mark.parametrize("kind", ["parquet", "csv"])
def test_columns_that_differ_in_case_only(loaded: LoadedPolicy, tmp_path: Path, kind: str) -> None:
    names, cells = ["id", "kind", "Kind"], ["A", "enterprise", "team"]
    if kind == "parquet":
        folder = write(tmp_path / "in", names, cells)
    else:
        folder = tmp_path / "in"
        folder.mkdir()
        (folder / "applicants.csv").write_text(",".join(names) + "\n" + ",".join(cells) + "\n", encoding="utf-8")
    [(code, args, help_)] = findings(loaded, folder)
    assert (code, args["name"]) == ("B105", "Kind")
    assert "`kind`" in help_


@pytest.mark.parametrize(("sign", "word"), [(";", "分号"), ("\t", "制表符"), ("，", "全角逗号")])
def test_columns_set_apart_by_something_else(loaded: LoadedPolicy, tmp_path: Path, sign: str, word: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_text(sign.join(["id", "kind"]) + f"\nA{sign}team\n", encoding="utf-8")
    [(code, args, _)] = findings(loaded, tmp_path / "in")
    assert code == "B104"
    assert word in str(args["reason"])


def test_a_comma_too_many_in_the_head(loaded: LoadedPolicy, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_text("id,kind,\nA,team,\n", encoding="utf-8")
    [(code, _, help_)] = findings(loaded, tmp_path / "in")
    assert code == "B105"
    assert "逗号" in help_


def test_the_same_column_twice(loaded: LoadedPolicy, tmp_path: Path) -> None:
    [(code, args, _)] = findings(loaded, write(tmp_path / "in", ["id", "kind", "kind"], ["A", "team", "team"]))
    assert (code, args["name"]) == ("B109", "kind")


@pytest.mark.parametrize(
    ("heads", "guesses"),
    [("ID,KIND", ["id", "kind"]), ("id,主体类型,年度营业收入", ["kind", "annual_revenue"]), ("Id,name", ["id"])],
)
def test_names_in_another_case_and_labels_are_understood(
    loaded: LoadedPolicy, tmp_path: Path, heads: str, guesses: list[str]
) -> None:
    """One finding for each: that `id` is lacking is the same mistake as that there is an `ID`."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "applicants.csv").write_text(heads + "\nA" + ",x" * heads.count(",") + "\n", encoding="utf-8")
    found = findings(loaded, tmp_path / "in")
    assert [code for code, _, _ in found] == ["B105"] * len(guesses)
    assert [help_.split("`")[1] for _, _, help_ in found] == guesses


@pytest.mark.parametrize(
    ("word", "value"), [("TRUE", "true"), ("True", "true"), ("FALSE", "false"), ("False", "false")]
)
def test_yes_and_no_as_spreadsheets_and_programs_spell_them(tmp_path: Path, word: str, value: str) -> None:
    """Both where a query reads the row and where the fact reader does (its sum is written in words)."""
    policy = load_policy_source(
        SourceFile("p", POLICY.replace('applicant.kind = "enterprise"', "applicant.certified")), Reporter()
    )
    assert policy is not None
    awards = []
    for spelling in (word, value):
        folder = tmp_path / spelling
        folder.mkdir()
        rows = f"A,{spelling},1000000,\nB,{spelling},100万元,\nC,{spelling},1千万元,2024\n"
        (folder / "applicants.csv").write_text("id,certified,annual_revenue,city\n" + rows, encoding="utf-8")
        findings(policy, folder)
        awards.append(table(folder, "awards"))
    assert awards[0] == awards[1]
    assert {row["applicant"] for row in awards[0]} >= {"A", "B"}


@pytest.mark.parametrize("blank", [" ", "\t", "\u3000", "\xa0 \u2003"])
def test_an_id_of_blanks_names_nobody(loaded: LoadedPolicy, tmp_path: Path, blank: str) -> None:
    """Neither for `eval` nor in a table, of applicants or of their items."""
    for document in (
        {"applicant": {"id": blank}},
        {"applicant": {"id": "A"}, "projects": [{"id": blank, "cost": 5}]},
    ):
        reporter = Reporter()
        facts = load_facts_source(
            SourceFile("f", line({"policydsl": 1, "kind": "facts"} | document)), loaded.policy, reporter
        )
        assert facts is None
        assert [one.code for one in reporter] == ["S025"]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "applicants.csv").write_text(f"id,kind\n{blank},team\nA,team\nB{blank},team\n", encoding="utf-8")
    (folder / "projects.csv").write_text(f"applicant,id,cost\nA,{blank},5\n", encoding="utf-8")
    findings(loaded, folder)
    told = [(row["table"], row["row"], row["code"]) for row in table(folder, "rejects")]
    assert told == [("applicants", "1", "B122"), ("applicants", "2", "B120"), ("projects", "1", "S025")]
    assert {row["applicant"] for row in table(folder, "awards")} == {f"B{blank}"}


def test_blanks_are_those_of_the_fact_reader() -> None:
    assert {chr(one) for one in range(0x110000) if chr(one).isspace()} == set(BLANKS)


def test_a_number_out_of_reach_is_told_once(
    loaded: LoadedPolicy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "f.yaml").write_text(
        f"policydsl: 1\nkind: facts\nas_of: 2025-10-01\napplicant: {{id: A, annual_revenue: {'9' * 40}}}\n",
        encoding="utf-8",
    )
    assert main(["--lang", "zh", "eval", str(tmp_path / "p.yaml"), str(tmp_path / "f.yaml")]) == 1
    told = capsys.readouterr().err
    assert "Y025" in told
    assert "F012" not in told
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "applicants.csv").write_text(f"id,annual_revenue\nA,{'9' * 40}\n", encoding="utf-8")
    findings(loaded, folder)
    assert [row["code"] for row in table(folder, "rejects")] == ["Y025"]
