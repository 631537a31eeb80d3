"""`policydsl check`: files and folders, documents of every kind, standard input, mending, formats, exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from policydsl.diagnostics.pages.frames import sample
from policydsl.diagnostics.render import FORMATS

Run = Callable[..., Result]
POLICY, FACTS = sample("sample.yaml"), sample("facts.yaml")
BROKEN = POLICY.replace("    cite: 一（三）", "    cite：一（三）").replace(
    "project.cost >= 100万元", "project.cost >= 100"
)
TESTS = """policydsl: 1
kind: tests
policy: policy.yaml
tests:
  - name: 已认定
    as_of: 2025-10-01
    facts:
      applicant: {id: A1, certified: true}
    expect:
      awards:
        prize: {A1: {status: eligible, amount: 50万元}}
"""
AMENDMENT = """policydsl: 1
kind: amendment
id: sample_2025_amd_1
amends: sample_2025
effective: {from: 2026-07-01}
changes:
  - {set: clauses.voucher.table.rules.large.then.share, was: 30%, to: 25%}
"""
HEADS = ("错误[", "警告[", "写法[", "提示[")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a document of each kind, a file of somebody else, and hidden ones."""
    for name, text in {
        "policy.yaml": POLICY,
        "facts/a.yaml": FACTS,
        "tests.yml": TESTS,
        "amendment.yaml": AMENDMENT,
        "other.yaml": "services: {db: {image: x}}\n",
        "notes.txt": "policydsl: 1\n",
        ".hidden/broken.yaml": BROKEN,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return tmp_path


@pytest.fixture
def check(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`check(…)` runs in that folder."""
    monkeypatch.chdir(folder)
    return lambda *arguments, **more: run("check", *arguments, **more)


def codes(result: Result) -> list[str]:
    return [line[3:7] for line in result.stdout.splitlines() if line.startswith(HEADS)]


# -- files and folders ---------------------------------------------------------------------------------


def test_a_folder_is_checked_with_all_documents_in_it(check: Run) -> None:
    result = check(".")
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(result.stdout.splitlines()) == [
        "  2025-01-01 至 2026-06-30  原文本",
        "  2026-07-01 至 2027-12-31  sample_2025_amd_1",
        "amendment.yaml：没有错误和警告（修改 1）",
        "facts/a.yaml：没有错误和警告（申报主体 A1，事项 1）",
        "policy.yaml 和 1 份修订，各个时期的文本：",
        "policy.yaml：没有错误和警告（条款 4，政府事项 0，参数 2，读法 1）",
        "tests.yml：没有错误和警告（测试 1）",
        "略过（不是 policydsl 文件）：other.yaml",
    ]
    assert result.stdout == check(".").stdout
    assert check(".", "--quiet").stdout == ""


def test_a_folder_without_documents_is_no_success(check: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    result = check("empty")
    assert (result.exit_code, codes(result)) == (2, ["U131"])
    assert check("empty", "--ignore-others").exit_code == 0


def test_a_file_that_is_named_is_checked_whatever_it_is(check: Run) -> None:
    assert sorted(codes(check("other.yaml"))) == ["S002", "S004"]
    passed = check("other.yaml", "policy.yaml", "--ignore-others")
    assert passed.exit_code == 0
    assert "略过（不是 policydsl 文件）：other.yaml" in passed.stdout


@pytest.mark.parametrize("head", ["policydsl：1\nkind: policy", "kind: policy", "　policydsl: 1", '"policydsl": 1'])
def test_a_document_with_a_slip_in_its_head_is_no_file_of_somebody_else(head: str, check: Run, folder: Path) -> None:
    (folder / "slip.yaml").write_text(head + "\nid: x\n", encoding="utf-8")
    assert check("slip.yaml", "--ignore-others").exit_code == 1


# -- kinds of documents --------------------------------------------------------------------------------


def test_facts_go_by_the_policy_of_the_same_run_whatever_the_order(check: Run, folder: Path) -> None:
    shutil.move(folder / "facts/a.yaml", folder / "elsewhere.yaml")
    for order in (("elsewhere.yaml", "policy.yaml"), ("policy.yaml", "elsewhere.yaml")):
        assert check(*order).exit_code == 0


@pytest.mark.parametrize(
    "place", ["facts/sample_2025.yaml", "facts/policies/sample_2025.yml", "policies/sample_2025.yaml"]
)
def test_facts_go_by_a_policy_that_is_given_or_near(place: str, check: Run, folder: Path) -> None:
    alone = check("facts/a.yaml")
    assert (alone.exit_code, codes(alone)) == (2, ["U130"])
    assert check("facts/a.yaml", "--policy", "policy.yaml").exit_code == 0
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_text(POLICY, encoding="utf-8")
    assert check("facts/a.yaml").exit_code == 0


def test_mistakes_of_facts_are_told(check: Run, folder: Path) -> None:
    text = FACTS.replace("staff: 30", "staff: 三十").replace("kind: enterprise", "kind: entreprise")
    (folder / "facts/a.yaml").write_text(text, encoding="utf-8")
    assert codes(check("policy.yaml", "facts/a.yaml")) == ["F017", "F019"]


def test_of_a_broken_policy_its_mistakes_are_told_once_and_facts_are_not_called_fine(check: Run, folder: Path) -> None:
    (folder / "policy.yaml").write_text(BROKEN, encoding="utf-8")
    (folder / "facts/b.yaml").write_text(FACTS, encoding="utf-8")
    result = check("policy.yaml", "facts/a.yaml", "facts/b.yaml")
    assert codes(result) == ["T022", "Y003", "F030", "F030"]
    given = check("facts/a.yaml", "facts/b.yaml", "--policy", "policy.yaml")
    assert (given.exit_code, codes(given)) == (1, ["T022", "Y003"])


def test_a_policy_that_is_not_there(check: Run, folder: Path) -> None:
    result = check("facts/a.yaml", "--policy", "none.yaml")
    assert (result.exit_code, codes(result)) == (2, ["U001"])
    (folder / "tests.yml").write_text(TESTS.replace("policy.yaml", "none.yaml"), encoding="utf-8")
    tests = check("tests.yml")
    assert (tests.exit_code, codes(tests)) == (2, ["U001"])
    assert "tests.yml:3:9" in tests.stdout


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("prize:", "prizes:", "F009"),
        ("{A1: {status", "{A2: {status", "N032"),
        ("certified: true", "certified: 是", "F018"),
        ("applicant: {id", "applicnt: {id", "S012"),
        ("amount: 50万元", "amount: 50万", "F012"),
        ("amount: 50万元", "limited_by: topp", "N033"),
        ("amount: 50万元", "row: large", "N033"),
        ("amount: 50万元", "failed_conditions: [certify]", "N034"),
        ("    expect:", "    readings: {step: part}\n    expect:", "N030"),
        ("    expect:", "    readings: {steps: parts}\n    expect:", "N031"),
        ("as_of: 2025-10-01", "as_of: 2025-10-41", "S022"),
        ("tests:\n", "amendments: [none.yaml]\ntests:\n", "U001"),
        ("status: eligible", "status: eligibel", "S020"),
        ("amount: 50万元", "term: 三年", "F064"),
        ("amount: 50万元", "term: 36", "S014"),
    ],
)
def test_mistakes_of_tests_are_told(before: str, after: str, code: str, check: Run, folder: Path) -> None:
    assert TESTS.count(before) == 1
    (folder / "tests.yml").write_text(TESTS.replace(before, after), encoding="utf-8")
    assert codes(check("tests.yml")) == [code]


def test_awards_to_what_is_not_listed_are_the_point_of_a_test(check: Run, folder: Path) -> None:
    earlier = "prior_awards: [{clause: build, subject: P9, year: 2025, amount: 1万元}]"
    (folder / "tests.yml").write_text(TESTS.replace("    expect:", f"      {earlier}\n    expect:"), encoding="utf-8")
    assert codes(check("tests.yml")) == []
    text = FACTS.rstrip() + f"\n{earlier}\n"
    (folder / "facts/a.yaml").write_text(text, encoding="utf-8")
    assert codes(check("policy.yaml", "facts/a.yaml")) == ["F025"]


def test_the_shipped_policy_and_its_tests_have_no_warnings(run: Run) -> None:
    assert run("check", "policies", "--quiet").output == ""


def test_results_and_findings_have_their_shape(run: Run, check: Run, folder: Path) -> None:
    (folder / "result.json").write_text(run("eval", "policy.yaml", "facts/a.yaml", "--format", "json").stdout)
    (folder / "findings.json").write_text(check("policy.yaml", "--format", "json").stdout)
    result = check("result.json", "findings.json")
    assert result.exit_code == 0
    assert "结果 4" in result.stdout


# -- standard input ------------------------------------------------------------------------------------


def test_standard_input_goes_by_a_name(check: Run) -> None:
    result = check("--stdin", "--stdin-name", "facts/new.yaml", stdin=BROKEN)
    assert result.exit_code == 1
    assert "--> facts/new.yaml:" in result.stdout
    assert "<stdin>" not in result.stdout
    assert "--> <stdin>:" in check("--stdin", stdin=BROKEN).stdout
    assert check("-", stdin=BROKEN).stdout == check("--stdin", stdin=BROKEN).stdout
    assert check("--stdin-name", "policy.yaml", stdin=POLICY).exit_code == 0


def test_what_standard_input_refers_to_is_sought_beside_its_name(check: Run, folder: Path) -> None:
    (folder / "facts/sample_2025.yaml").write_text(POLICY, encoding="utf-8")
    assert check("--stdin", "--stdin-name", "facts/new.yaml", stdin=FACTS).exit_code == 0
    assert check("--stdin", stdin=FACTS).exit_code == 2


def test_mended_standard_input_is_the_output_and_the_findings_stand_apart(check: Run) -> None:
    result = check("-", "--fix", stdin=BROKEN)
    assert result.stdout == BROKEN.replace("cite：", "cite: ")
    assert "[T022]" in result.stderr
    assert result.exit_code == 1
    as_json = check("-", "--fix", "--format", "json", stdin=BROKEN)
    assert as_json.stdout == result.stdout
    assert '"T022"' in as_json.stderr


# -- mending -------------------------------------------------------------------------------------------


def test_fix_writes_what_is_mended_and_tells_what_is_left(check: Run, folder: Path) -> None:
    (folder / "policy.yaml").write_text("\ufeff" + BROKEN.replace("\n", "\r\n"), encoding="utf-8", newline="")
    (folder / "policy.yaml").chmod(0o640)
    result = check("policy.yaml", "--fix")
    assert (result.exit_code, codes(result)) == (1, ["T022"])
    assert result.stdout.startswith("已改正 1 处：policy.yaml（Y003）\n")
    written = (folder / "policy.yaml").read_bytes().decode()
    assert written == "\ufeff" + BROKEN.replace("cite：", "cite: ").replace("\n", "\r\n")
    assert (folder / "policy.yaml").stat().st_mode & 0o777 == 0o640
    again = check("policy.yaml", "--fix")
    assert (again.exit_code, "已改正" in again.stdout) == (1, False)


def test_fix_leaves_a_good_file_alone(check: Run, folder: Path) -> None:
    before = (folder / "policy.yaml").stat()
    assert check("policy.yaml", "--fix").exit_code == 0
    after = (folder / "policy.yaml").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_mended_policy_serves_the_facts_of_the_run(check: Run, folder: Path) -> None:
    (folder / "policy.yaml").write_text(POLICY.replace("    cite: 一（三）", "    cite：一（三）"), encoding="utf-8")
    result = check("facts/a.yaml", "policy.yaml", "--fix")
    assert (result.exit_code, codes(result)) == (0, [])


def test_diff_shows_and_writes_nothing(check: Run, folder: Path) -> None:
    (folder / "policy.yaml").write_text(BROKEN, encoding="utf-8")
    result = check("policy.yaml", "--diff")
    assert result.exit_code == 1
    lines = [line for line in result.stdout.splitlines() if line.startswith(("-", "+"))]
    assert lines == ["--- a/policy.yaml", "+++ b/policy.yaml", "-    cite：一（三）", "+    cite: 一（三）"]
    assert "可自动改正 1 处：policy.yaml（Y003）" in result.stderr
    assert (folder / "policy.yaml").read_text(encoding="utf-8") == BROKEN


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_diff_is_one_that_git_takes(line_end: str, check: Run, folder: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("no git to apply the diff with")
    text = BROKEN.replace("\n", line_end).rstrip("\r\n").replace("一（四）", "一（四）。")
    (folder / "policy.yaml").write_text(text, encoding="utf-8", newline="")
    patch = check("policy.yaml", "--diff").stdout_bytes
    done = subprocess.run([git, "apply", "-p1"], input=patch, cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    written = (folder / "policy.yaml").read_bytes().decode()
    assert written == text.replace("cite：", "cite: ").replace("一（四）。", "一（四）")


def test_nothing_to_mend_is_no_diff(check: Run) -> None:
    result = check("policy.yaml", "--diff")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_file_that_cannot_be_written(check: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "policy.yaml").write_text(BROKEN, encoding="utf-8")

    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("policydsl.cli.console._replace", refuse)
    result = check("policy.yaml", "--fix")
    assert (result.exit_code, codes(result)) == (2, ["T022", "Y003"])
    assert "[U116]" in result.stderr
    assert "已改正" not in result.stdout


# -- formats -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_goes_to_a_file(format_: str, check: Run, folder: Path) -> None:
    (folder / "policy.yaml").write_text(BROKEN, encoding="utf-8")
    shown = check("policy.yaml", "--format", format_)
    written = check("policy.yaml", "--format", format_, "-o", "out")
    assert shown.exit_code == written.exit_code == 1
    assert written.stdout == ""
    assert (folder / "out").read_text(encoding="utf-8") == shown.stdout
    assert "T022" in shown.stdout


def test_good_files_are_in_the_reports_of_programs(check: Run) -> None:
    assert json.loads(check("policy.yaml", "--format", "json").stdout)["files"] == ["policy.yaml"]
    assert 'name="policy.yaml"' in check("policy.yaml", "--format", "junit").stdout
    assert json.loads(check("policy.yaml", "--format", "sarif").stdout)["runs"][0]["results"] == []
    assert check("policy.yaml", "--format", "github").stdout == ""
    assert check("policy.yaml", "--format", "gitlab").stdout == "[]\n"


def test_what_is_allowed_is_said(check: Run, folder: Path) -> None:
    caps = "    caps:\n      - {id: top, limit: 50万元, per: applicant}\n"
    text = POLICY.replace(caps, "    allow: [{code: P022, why: 原文如此}]\n")
    (folder / "policy.yaml").write_text(text, encoding="utf-8")
    result = check("policy.yaml")
    assert result.exit_code == 0
    assert result.stdout.endswith("（条款 4，政府事项 0，参数 2，读法 1）（已按 allow 忽略 1 处）\n")
    assert check("policy.yaml", "--lang", "en").stdout.endswith(" (1 allowed)\n")
    document = json.loads(check("policy.yaml", "--format", "json").stdout)
    assert (document["counts"]["allowed"], document["allowed"][0]["why"]) == (1, "原文如此")
    assert '"suppressions"' in check("policy.yaml", "--format", "sarif").stdout
    worse = text.replace("project.cost >= 100万元", "project.cost >= 100")
    (folder / "policy.yaml").write_text(worse, encoding="utf-8")
    assert check("policy.yaml").stdout.endswith("1 个文件中有 1 个错误（已按 allow 忽略 1 处）\n")


# -- start ---------------------------------------------------------------------------------------------

NOT_FOR_A_CHECK = (
    "tomllib", "xml", "difflib", "jsonschema",
    "policydsl.evaluate", "policydsl.render", "policydsl.diagnostics.pages", "policydsl.workspace.fixing",
)  # fmt: skip


def test_a_check_loads_nothing_that_it_does_not_need(root: Path) -> None:
    program = (
        "import sys; from policydsl.cli import main; main(sys.argv[1:]); "
        f"print(*[name for name in {NOT_FOR_A_CHECK!r} if name in sys.modules])"
    )
    arguments = [sys.executable, "-c", program, "check", "policies/xiamen_ai_2025.yaml", "--quiet"]
    subprocess.run(arguments, cwd=root, capture_output=True, check=True)  # may have to validate
    done = subprocess.run(arguments, cwd=root, capture_output=True, check=True, text=True)
    assert done.stdout == "\n"
