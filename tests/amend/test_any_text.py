"""Whatever an amendment says, it gives findings with places in files: never an exception, never a text half changed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.amend.support import BASE, ROOT, amendment

from policydsl.amend.document import Amendment
from policydsl.amend.reading import read_amendment
from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.diagnostics.render import render_text
from policydsl.source import SourceFile
from policydsl.source.patchwork import Patchwork
from policydsl.syntax import parse_yaml
from policydsl.workspace import LoadedPolicy, load_policy
from policydsl.workspace.amended import AmendedPolicy
from policydsl.workspace.loading import shaped

WORDS = (
    *("clauses", "build", "voucher", "rate", "parameters", "facts", "set", "was", "to", "add", "remove", "value"),
    *("after", "before", "was_title", "amount", "id", "table", "rules", "large", "30%", "base * rate", "500万元"),
    *(".", ":", ": ", "- ", "\n", "  ", "{", "}", "[", "]", ",", "&a ", "*a", "#", '"', "'", "|", ">-", "！", "\t"),
)


@cache
def base() -> LoadedPolicy:
    found = Reporter()
    loaded = load_policy(str(BASE), found)
    assert loaded is not None
    return loaded


@cache
def seeds() -> tuple[str, ...]:
    """Amendments to be damaged: the bad ones, and one with everything."""
    cases = yaml.safe_load((Path(__file__).parent / "bad.yaml").read_text(encoding="utf-8"))
    texts = [case.get("whole") or amendment(case["changes"]) for case in cases]
    everything = (ROOT / "examples" / "amendments" / "lower_rates_2026.yaml").read_text(encoding="utf-8")
    return (*texts, everything.replace("xiamen_ai_2025", "sample_2025"))


@cache
def earlier() -> tuple[Amendment, ...]:
    """Good amendments that are in the text already."""
    good = sorted((Path(__file__).parent / "good").glob("*.yaml"))
    texts = [(path.name, path.read_text(encoding="utf-8").replace("2026-01-01", "2025-07-01")) for path in good]
    made = [read(name, text, Reporter()) for name, text in texts if "amends: sample_2025" in text]
    return tuple(one for one in made if one is not None)


def read(name: str, text: str, reporter: Reporter) -> Amendment | None:
    node = parse_yaml(SourceFile(name, text), reporter)
    tree = None if node is None else shaped(node, "amendment", reporter)
    return None if tree is None else read_amendment(tree, reporter)


def findings(text: str, before: Sequence[Amendment]) -> tuple[Diagnostic, ...]:
    """Everything that is said of an amendment of the base."""
    found = Reporter()
    made = read("amendment.yaml", text, found)
    if made is not None:
        AmendedPolicy(base(), (), [*before, made], is_whole=not found.has_errors).check(found)
    return found.diagnostics


def damaged(text: str, chance: random.Random) -> str:
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        match chance.choice(("cut", "put", "swap", "repeat")):
            case "cut":
                text = text[:at] + text[at + chance.randint(1, 12) :]
            case "put":
                text = text[:at] + chance.choice(WORDS) + text[at:]
            case "swap":
                words = text.split(" ")
                i, j = chance.randrange(len(words)), chance.randrange(len(words))
                words[i], words[j] = words[j], words[i]
                text = " ".join(words)
            case _:
                lines = text.splitlines(keepends=True)
                i = chance.randrange(len(lines)) if lines else 0
                text = "".join(lines[: i + 1] + lines[i : i + chance.randint(1, 3)] + lines[i + 1 :])
    return text


@given(st.randoms(use_true_random=False))
def test_any_damage_is_told_in_its_place(chance: random.Random) -> None:
    text = damaged(chance.choice(seeds()), chance)
    found = findings(text, chance.sample(earlier(), chance.choice((0, 0, 1))))
    for one in found:
        assert one.labels
        for label in one.labels:
            assert not isinstance(label.file, Patchwork), f"{text}\n{one.code} speaks of a text that nobody wrote"
            assert 0 <= label.span.start <= label.span.end <= len(label.file.text)
        for edit in one.fix.edits if one.fix else ():
            assert edit.file is not base().source
    assert isinstance(render_text(found, "zh"), str)
