"""Runs the benchmark and prints its tables.

    python -m benchmarks.run [--quick] [--json FILE] [--results]

Every contestant's figures are compared with the hand-written ones first. Ratios are taken within one round of one run,
against `handwritten.evaluate_complete`; above 1 is faster than it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
for folder in (ROOT, ROOT / "src"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from benchmarks.sections import SECTIONS, Settings  # noqa: E402  (works as a script too)

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
HEADER = """\
# Results

Written by `python -m benchmarks.run --results`; what is compared and how is in [README.md](README.md). Times are of one
machine on one day: look at the ratios. Each figure is the median of the rounds with the least and the most.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the chosen sections; 1 if a contestant gives other figures than the hand-written code or a command fails."""
    parser = argparse.ArgumentParser(description="Time one evaluation against hand-written Python and other engines.")
    parser.add_argument("--quick", action="store_true", help="few rounds and applicants, only to see that it works")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE")
    parser.add_argument("--results", action="store_true", help="write the tables to benchmarks/RESULTS.md")
    parser.add_argument("--section", action="append", choices=list(SECTIONS), help="only this section; may be repeated")
    options = parser.parse_args(arguments)
    settings = Settings.quick() if options.quick else Settings()
    machine = (
        f"{platform.python_implementation()} {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores{', quick run' if options.quick else ''}."
    )
    print(machine)
    figures: dict[str, Any] = {"machine": machine, "quick": options.quick}
    texts = [HEADER, machine]
    wrong = False
    for name in options.section or SECTIONS:
        section = SECTIONS[name](settings)
        print(f"\n## {section.title}\n\n{section.text}", flush=True)
        texts.append(f"## {section.title}\n\n{section.text}")
        figures[name] = section.figures
        wrong = wrong or section.wrong
    if options.json:
        options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.results:
        RESULTS.write_text("\n\n".join(texts).rstrip() + "\n", encoding="utf-8")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
