"""`policydsl amend`, and `--amend` of the commands that read policies."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
POLICY = "policies/xiamen_ai_2025.yaml"
FACTS = "examples/ai_startup.yaml"
AMENDMENT = "examples/amendments/lower_rates_2026.yaml"
EXPECTED = ROOT / "examples" / "amendments" / "expected"
EXAMPLES = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "examples").iterdir() if p.suffix in (".yaml", ".json"))
SCHEMA = Draft202012Validator(json.loads((ROOT / "schemas" / "result.schema.json").read_text(encoding="utf-8")))
AFTER = "2026-07-01"
Run = Callable[..., Result]
Golden = Callable[[Path, str], None]


def codes(result: Result) -> list[str]:
    text = result.stdout + result.stderr
    return re.findall(r"^(?:错误|警告|写法|提示|error|warning)\[([A-Z]\d{3})\]", text, re.MULTILINE)


def head(own_id: str = "other", since: str = AFTER) -> str:
    return (
        f"policydsl: 1\nkind: amendment\nid: {own_id}\namends: xiamen_ai_2025\neffective:\n  from: {since}\nchanges:\n"
    )


def copied(folder: Path) -> tuple[Path, Path]:
    """The policy and the amendment in a folder of their own."""
    return (
        Path(shutil.copy(ROOT / POLICY, folder / "policy.yaml")),
        Path(shutil.copy(ROOT / AMENDMENT, folder / "amendment.yaml")),
    )


# -- show --------------------------------------------------------------------------------------------


def test_show_prints_the_amended_text(run: Run, golden: Golden) -> None:
    result = run("amend", "show", POLICY, AMENDMENT, "--as-of", AFTER)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(EXPECTED / "xiamen_ai_2025.lower_rates_2026.yaml", result.stdout)


def test_show_without_a_day_lists_the_texts_and_shows_the_last(run: Run) -> None:
    result = run("amend", "show", POLICY, AMENDMENT)
    assert result.exit_code == 0
    assert "2025-04-21 至 2026-06-30  原文本" in result.stderr
    assert "2026-07-01 至 2027-12-31  lower_rates_2026（示例〔2026〕1号）" in result.stderr
    assert result.stdout == run("amend", "show", POLICY, AMENDMENT, "--as-of", AFTER).stdout


def test_before_the_first_day_the_text_is_that_of_the_file(run: Run) -> None:
    result = run("amend", "show", POLICY, AMENDMENT, "--as-of", "2026-06-30")
    assert result.stdout == (ROOT / POLICY).read_text(encoding="utf-8")
    assert run("amend", "show", POLICY).stdout == result.stdout


def test_show_the_lines_that_differ(run: Run, golden: Golden) -> None:
    result = run("amend", "show", POLICY, AMENDMENT, "--as-of", AFTER, "--diff")
    golden(EXPECTED / "xiamen_ai_2025.lower_rates_2026.diff", result.stdout)


def test_a_text_with_a_change_that_cannot_be_made_is_not_shown(run: Run, tmp_path: Path) -> None:
    stale = tmp_path / "stale.yaml"
    stale.write_text(head() + "  - {set: clauses.rd_national.title.zh, was: 旧, to: 新}\n", encoding="utf-8")
    result = run("amend", "show", POLICY, str(stale))
    assert (result.exit_code, result.stdout, codes(result)) == (1, "", ["M010"])


def test_a_text_that_does_not_pass_the_checks_is_shown_with_its_findings(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        head() + "  - set: clauses.rd_national.amount\n    was: rd_project.rd_investment * 50%\n    to: 1000\n",
        encoding="utf-8",
    )
    result = run("amend", "show", POLICY, str(wrong))
    assert (result.exit_code, codes(result)) == (1, ["T008"])
    assert "    amount: 1000\n" in result.stdout


# -- apply -------------------------------------------------------------------------------------------


def test_apply_writes_what_show_prints(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "new.yaml"
    result = run("amend", "apply", POLICY, AMENDMENT, "--as-of", AFTER, "-o", str(made))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "lower_rates_2026，共 7 处修改" in result.stderr
    shown = run("amend", "show", POLICY, AMENDMENT, "--as-of", AFTER)
    assert made.read_text(encoding="utf-8") == shown.stdout
    assert run("amend", "apply", POLICY, AMENDMENT, "--as-of", AFTER, "-o", "-").stdout == shown.stdout


def test_applying_and_evaluating_is_evaluating_with_the_amendment(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "new.yaml"
    run("amend", "apply", POLICY, AMENDMENT, "--as-of", AFTER, "-o", str(made))
    facts = [*EXAMPLES, "--as-of", AFTER, "--format", "json"]
    applied = json.loads(run("eval", str(made), *facts).stdout)
    amended = json.loads(run("eval", POLICY, *facts, "--amend", AMENDMENT).stdout)
    before = json.loads(run("eval", POLICY, *facts).stdout)
    assert [one["awards"] for one in applied] == [one["awards"] for one in amended]
    assert [one["totals"] for one in applied] == [one["totals"] for one in amended]
    assert [one["awards"] for one in before] != [one["awards"] for one in amended]


@pytest.mark.parametrize(("mark", "newline"), [("", "\n"), ("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_in_place_nothing_but_the_places_changes(mark: str, newline: str, run: Run, tmp_path: Path) -> None:
    policy, amendment = copied(tmp_path)
    before = (mark + policy.read_text(encoding="utf-8").replace("\n", newline)).encode()
    policy.write_bytes(before)
    result = run("amend", "apply", str(policy), str(amendment), "--as-of", AFTER, "--in-place")
    assert result.exit_code == 0, result.stderr
    expected = (EXPECTED / "xiamen_ai_2025.lower_rates_2026.yaml").read_text(encoding="utf-8")
    assert policy.read_bytes() == (mark + expected.replace("\n", newline)).encode()
    assert run("check", str(policy)).exit_code == 0
    again = run("amend", "apply", str(policy), str(amendment), "--as-of", AFTER, "--in-place")
    assert again.exit_code == 1
    assert set(codes(again)) <= {"M010", "M013", "M009"}


@pytest.mark.parametrize(
    "changes",
    [
        "  - {set: clauses.rd_national.title.zh, was: 旧, to: 新}\n",
        "  - {remove: parameters.sales_unit}\n",
        "  - {remove: clauses.rd_national.departments}\n",
        "  - {set: clauses.rd_national.amount, was: rd_project.rd_investment * 50%, to: 1 +}\n",
        "  - {set: clauses.rd_national.amount\n",
        "  - {remove: clauses.talent_bse}\n",
    ],
)
@pytest.mark.parametrize("where", [("--in-place",), ("-o", "out.yaml")])
def test_a_broken_amendment_changes_nothing_on_disk(
    changes: str, where: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    policy, amendment = copied(tmp_path)
    amendment.write_text(head() + changes, encoding="utf-8")
    (tmp_path / "out.yaml").write_text("as it was\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    arguments = [str(tmp_path / one) if one.endswith(".yaml") else one for one in where]
    result = run("amend", "apply", str(policy), str(amendment), "--as-of", AFTER, *arguments)
    assert result.exit_code == 1
    assert codes(result)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_nothing_is_written_on_a_day_without_an_amendment(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "new.yaml"
    result = run("amend", "apply", POLICY, AMENDMENT, "--as-of", "2026-06-30", "-o", str(made))
    assert (result.exit_code, codes(result), made.exists()) == (1, ["M033"], False)


# -- new ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_amendment(lang: str, run: Run, golden: Golden) -> None:
    result = run("amend", "new", POLICY, "--clause", "compute_voucher", "--as-of", AFTER, "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(Path(__file__).parent / "new" / f"amendment.{lang}.yaml", result.stdout)


@pytest.mark.parametrize(
    ("policy", "clauses"),
    [(POLICY, []), (POLICY, ["compute_voucher", "hit_product"]), ("tests/check/base.yaml", []),
     ("tests/check/base.yaml", ["voucher", "rent"]), ("tests/cli/policies/every_type.yaml", [])],
)  # fmt: skip
def test_every_place_of_a_new_amendment_is_right_as_it_stands(
    policy: str, clauses: list[str], run: Run, tmp_path: Path
) -> None:
    """With the signs removed each change is told that it changes nothing: its path and its guard hold."""
    asked = [part for own_id in clauses for part in ("--clause", own_id)]
    template = run("amend", "new", policy, *asked, "--as-of", "2025-12-01").stdout
    changes, _, _ = template.partition("\n  # ── 增加和删去")
    lines = [re.sub(r"^# (?=  )", "", line) for line in changes.partition("\nchanges:\n")[2].splitlines()]
    made = tmp_path / "made.yaml"
    made.write_text(changes.partition("\nchanges:\n")[0] + "\nchanges:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    result = run("check", policy, "--amend", str(made))
    count = sum(line.startswith("  - set: ") for line in lines)
    assert count >= 5
    assert codes(result) == ["M012"] * count


def test_a_new_amendment_asks_to_be_filled_in(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "made.yaml"
    assert run("amend", "new", POLICY, "--as-of", AFTER, "-o", str(made)).exit_code == 0
    assert codes(run("check", POLICY, "--amend", str(made))) == ["S019"]


def test_a_new_amendment_starts_from_the_amended_text(run: Run) -> None:
    arguments = ("amend", "new", POLICY, "--as-of", AFTER, "--clause", "rd_national")
    assert "was: 1000万元" in run(*arguments).stdout
    assert "was: 1200万元" in run(*arguments, "--amend", AMENDMENT).stdout


# -- check -------------------------------------------------------------------------------------------


def test_check_says_which_texts_it_looked_at(run: Run) -> None:
    result = run("check", POLICY, "--amend", AMENDMENT)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:] == [
        f"{POLICY} 和 1 份修订，各个时期的文本：",
        "  2025-04-21 至 2026-06-30  原文本",
        "  2026-07-01 至 2027-12-31  lower_rates_2026（示例〔2026〕1号）",
    ]


def test_an_amendment_is_checked_with_the_policy_of_its_id(run: Run) -> None:
    files = ("tests/check/base.yaml", POLICY, AMENDMENT)
    results = {run("check", *order).stdout for order in itertools.permutations(files)}
    assert all("lower_rates_2026" in text and "sample" not in text.replace("base", "") for text in results)
    assert all(run("check", *order).exit_code == 0 for order in itertools.permutations(files))


@pytest.mark.parametrize("where", [".", "amendments"])
def test_an_amendment_alone_finds_the_policy_beside_it(where: str, run: Run, tmp_path: Path) -> None:
    policy, amendment = copied(tmp_path)
    (tmp_path / where).mkdir(exist_ok=True)
    place = Path(shutil.move(amendment, tmp_path / where / "rates.yaml"))
    (place.parent / "later.yaml").write_text(
        head("later", "2027-01-01") + "  - {set: parameters.reward_per_unit.value, was: 60万元, to: 70万元}\n",
        encoding="utf-8",
    )
    result = run("check", str(place))
    assert result.exit_code == 0, result.stdout
    assert policy.name in result.stdout
    assert "lower_rates_2026（示例〔2026〕1号） + later" in result.stdout
    # The later one builds on the other, which lies beside it.
    assert run("check", str(place.parent / "later.yaml")).exit_code == 0


def test_an_amendment_alone_says_what_to_do(run: Run, tmp_path: Path) -> None:
    _, amendment = copied(tmp_path)
    (tmp_path / "policy.yaml").unlink()
    result = run("check", str(amendment))
    assert (result.exit_code, codes(result)) == (1, ["M002"])
    assert "--amend" in result.stdout


def test_check_of_a_folder(run: Run, tmp_path: Path) -> None:
    copied(tmp_path)
    result = run("check", str(tmp_path))
    assert result.exit_code == 0
    assert "和 1 份修订" in result.stdout
    (tmp_path / "empty").mkdir()
    assert codes(run("check", str(tmp_path / "empty"))) == ["U131"]


def test_findings_of_an_amended_text_as_json_are_in_the_amendment(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(head() + "  - {remove: parameters.sales_unit}\n", encoding="utf-8")
    (found,) = json.loads(run("check", POLICY, "--amend", str(wrong), "--format", "json").stdout)["findings"]
    assert (found["code"], found["file"], found["start"]["line"]) == ("N001", str(wrong), 8)
    assert [label["file"] for label in found["labels"]] == [str(wrong), POLICY, POLICY]
    assert found["fix"] is None


def test_a_policy_with_mistakes_is_not_amended(run: Run, tmp_path: Path) -> None:
    policy, amendment = copied(tmp_path)
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("rd_project.rd_investment * 50%", "rd_project.rd_investment * 50万元"), "utf-8")
    amendment.write_text(amendment.read_text(encoding="utf-8").replace("1000万元\n", "999万元\n", 1), "utf-8")
    result = run("check", str(policy), "--amend", str(amendment))
    assert codes(result) == ["T004"]


# -- evaluation --------------------------------------------------------------------------------------


def test_results_name_the_amendments_in_force(run: Run) -> None:
    facts = (FACTS, "--amend", AMENDMENT, "--format", "json")
    after = json.loads(run("eval", POLICY, *facts, "--as-of", AFTER).stdout)
    (named,) = after["policy"]["amendments"]
    assert named["id"] == "lower_rates_2026"
    assert re.fullmatch("[0-9a-f]{64}", named["sha256"])
    assert list(SCHEMA.iter_errors(after)) == []
    before = json.loads(run("eval", POLICY, *facts, "--as-of", "2026-06-30").stdout)
    assert before["policy"]["amendments"] == []
    assert before["policy"]["sha256"] == after["policy"]["sha256"]
    plain = json.loads(run("eval", POLICY, FACTS, "--format", "json", "--as-of", "2026-06-30").stdout)
    assert before == plain


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_names_them_and_marks_the_clauses(lang: str, run: Run, golden: Golden) -> None:
    result = run("eval", POLICY, FACTS, "--amend", AMENDMENT, "--as-of", AFTER, "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    golden(EXPECTED / f"ai_startup.{lang}.txt", result.stdout)


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_explanations_name_them_and_mark_the_clauses(format_: str, run: Run, golden: Golden) -> None:
    clauses = ("--clause", "compute_voucher", "--clause", "hit_product")
    facts = "examples/manufacturer_below_boundary.yaml"
    result = run("explain", POLICY, facts, *clauses, "--amend", AMENDMENT, "--as-of", AFTER, "--format", format_)
    assert result.exit_code == 0
    ending = "md" if format_ == "markdown" else "txt"
    golden(EXPECTED / f"manufacturer_below_boundary.explained.{ending}", result.stdout)


def test_explanations_as_json_have_them(run: Run) -> None:
    result = run("explain", POLICY, FACTS, "--amend", AMENDMENT, "--as-of", AFTER, "--format", "json")
    found = json.loads(result.stdout)
    assert [(one["id"], one["start"], one["end"]) for one in found["amendments"]] == [("lower_rates_2026", AFTER, None)]
    marked = {one["clause"] for one in found["awards"] if one["amended_by"]}
    assert marked == {"compute_voucher", "model_voucher"}


def test_each_fact_file_has_the_text_of_its_own_day(run: Run, tmp_path: Path) -> None:
    text = (ROOT / FACTS).read_text(encoding="utf-8")
    days = ["2026-06-30", AFTER, "2026-12-31", "2025-10-20"]
    paths = []
    for on in days:
        path = tmp_path / f"{on}.yaml"
        path.write_text(re.sub(r"as_of: \S+", f"as_of: {on}", text), encoding="utf-8")
        paths.append(str(path))
    result = run("eval", POLICY, *paths, "--amend", AMENDMENT, "--format", "jsonl")
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [len(one["policy"]["amendments"]) for one in found] == [0, 1, 1, 0]
    assert [one["totals"] == found[0]["totals"] for one in found] == [True, False, False, True]
    table = run("eval", POLICY, *paths, "--amend", AMENDMENT).stdout
    assert "修订 lower_rates_2026（按各自的基准日）" in table


def test_a_folder_of_policies_and_amendments(run: Run, tmp_path: Path) -> None:
    copied(tmp_path)
    folder = json.loads(run("eval", str(tmp_path), FACTS, "--as-of", AFTER, "--format", "json").stdout)
    named = json.loads(run("eval", POLICY, FACTS, "--as-of", AFTER, "--amend", AMENDMENT, "--format", "json").stdout)
    assert folder == named
    assert run("explain", str(tmp_path), FACTS, "--as-of", AFTER).exit_code == 0


def test_an_award_of_a_clause_that_was_removed_may_have_been_granted(run: Run, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    text = (ROOT / FACTS).read_text(encoding="utf-8")
    given = "prior_awards: [{clause: tech_fund_whitelist, subject: QH, year: 2025, amount: 1元}]"
    facts.write_text(text.replace("prior_awards: []", given), encoding="utf-8")
    assert given in facts.read_text(encoding="utf-8")
    assert run("eval", POLICY, str(facts), "--amend", AMENDMENT, "--as-of", AFTER).exit_code == 0
    schema = json.loads(run("schema", "facts", POLICY, "--amend", AMENDMENT).stdout)
    clauses = schema["properties"]["prior_awards"]["items"]["properties"]["clause"]["enum"]
    assert clauses[-1] == "tech_fund_whitelist"


def test_a_failed_operation_that_an_amendment_wrote_is_found_there(run: Run, tmp_path: Path) -> None:
    policy = "tests/cli/policies/every_type.yaml"
    text = (ROOT / policy).read_text(encoding="utf-8")
    own_id = re.search(r"^id: (\w+)$", text, re.MULTILINE)
    amount = re.search(r"- id: (\w+)\n(?:(?!\n  - id:).)*?\n    amount: ([^\n]*)\n", text, re.DOTALL)
    since = re.search(r"from: ([\d-]+)", text)
    assert own_id is not None
    assert amount is not None
    assert since is not None
    change = tmp_path / "change.yaml"
    change.write_text(
        head("change", since[1]).replace("xiamen_ai_2025", own_id[1])
        + f"  - set: clauses.{amount[1]}.amount\n    was: {amount[2]}\n    to: {amount[2]} * 2\n",
        encoding="utf-8",
    )
    facts = tmp_path / "facts.yaml"
    facts.write_text(
        "policydsl: 1\nkind: facts\nas_of: 2025-06-30\napplicant: {id: A1, paid_in: 5万元, staff: 0, listed: false}\n",
        encoding="utf-8",
    )
    arguments = (policy, str(facts), "--amend", str(change))
    result = run("eval", *arguments, "--format", "json")
    assert result.exit_code == 1, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    assert list(SCHEMA.iter_errors(document)) == []
    (failure,) = document["awards"][0]["failures"]
    assert (failure["amendment"], failure["line"]) == ("change", 10)
    assert f"{change} 第 10 行".replace(" ", "") in re.sub(r"\s", "", run("eval", *arguments).stdout)
    assert f"{change}:10:" in run("explain", *arguments).stdout.replace("\n", "").replace(" ", "")


def test_readings_are_those_of_the_text_in_force(run: Run, tmp_path: Path) -> None:
    more = tmp_path / "more.yaml"
    more.write_text(
        head("more")
        + "  - add: readings.new_question\n    value:\n      question: 新的问题\n      options: {yes_: 是, no_: 否}\n"
        "      default: yes_\n  - {set: clauses.rd_national.amount, was: rd_project.rd_investment * 50%, "
        "to: 'if reading.new_question = \"yes_\" then rd_project.rd_investment * 50% else 0元'}\n",
        encoding="utf-8",
    )
    arguments = ("eval", POLICY, FACTS, "--amend", str(more), "--reading", "new_question=no_")
    assert run(*arguments, "--as-of", AFTER).exit_code == 0
    before = run(*arguments, "--as-of", "2026-01-01")
    assert (before.exit_code, codes(before)) == (2, ["U111"])


def test_new_facts_and_their_schema_follow_the_amendments(run: Run, tmp_path: Path) -> None:
    more = tmp_path / "more.yaml"
    field = "{type: boolean, label: 已登记}"
    more.write_text(head("more") + f"  - add: facts.applicant.fields.enrolled\n    value: {field}\n", encoding="utf-8")
    for command in (("new", "facts"), ("schema", "facts")):
        with_it = run(*command, POLICY, "--amend", str(more), "--as-of", AFTER).stdout
        without = run(*command, POLICY, "--amend", str(more), "--as-of", "2026-01-01").stdout
        assert ("enrolled" in with_it, "enrolled" in without) == (True, False)


def test_an_amendment_for_a_policy_and_the_other_way_round(run: Run) -> None:
    assert codes(run("eval", AMENDMENT, FACTS)) == ["M030"]
    assert codes(run("eval", POLICY, FACTS, "--amend", POLICY)) == ["M031"]
    assert codes(run("check", POLICY, "--amend", POLICY)) == ["M031"]
    assert codes(run("check", POLICY, "--amend", FACTS)) == ["S006"]


def test_what_gives_no_amendment_is_not_passed_over(run: Run, tmp_path: Path) -> None:
    for command in (("eval", POLICY, FACTS), ("check", POLICY)):
        assert codes(run(*command, "--amend", str(tmp_path))) == ["M036"]
    broken = tmp_path / "broken.yaml"
    broken.write_text((ROOT / POLICY).read_text(encoding="utf-8").replace("1000万元", "1000", 1), encoding="utf-8")
    for command in (("eval", POLICY, FACTS), ("check", POLICY)):
        assert codes(run(*command, "--amend", str(broken))) == ["M031"]


def test_an_amendment_with_mistakes_is_not_applied(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(head() + "  - {set: clauses.rd_national.title.zh, was: 旧, to: 新}\n", encoding="utf-8")
    after = run("eval", POLICY, FACTS, "--amend", str(wrong), "--as-of", AFTER)
    assert (after.exit_code, after.stdout, codes(after)) == (1, "", ["M010"])
    # Before it takes effect its text is not asked for.
    assert run("eval", POLICY, FACTS, "--amend", str(wrong), "--as-of", "2026-01-01").exit_code == 0


def test_an_amended_policy_from_standard_input(run: Run) -> None:
    text = (ROOT / POLICY).read_text(encoding="utf-8")
    result = run("eval", "-", FACTS, "--amend", AMENDMENT, "--as-of", AFTER, stdin=text)
    assert result.exit_code == 0
    piped = run("eval", POLICY, FACTS, "--amend", "-", "--as-of", AFTER, stdin=(ROOT / AMENDMENT).read_text("utf-8"))
    assert piped.stdout == result.stdout


# -- several policies --------------------------------------------------------------------------------

SMALL = """\
policydsl: 1
kind: policy
id: {id}
title: {title}
in_force: {{from: {since}}}
{extra}facts: {{applicant: {{fields: {{certified: {{type: boolean}}}}}}}}
clauses:
  - id: prize
    cite: 一
    title: 奖励
    departments: [市工信局]
    benefit: reward
    basis: exact
    eligibility: [{{id: certified, test: applicant.certified}}]
    amount: {amount}
    caps: [{{id: top, limit: {amount}, per: applicant}}]
"""


def two_policies(folder: Path, extra: str = "supersedes: [old]\n") -> list[str]:
    """An old policy and the new one, and facts of a day of each."""
    policies = folder / "policies"
    policies.mkdir()
    old = SMALL.format(id="old", title="旧办法", since="2024-01-01", extra="", amount="10万元")
    new = SMALL.format(id="new", title="新办法", since="2026-01-01", extra=extra, amount="20万元")
    (policies / "old.yaml").write_text(old, encoding="utf-8")
    (policies / "new.yaml").write_text(new, encoding="utf-8")
    paths = [str(policies)]
    for year in ("2025", "2026"):
        facts = folder / f"{year}.yaml"
        facts.write_text(
            f"policydsl: 1\nkind: facts\nas_of: {year}-05-01\napplicant: {{id: A{year}, certified: true}}\n", "utf-8"
        )
        paths.append(str(facts))
    return paths


def test_each_fact_file_has_the_policy_of_its_day(run: Run, tmp_path: Path) -> None:
    paths = two_policies(tmp_path)
    lines = run("eval", *paths, "--format", "jsonl").stdout.splitlines()
    found = [json.loads(line) for line in lines]
    assert [(one["policy"]["id"], one["totals"]["exact"]) for one in found] == [
        ("old", "100000.00"),
        ("new", "200000.00"),
    ]


def test_a_table_of_several_policies_names_them_all(run: Run, tmp_path: Path) -> None:
    paths = two_policies(tmp_path)
    text = run("eval", *paths).stdout
    assert text.startswith("旧办法\n新办法\n基准日 2025-05-01 … 2026-05-01\n")
    markdown = run("eval", *paths, "--format", "markdown").stdout
    assert markdown.startswith("# 旧办法 · 新办法\n")
    assert markdown.count("- 政策：") == 2


def test_sums_of_different_currencies_are_not_added(run: Run, tmp_path: Path) -> None:
    paths = two_policies(tmp_path, "supersedes: [old]\ncurrency: USD\n")
    new = tmp_path / "policies" / "new.yaml"
    in_kind = re.sub("    (?:basis|amount|caps):.*\n", "", new.read_text(encoding="utf-8"))
    new.write_text(in_kind.replace("reward", "service"), encoding="utf-8")
    text = run("eval", *paths).stdout
    assert "币种不同，金额不列" in text
    assert "应付" not in text
    assert "金额（CNY/USD）" in run("eval", *paths, "--format", "csv").stdout


def test_facts_that_name_a_superseded_policy_are_told(run: Run, tmp_path: Path) -> None:
    folder, *_, facts = two_policies(tmp_path)
    path = Path(facts)
    path.write_text(path.read_text(encoding="utf-8").replace("as_of", "policy: old\nas_of"), encoding="utf-8")
    assert codes(run("eval", folder, facts)) == ["M029"]
    assert run("eval", str(Path(folder) / "old.yaml"), facts).exit_code == 0


def test_two_policies_in_force_are_told(run: Run, tmp_path: Path) -> None:
    folder, _, facts = two_policies(tmp_path, "")
    result = run("eval", folder, facts)
    assert (result.exit_code, codes(result)) == (1, ["M026"])
    assert "old.yaml" in result.stderr
    assert "new.yaml" in result.stderr
    path = Path(facts)
    path.write_text(path.read_text(encoding="utf-8").replace("as_of", "policy: old\nas_of"), encoding="utf-8")
    assert run("eval", folder, facts).exit_code == 0


def test_a_schema_of_several_policies_wants_a_day(run: Run, tmp_path: Path) -> None:
    folder, *_ = two_policies(tmp_path)
    assert codes(run("schema", "facts", folder)) == ["M025"]
    assert json.loads(run("schema", "facts", folder, "--as-of", "2025-05-01").stdout)["title"].startswith("旧办法")
