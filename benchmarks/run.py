"""Runs the benchmark and prints its tables.

    python -m benchmarks.run [--quick] [--section NAME] [--against REVISION] [--json FILE] [--results]

Every contestant's figures are compared with the hand-written ones first. Ratios are taken within one round of one run,
against `handwritten.evaluate_complete`; above 1 is faster than it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
for folder in (ROOT, ROOT / "src"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from benchmarks.sections import SECTIONS, Section, Settings, against_revision  # noqa: E402  (works as a script too)

RESULTS = Path(__file__).resolve().parent / "results"


def main(arguments: list[str] | None = None) -> int:
    """Run the chosen sections; 1 if a contestant gives other figures than the hand-written code or a command fails."""
    parser = argparse.ArgumentParser(description="Time one evaluation against hand-written Python and other engines.")
    parser.add_argument("--quick", action="store_true", help="few rounds and applicants, only to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE")
    parser.add_argument("--results", action="store_true", help="write each table to benchmarks/results/SECTION.md")
    parser.add_argument("--section", action="append", choices=list(SECTIONS), help="only this section; may be repeated")
    parser.add_argument("--against", metavar="REVISION", help="only compare with an earlier revision of this tree")
    options = parser.parse_args(arguments)
    settings = Settings.quick() if options.quick else Settings()
    machine = (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}{', quick run' if options.quick else ''}."
    )
    print(machine)
    figures: dict[str, Any] = {"machine": machine, "quick": options.quick}
    wrong = False
    for name, measure in _chosen(options).items():
        section = measure(settings)
        text = f"## {section.title}\n\n{section.text}"
        print(f"\n{text}", flush=True)
        figures[name] = section.figures
        wrong = wrong or section.wrong
        if options.results:
            RESULTS.mkdir(exist_ok=True)
            (RESULTS / f"{name}.md").write_text(f"{text.rstrip()}\n\n{machine}\n".removeprefix("#"), encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(wrong)


def _chosen(options: argparse.Namespace) -> dict[str, Callable[[Settings], Section]]:
    if options.against:
        return {f"against_{options.against}": lambda settings: against_revision(settings, options.against)}
    return {name: SECTIONS[name] for name in options.section or SECTIONS}


if __name__ == "__main__":
    sys.exit(main())
