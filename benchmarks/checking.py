"""`policydsl check` in fresh processes beside `check-jsonschema`, which only looks at the shape; and large policies."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import grow, ours
from benchmarks.measure import Spread, in_millis, in_turns, ratios, spread, table

SCHEMA = ours.SHIPPED.parents[1] / "schemas" / "policy.schema.json"
PEER = "check-jsonschema"
KNOWN = "policydsl check, the shape known from before"
ANEW = "policydsl check, nothing known from before"
SIZES = (500, 5000)
_COMMAND = "import sys; from policydsl.cli import main; sys.argv[0] = 'policydsl'; sys.exit(main())"


def beside_the_schema_alone(rounds: int) -> tuple[str, dict[str, Spread], list[str]]:
    """The table, speeds against the peer (above 1: faster than it), and what could not be measured."""
    if importlib.util.find_spec("check_jsonschema") is None:
        return "", {}, [f"**NOT MEASURED: {PEER}** is not installed: `pip install 'policydsl[bench]'`"]
    policy = str(ours.SHIPPED)
    with tempfile.TemporaryDirectory() as cache:
        works: dict[str, Callable[[], object]] = {
            PEER: partial(_run, ["-m", "check_jsonschema", "--schemafile", str(SCHEMA), policy]),
            KNOWN: partial(_run, ["-c", _COMMAND, "check", policy], cache),
            ANEW: partial(_run, ["-c", _COMMAND, "check", policy], os.devnull),
        }
        for work in works.values():
            work()
        seconds = in_turns(works, rounds)
    speeds = ratios(seconds, PEER)
    rows = [[f"`{name}`", in_millis(spread(seconds[name])), f"{speeds[name].text(2)} ×"] for name in works]
    return table(["fresh process", "ms", "speed against check-jsonschema"], rows), speeds, []


def large(rounds: int, sizes: tuple[int, ...] = SIZES) -> tuple[str, dict[str, Spread]]:
    """Large policies: seconds, and time a clause against that of the smallest, round by round."""
    with tempfile.TemporaryDirectory() as folder:
        works: dict[str, Callable[[], object]] = {}
        for count in sizes:
            path = Path(folder) / f"grown_{count}.yaml"
            path.write_text(grow.policy_text(count), encoding="utf-8")
            works[str(count)] = partial(_run, ["-c", _COMMAND, "check", str(path)], folder)
        for work in works.values():
            work()
        seconds = in_turns(works, rounds)
    first = seconds[str(sizes[0])]
    rows, figures = [], {}
    for count in sizes:
        own = seconds[str(count)]
        figures[str(count)] = spread([b / count / (a / sizes[0]) for a, b in zip(first, own, strict=True)])
        rows.append([str(count), spread(own).text(2), f"{figures[str(count)].text(2)} ×"])
    return table(["clauses", "s", f"time a clause against that of {sizes[0]}"], rows), figures


def _run(arguments: list[str], cache: str = "") -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    if cache:
        environment["XDG_CACHE_HOME"] = cache
    done = subprocess.run(  # noqa: S603  (this interpreter, our own arguments)
        [sys.executable, *arguments], capture_output=True, check=False, env=environment
    )
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace") or done.stdout.decode("utf-8", "replace"))
