"""What docs/cohorts.md shows of `batch` is what the program writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cohort.test_inputs_outputs import DAY, POLICY

from policydsl.cohort.run.batch import Choices
from policydsl.cohort.run.whole import run_cohort
from policydsl.cohort.sql.decode import AWARD
from policydsl.diagnostics import Reporter
from policydsl.source import Lang, SourceFile
from policydsl.workspace import load_policy_source


@pytest.mark.parametrize(("lang", "names"), [("zh", ("rejects", "awards")), ("en", ("rejects",))])
def test_the_tables_of_the_document(root: Path, tmp_path: Path, lang: Lang, names: tuple[str, ...]) -> None:
    (tmp_path / "in").mkdir()
    applicants = "id,name,kind,annual_revenue\nA1,甲公司,enterprise,3000000\nA2,乙公司,enterprise,约一百万\n"
    (tmp_path / "in/applicants.csv").write_text(applicants + "A3,丙公司,enterprise,\n", encoding="utf-8")
    projects = "applicant,id,cost\nA1,P1,250000\nA2,P1,120000\nA4,P1,300000\n"
    (tmp_path / "in/projects.csv").write_text(projects, encoding="utf-8")
    reporter = Reporter()
    loaded = load_policy_source(SourceFile("policy.yaml", POLICY), reporter)
    assert loaded is not None
    choices = Choices(DAY, {}, lang)
    assert run_cohort(loaded, str(tmp_path / "in"), str(tmp_path / "out"), choices, reporter, format_="csv")
    document = (root / "docs/cohorts.md").read_text(encoding="utf-8")
    for name in names:
        assert f"```\n{(tmp_path / 'out' / f'{name}.csv').read_text(encoding='utf-8')}```\n" in document


def test_the_document_names_every_column(root: Path) -> None:
    document = (root / "docs/cohorts.md").read_text(encoding="utf-8")
    chinese, _, english = document.partition("\n## Tables")
    assert [name for name, _ in AWARD if f"`{name}`" not in chinese or f"`{name}`" not in english] == []
