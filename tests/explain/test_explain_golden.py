"""Explanations as people read them: the golden files beside the cases are the documentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from policydsl.award import Evaluation
from policydsl.diagnostics import Reporter
from policydsl.explain import explain, explain_json, explain_markdown, explain_text
from policydsl.source import Lang
from policydsl.workspace import LoadedPolicy
from policydsl.workspace.library import facts_in, open_library
from policydsl.workspace.loading import evaluate as evaluate_facts

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
CASES = HERE / "cases"
Golden = Callable[[Path, str], None]
Evaluate = Callable[..., Evaluation]

EXAMPLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("facts_missing.yaml", {}),
    ("prior_and_other_awards.yaml", {}),
    ("manufacturer_below_boundary.yaml", {}),
    ("manufacturer_below_boundary.yaml", {"hit_product_steps": "pro_rata"}),
    ("university_lab.yaml", {}),
    ("university_lab.yaml", {"academic_tier": "by_revenue"}),
    ("after_lapse.yaml", {}),
)
WORKSHOP: tuple[tuple[str, dict[str, str]], ...] = (
    ("workshop_full", {}),
    ("workshop_full", {"used_looms": "all_looms"}),
    ("workshop_missing", {}),
)


def _name(stem: str, readings: dict[str, str], ending: str) -> str:
    return ".".join([stem, *readings.values(), ending])


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize(("file", "readings"), EXAMPLES)
def test_shipped_policy(
    file: str,
    readings: dict[str, str],
    lang: Lang,
    xiamen: LoadedPolicy,
    evaluate: Evaluate,
    root: Path,
    golden: Golden,
) -> None:
    path = root / "examples" / file
    found = explain(evaluate(xiamen, path, readings))
    golden(GOLDEN / _name(path.stem, readings, f"{lang}.txt"), explain_text(found, lang))


@pytest.mark.parametrize("lang", get_args(Lang))
def test_figures_by_period(lang: Lang, periods: LoadedPolicy, evaluate: Evaluate, golden: Golden) -> None:
    found = explain(evaluate(periods, CASES / "periods_missing.yaml"))
    golden(GOLDEN / f"periods_missing.{lang}.txt", explain_text(found, lang))


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize(("stem", "readings"), WORKSHOP)
def test_everything_a_policy_can_have(
    stem: str,
    readings: dict[str, str],
    lang: Lang,
    workshop: LoadedPolicy,
    evaluate: Evaluate,
    golden: Golden,
    root: Path,
) -> None:
    found = explain(evaluate(workshop, CASES / f"{stem}.yaml", readings))
    text = explain_text(found, lang).replace(f"{root}/", "")
    golden(GOLDEN / _name(stem, readings, f"{lang}.txt"), text)


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("stem", ["sums_full", "sums_above", "sums_listed"])
def test_what_stands_around_a_formula(
    stem: str, lang: Lang, sums: LoadedPolicy, evaluate: Evaluate, golden: Golden
) -> None:
    found = explain(evaluate(sums, CASES / f"{stem}.yaml"))
    golden(GOLDEN / f"{stem}.{lang}.txt", explain_text(found, lang))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_days_that_govern(lang: Lang, golden: Golden) -> None:
    """Contracts under two texts and at several rates, claimed after the policy has ended."""
    golden(GOLDEN / f"dated.{lang}.txt", explain_text(explain(_of_contracts()), lang))


def test_days_that_govern_as_json(golden: Golden) -> None:
    golden(GOLDEN / "dated.json", explain_json(explain(_of_contracts(), clauses={"voucher"}, subjects={"C2"})))


def _of_contracts() -> Evaluation:
    folder, reporter = CASES / "dated", Reporter()
    library = open_library(str(folder / "policy.yaml"), reporter, [str(folder / "amendment.yaml")])
    assert library is not None, reporter.diagnostics
    found = facts_in(str(folder / "facts.yaml"), library, reporter)
    assert found is not None, reporter.diagnostics
    evaluation = evaluate_facts(*found, reporter)
    assert evaluation is not None
    return evaluation


@pytest.mark.parametrize("lang", get_args(Lang))
@pytest.mark.parametrize("stem", ["rent_full", "rent_missing"])
def test_units_of_measure(stem: str, lang: Lang, evaluate: Evaluate, golden: Golden, rent: LoadedPolicy) -> None:
    found = explain(evaluate(rent, CASES / f"{stem}.yaml"))
    golden(GOLDEN / f"{stem}.{lang}.txt", explain_text(found, lang))


def test_markdown(workshop: LoadedPolicy, evaluate: Evaluate, golden: Golden) -> None:
    found = explain(evaluate(workshop, CASES / "workshop_full.yaml"), clauses={"loom_grant", "training"})
    golden(GOLDEN / "workshop_full.zh.md", explain_markdown(found, "zh"))


def test_json(workshop: LoadedPolicy, evaluate: Evaluate, golden: Golden) -> None:
    found = explain(
        evaluate(workshop, CASES / "workshop_full.yaml"), clauses={"loom_grant", "training"}, subjects={"L1", "W"}
    )
    golden(GOLDEN / "workshop_full.json", explain_json(found))


def test_narrow_screen(xiamen: LoadedPolicy, evaluate: Evaluate, root: Path, golden: Golden) -> None:
    found = explain(evaluate(xiamen, root / "examples" / "facts_missing.yaml"), clauses={"compute_voucher"})
    golden(GOLDEN / "narrow.zh.txt", explain_text(found, "zh", width=50))
