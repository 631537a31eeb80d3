"""One revision's times, as a process of its own: `python benchmarks/workload.py SOURCES POLICY FACTS`.

SOURCES is the `src` folder of the revision; the policy and the facts are the same for all. It uses only what has been
there since the first revision that loaded a policy. Prints JSON: seconds of each piece of work.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_AT_LEAST = 0.2  # seconds that a piece of work is repeated for
_FORMULA_KEYS = ("test", "value", "amount", "term", "limit", "rank_by")
_TURNS = 5


def main(sources: str, policy_path: str, facts_path: str) -> None:
    """Time everything and print it."""
    sys.path.insert(0, sources)
    os.environ["POLICYDSL_NO_CACHE"] = "1"
    import yaml  # noqa: PLC0415  (after the path is set)

    from policydsl.diagnostics import Reporter  # noqa: PLC0415
    from policydsl.feel.parser import parse_expression  # noqa: PLC0415
    from policydsl.source import SourceFile, WholeText  # noqa: PLC0415
    from policydsl.workspace import load_facts, load_policy  # noqa: PLC0415

    formulas = _formulas(yaml.load(Path(policy_path).read_text(encoding="utf-8"), yaml.BaseLoader))  # noqa: S506
    origins = [(text, WholeText(SourceFile("formula", text))) for text in formulas]

    def parse() -> None:
        for text, origin in origins:
            parse_expression(text, origin, Reporter())

    def load() -> object:
        reporter = Reporter()
        loaded = load_policy(policy_path, reporter)
        if loaded is None or reporter.has_errors:
            raise SystemExit(f"{sources}: {policy_path} cannot be loaded")
        return loaded

    loaded: Any = load()
    facts: Any = load_facts(facts_path, loaded.policy, Reporter())
    engine = loaded.engine
    make_engine = type(engine)
    prepared = engine.prepare(facts, facts.as_of)
    works: dict[str, Callable[[], object]] = {
        "parse the policy's formulas": parse,
        "load and check the policy": load,
        "compile the policy, and evaluate once": lambda: make_engine(loaded.plan).evaluate(prepared, {}),
        "evaluate, trace off": lambda: engine.evaluate(prepared, {}),
        "evaluate, trace on": lambda: engine.record(prepared, {}),
    }
    print(json.dumps({name: _seconds(work) for name, work in works.items()}))


def _seconds(work: Callable[[], object]) -> float:
    """The least of some turns: the machine only ever adds to it."""
    work()
    start = time.perf_counter()
    work()
    repeats = max(1, round(_AT_LEAST / _TURNS / (time.perf_counter() - start)))
    best = float("inf")
    for _ in range(_TURNS):
        start = time.perf_counter()
        for _ in range(repeats):
            work()
        best = min(best, (time.perf_counter() - start) / repeats)
    return best


def _formulas(node: object, key: str = "") -> list[str]:
    """Every formula of a policy document; cells are left out."""
    if isinstance(node, dict):
        return [text for name, value in node.items() for text in _formulas(value, str(name))]
    if isinstance(node, list):
        return [text for one in node for text in _formulas(one)]
    return [node] if key in _FORMULA_KEYS and isinstance(node, str) else []


if __name__ == "__main__":
    main(*sys.argv[1:])
