"""The command line itself: help, exit codes, and what a mistyped command is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from policydsl import __version__
from policydsl.cli.language import lang_of
from policydsl.cli.root import COMMANDS

POLICY = "policies/xiamen_ai_2025.yaml"
FACTS = "examples/ai_startup.yaml"
AMENDMENT = "examples/amendments/lower_rates_2026.yaml"
HELP = Path(__file__).parent / "help"
INNER = ("amend show", "amend apply", "amend new", "new facts", "new cohort", "new workbook")
Run = Callable[..., Result]
Golden = Callable[[Path, str], None]


def codes(result: Result) -> list[str]:
    return [line.partition("[")[2][:4] for line in result.stderr.splitlines() if line.startswith(("错误[", "error["))]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", ["", *COMMANDS, *INNER])
def test_help(command: str, lang: str, run: Run, golden: Golden) -> None:
    result = run(*command.split(), "--help", "--lang", lang)
    assert result.exit_code == 0
    golden(HELP / f"{command.replace(' ', '_') or 'policydsl'}.{lang}.txt", result.stdout)


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"policydsl {__version__}\n"


def test_no_command_is_told_the_commands(run: Run) -> None:
    result = run()
    assert result.exit_code == 2
    assert all(command in result.stdout for command in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ("evl", "U101", "`eval`"),
        ("eval --reeding x", "U102", "`--reading`"),
        (f"eval {POLICY} {FACTS} --as-of", "U103", "`--as-of`"),
        (f"eval {POLICY} {FACTS} --format jsno", "U104", "`json`"),
        ("schema facts-envelop", "U104", "`facts-envelope`"),
        ("eval", "U105", "`POLICY`"),
        (f"eval {POLICY}", "U105", "`FACTS...`"),
        ("schema policy a b", "U106", "`b`"),
        ("schema policy a", "U106", "`a`"),
        ("schema policy --reference --as-of 2025-01-01", "U106", "`--as-of`"),
        ("schema", "U105", "KIND"),
        ("check --quiet=yes x", "U108", "`--quiet`"),
        (f"eval {POLICY} {FACTS} --reading academic_tier", "U110", "读法=选项"),
        (f"eval {POLICY} {FACTS} --reading academic_teir=by_revenue", "U111", "`academic_tier`"),
        (f"eval {POLICY} {FACTS} --reading academic_tier=by_revenu", "U112", "`by_revenue`"),
        (f"eval {POLICY} {FACTS} --reading academic_tier=x1", "U112", "by_revenue（"),
        (
            f"eval {POLICY} {FACTS} --reading academic_tier=by_revenue --reading academic_tier=regardless_of_revenue",
            "U113",
            "`academic_tier`",
        ),
        (f"eval {POLICY} {FACTS} --as-of 2025-02-29", "U114", "2025-02-29"),
        (f"eval {POLICY} {FACTS} --as-of 20251001", "U114", "20251001"),
        ("eval - -", "U115", "`-`"),
        (f"eval {POLICY} {FACTS} -o no/such/folder/out.txt", "U116", "no/such/folder/out.txt"),
        (f"explain {POLICY} {FACTS} --clause compute_vouchr", "U117", "`compute_voucher`"),
        (f"explain {POLICY} {FACTS} --subject S9", "U118", "S1, T1, QH"),
        (f"explain {POLICY} {FACTS} --clause compute_voucher --subject S1", "U119", "--clause"),
        ("schema facts", "U120", "schema facts"),
        ("feel 1 --context schemas/none.yaml", "U001", "schemas/none.yaml"),
        ("eval nothing.yaml x", "U001", "nothing.yaml"),
        ("check nothing.yaml", "U001", "nothing.yaml"),
        ("check", "U105", "`FILE...`"),
        (f"feel 1 --context {POLICY.partition('/')[0]}", "U002", "policies"),
        ("amend shwo", "U101", "`show`"),
        (f"amend apply {POLICY}", "U105", "`AMENDMENT...`"),
        (f"amend apply {POLICY} {AMENDMENT} -o x", "U105", "`--as-of`"),
        (f"amend apply {POLICY} {AMENDMENT} --as-of 2026-07-01", "U125", "--in-place"),
        (f"amend apply {POLICY} {AMENDMENT} --as-of 2026-07-01 -o x --in-place", "U125", "--in-place"),
        (f"amend apply policies {AMENDMENT} --as-of 2026-07-01 --in-place", "U126", "policies"),
        (f"amend show {POLICY} {AMENDMENT} --as-of 2026-7-1", "U114", "2026-7-1"),
        (f"amend new {POLICY} --clause compute_vouchr", "U117", "`compute_voucher`"),
        ("amend show - -", "U115", "`-`"),
        (f"eval {POLICY} - --amend -", "U115", "`-`"),
        (f"eval {POLICY} {FACTS} --amend nothing.yaml", "U001", "nothing.yaml"),
    ],
)
def test_what_cannot_run(arguments: str, code: str, said: str, run: Run) -> None:
    result = run(*arguments.split())
    found = result if result.stderr else run(*arguments.split(), "--lang", "zh")
    text = found.stderr or found.stdout
    assert result.exit_code == 2
    assert f"[{code}]" in text
    assert said in text
    assert "Traceback" not in text


def test_readings_may_repeat_themselves(run: Run) -> None:
    twice = ("--reading", "academic_tier=by_revenue") * 2
    assert run("eval", POLICY, FACTS, *twice).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "environ", "lang"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "en_US.UTF-8"}, "en"),
        ([], {"LANG": "de_DE.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
        (["--lang", "zh"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["--lang=en"], {}, "en"),
        (["--lang", "xx"], {"LANG": "en_US.UTF-8"}, "en"),
        (["--", "--lang=en"], {}, "zh"),
    ],
)
def test_the_language(arguments: list[str], environ: dict[str, str], lang: str) -> None:
    assert lang_of(arguments, environ) == lang


def test_usage_errors_speak_the_language_of_the_run(run: Run) -> None:
    assert run("evl", "--lang", "en").stderr.startswith("error[U101]: there is no command `evl`")
    assert run("evl", env={"LANG": "en_US.UTF-8"}).stderr.startswith("error[U101]: there is no command `evl`")


def test_check_tells_what_it_checked(run: Run) -> None:
    result = run("check", POLICY)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{POLICY}：没有错误和警告（条款 17")
    assert run("check", POLICY, "--quiet").stdout == ""


@pytest.mark.parametrize(
    ("unit", "exit_code"), [("0.01元", 0), ("0.010元", 0), ("1元", 0), ("0.05元", 0), ("0.001元", 1), ("0元", 1)]
)
def test_awards_are_whole_fen(unit: str, exit_code: int, run: Run, root: Path) -> None:
    policy = (root / "tests/cli/policies/every_type.yaml").read_text(encoding="utf-8")
    result = run("check", "-", stdin=policy.replace("{to: 0.01元,", f"{{to: {unit},"))
    assert result.exit_code == exit_code
    assert ("P002" in result.stdout) is bool(exit_code)


@pytest.mark.parametrize(
    ("text", "exit_code"),
    [
        ("      - {id: c, limit: 1万元, per: applicant}", 0),
        ("      - {id: c, limit: 1万, per: applicant}", 1),  # no money
    ],
)
def test_check_of_one_policy(text: str, exit_code: int, run: Run, root: Path) -> None:
    policy = (root / "tests/cli/policies/every_type.yaml").read_text(encoding="utf-8")
    written = policy.replace("      - {id: whole, limit: 1万元, per: applicant, label: {zh: 总额, en: In total}}", text)
    assert written != policy
    result = run("check", "-", stdin=written)
    assert result.exit_code == exit_code, result.stdout


def test_check_as_json_has_the_findings_of_all_files(run: Run) -> None:
    bad = "tests/bad/yaml/y016_empty_key.yaml"
    result = run("check", POLICY, bad, "nothing.yaml", "--format", "json", "--lang", "en")
    assert result.exit_code == 2
    found = json.loads(result.stdout)
    assert [(one["code"], one["file"]) for one in found["findings"]] == [("Y016", bad), ("U001", None)]
    assert found["files"] == [POLICY, bad, "nothing.yaml"]
    assert json.loads(run("check", POLICY, "--format", "json").stdout)["findings"] == []


def test_a_bad_file_does_not_stop_the_others(run: Run) -> None:
    result = run("eval", POLICY, "nothing.yaml", FACTS, "tests/bad/facts/no_as_of.yaml", "--format", "jsonl")
    assert result.exit_code == 1
    assert [json.loads(line)["applicant"]["id"] for line in result.stdout.splitlines()] == ["QH"]
    assert codes(result) == ["U001", "F022"]


def test_only_bad_files_give_nothing(run: Run) -> None:
    result = run("eval", POLICY, "nothing.yaml", "tests/bad/facts/no_applicant.yaml", "--format", "json")
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_policy_with_mistakes_is_not_evaluated(run: Run) -> None:
    result = run("eval", FACTS, FACTS)
    assert result.exit_code == 1
    assert codes(result) == ["S006"]
    assert result.stdout == ""


def test_the_day_may_come_from_the_command_line_alone(run: Run) -> None:
    facts = "policydsl: 1\nkind: facts\napplicant: {id: A1}\n"
    assert codes(run("eval", POLICY, "-", stdin=facts)) == ["F022"]
    assert run("eval", POLICY, "-", "--as-of", "2026-01-01", stdin=facts).exit_code == 0


def test_the_given_day_wins_over_that_of_the_facts(run: Run) -> None:
    lapsed = run("eval", POLICY, FACTS, "--as-of", "2028-01-01", "--format", "json")
    assert {a["status"] for a in json.loads(lapsed.stdout)["awards"]} == {"not_in_force"}


def test_a_policy_with_warnings_says_so_and_is_evaluated(run: Run) -> None:
    result = run("eval", "tests/cli/policies/every_type.yaml", "-", stdin="policydsl: 1\nkind: facts\n"
                 "as_of: 2025-06-30\napplicant: {id: A1}\n")  # fmt: skip
    assert result.exit_code == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_fact_file(lang: str, run: Run, golden: Golden, tmp_path: Path) -> None:
    made = tmp_path / "facts.yaml"
    result = run("new", "facts", POLICY, "--as-of", "2025-10-01", "--lang", lang, "-o", str(made))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    golden(Path(__file__).parent / "new" / f"xiamen.{lang}.yaml", made.read_text(encoding="utf-8"))
    assert run("eval", POLICY, str(made)).exit_code == 0


@pytest.mark.parametrize("kind", ["policy", "amendment", "tests", "result", "findings", "facts-envelope"])
def test_shipped_schemas_are_printed_as_they_are(kind: str, run: Run, root: Path) -> None:
    name = "facts" if kind == "facts-envelope" else kind
    assert run("schema", kind).stdout == (root / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")


def test_the_schema_of_a_policys_facts(run: Run) -> None:
    schema = json.loads(run("schema", "facts", POLICY).stdout)
    assert list(schema["properties"]["applicant"]["properties"])[:3] == ["id", "name", "kind"]
    assert run("schema", "facts", FACTS).exit_code == 1


@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_explain(format_: str, run: Run) -> None:
    result = run("explain", POLICY, FACTS, "--clause", "compute_voucher", "--format", format_)
    assert result.exit_code == 0
    assert "874300.25" in result.stdout.replace(",", "")
    assert "first_version_software" not in result.stdout
    assert run("explain", POLICY, FACTS, "--subject", "S1").stdout != result.stdout
