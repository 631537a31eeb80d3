"""Explanations as people read them: the golden files beside the cases are the documentation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from policydsl.award import Evaluation
from policydsl.explain import explain, explain_json, explain_markdown, explain_text
from policydsl.source import Lang
from policydsl.workspace import LoadedPolicy

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
