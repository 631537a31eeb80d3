"""This tree beside an earlier revision of it: the same work in turns, each turn a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Spread, in_millis, spread, table

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "policies" / "xiamen_ai_2025.yaml"
FACTS = ROOT / "examples" / "prior_and_other_awards.yaml"


def against(revision: str, rounds: int) -> tuple[str, dict[str, Spread]]:
    """A table of both, and for each piece of work the time now over the time then: above 1 is slower now."""
    with tempfile.TemporaryDirectory() as folder:
        then_tree = Path(folder) / "then"
        _git("worktree", "add", "--quiet", "--detach", str(then_tree), revision)
        try:
            # What that revision could load is its own policy: later ones may use words that it did not know.
            policy = then_tree / POLICY.relative_to(ROOT)
            then, now = [], []
            for _ in range(rounds):
                then.append(_turn(then_tree, policy))
                now.append(_turn(ROOT, policy))
        finally:
            _git("worktree", "remove", "--force", str(then_tree))
    ratios, rows = {}, []
    for name in now[0]:
        ratios[name] = spread([b[name] / a[name] for a, b in zip(then, now, strict=True)])
        row = [in_millis(spread([turn[name] for turn in turns])) for turns in (then, now)]
        rows.append([name, *row, ratios[name].text()])
    short = _git("rev-parse", "--short", revision)
    head = ["work", f"{short}, ms", "now, ms", "now / then"]
    return table(head, rows), ratios


def _turn(tree: Path, policy: Path) -> dict[str, float]:
    worker = Path(__file__).with_name("workload.py")
    done = subprocess.run(  # noqa: S603  (this interpreter, our own script)
        [sys.executable, str(worker), str(tree / "src"), str(policy), str(FACTS)],
        capture_output=True, text=True, check=False, cwd=tree,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    seconds: dict[str, float] = json.loads(done.stdout)
    return seconds


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(ROOT), *arguments],  # noqa: S607  (the git of the path)
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.strip()
