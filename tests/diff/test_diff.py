"""Two texts of a policy: the changes in words, whom they concern, and what is no change."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from policydsl.cli.root import root as program
from policydsl.diagnostics import Reporter
from policydsl.diff import changes_between
from policydsl.source import SourceFile
from policydsl.syntax import parse_yaml
from policydsl.syntax.tree import Mapping

Golden = Callable[[Path, str], None]
HERE = Path(__file__).parent / "cases"
ROOT = Path(__file__).resolve().parents[2]
OLD, NEW, FACTS = "old.yaml", "new.yaml", "applicants"
GIT = shutil.which("git") or ""
SHIPPED = ROOT / "policies" / "xiamen_ai_2025.yaml"
AMENDMENT = ROOT / "examples" / "amendments" / "lower_rates_2026.yaml"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["diff", *arguments])


def tree(text: str) -> Mapping:
    found = parse_yaml(SourceFile("a.yaml", text), Reporter())
    assert isinstance(found, Mapping)
    return found


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_revision(format_: str, lang: str, golden: Golden) -> None:
    result = run(OLD, NEW, "--facts", FACTS, "--format", format_, "--lang", lang)
    assert (result.exit_code, result.stderr) == (0, "")
    ending = {"text": "txt", "markdown": "md"}.get(format_, format_)
    golden(HERE / "expected" / f"{lang}.{ending}", result.stdout)


def test_layout_and_spelling_are_no_change() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    other = text.replace("limit: 1000万元", "limit: 0.1亿元").replace("* 30%", "*   0.30").replace("≥", ">=")
    assert other != text
    assert changes_between(tree(text), tree(other)) == []


def test_an_amendment_is_compared_with_the_text_without_it() -> None:
    result = run(str(SHIPPED), str(AMENDMENT), "--format", "json")
    assert result.exit_code == 0
    paths = {".".join(one["path"]) for one in json.loads(result.stdout)["changes"]}
    written = tree(AMENDMENT.read_text(encoding="utf-8")).get("changes")
    assert written is not None
    assert "clauses.rd_national.caps.project.limit" in paths
    days = run(
        str(SHIPPED), "--amend", str(AMENDMENT), "--from", "2026-06-30", "--to", "2026-07-01", "--format", "json"
    )
    assert {".".join(one["path"]) for one in json.loads(days.stdout)["changes"]} == paths


def test_the_gains_add_up() -> None:
    document = json.loads(run(OLD, NEW, "--facts", FACTS, "--format", "json").stdout)
    assert len(document["effects"]) == 5
    for one in document["effects"]:
        assert Decimal(one["after"]) - Decimal(one["before"]) == Decimal(one["gain"])
        assert sum(Decimal(award["gain"]) for award in one["awards"]) == Decimal(one["gain"])


def test_what_depends_on_missing_facts_is_open(tmp_path: Path) -> None:
    old = (HERE / OLD).read_text(encoding="utf-8")
    (tmp_path / "new.yaml").write_text(old.replace("applicant.revenue ≥ 1000万元", "true"), encoding="utf-8")
    facts = "policydsl: 1\nkind: facts\nas_of: 2026-05-01\napplicant: {id: O, kind: enterprise}\n"
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    result = run(OLD, str(tmp_path / "new.yaml"), "--facts", str(tmp_path / "facts.yaml"), "--format", "json")
    (effect,) = json.loads(result.stdout)["effects"]
    assert effect["outcome"] in ("open", "same")
    assert effect["gain"] == "0.00"


@pytest.mark.skipif(not GIT, reason="there is no git here")
def test_a_revision_of_git(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(  # a real git
            [GIT, "-c", "user.name=a", "-c", "user.email=a@example.org", *words],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip

    (tmp_path / "law").mkdir()
    path = tmp_path / "law" / "policy.yaml"
    path.write_text((HERE / OLD).read_text(encoding="utf-8"), encoding="utf-8")
    git("init", "-q")
    git("add", ".")
    git("commit", "-q", "-m", "old")
    path.write_text((HERE / NEW).read_text(encoding="utf-8"), encoding="utf-8")
    result = run(f"HEAD:{path}", str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "上限“单个项目”由 1000万元 提高到 1200万元" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        ((OLD,), "U143", 2),
        ((OLD, NEW, "--from", "2026-01-01"), "U143", 2),
        ((OLD, "--from", "2026-01-01"), "U143", 2),
        ((OLD, "--from", "2026-13-01", "--to", "2026-01-01"), "U114", 2),
        ((OLD, "none.yaml"), "U001", 2),
        (("--output=x:old.yaml", NEW), "U1", 2),
        ((OLD, "nowhere:old.yaml"), "U142", 2),
        ((OLD, NEW, "--facts", "none.yaml"), "U001", 1),
        ((OLD, NEW, "--facts", OLD), "S0", 1),
        ((OLD, NEW, "--facts", FACTS, "--reading", "a=b"), "U111", 1),
    ],
)
def test_what_cannot_be_compared_is_told(arguments: tuple[str, ...], code: str, exit_code: int) -> None:
    result = run(*arguments)
    assert result.exit_code == exit_code, result.output
    assert f"[{code}" in result.stderr


_IDS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)


@given(_IDS, _IDS)
def test_every_item_that_came_or_went_is_told_once(before: list[str], after: list[str]) -> None:
    def policy(ids: list[str]) -> Mapping:
        clauses = "".join(f"  - {{id: {one}, title: {one * 2}}}\n" for one in ids)
        return tree(
            f"policydsl: 1\nkind: policy\nclauses:\n{clauses}" if ids else "policydsl: 1\nkind: policy\nclauses: []\n"
        )

    found = [(one.kind, one.names) for one in changes_between(policy(before), policy(after))]
    expected = [("added", ("clauses", one)) for one in after if one not in before]
    expected += [("removed", ("clauses", one)) for one in before if one not in after]
    assert sorted(found) == sorted(expected)
