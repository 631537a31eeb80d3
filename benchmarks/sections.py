"""What is measured: one evaluation, growing policies, cold starts, parsing."""

from __future__ import annotations

import importlib.metadata
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import checking, grow, handwritten, ours
from benchmarks.against import against
from benchmarks.agree import differences
from benchmarks.applicants import random_document
from benchmarks.facts import Facts, is_to_the_fen, prepare
from benchmarks.measure import Spread, in_turns, ratios, spread, table
from benchmarks.peers.engines import IN_YUAN, PEERS, Entry, Peer
from benchmarks.peers.rules import as_fen, expected

REFERENCE = "hand-written Python (Decimal)"


class Settings(NamedTuple):
    """How much is measured."""

    rounds: int = 15
    applicants: int = 100
    checked: int = 300
    clauses: tuple[int, ...] = (20, 60, 200, 600, 2000)
    starts: int = 11

    @staticmethod
    def quick() -> Settings:
        """Only to see that everything works."""
        return Settings(rounds=3, applicants=20, checked=30, clauses=(20, 60), starts=3)


class Section(NamedTuple):
    """What a section found."""

    title: str
    text: str
    figures: dict[str, Any]
    wrong: bool = False


def documents(count: int, *, awards: bool) -> list[Facts]:
    """Fact files of complete applicants with sums to the fen, which whole numbers of fen can carry."""
    found: list[Facts] = []
    seed = 0
    while len(found) < count:
        document = random_document(random.Random(seed), awards=awards)  # noqa: S311  (applicants for a benchmark)
        seed += 1
        if is_to_the_fen(document):
            found.append(document)
    return found


def _over(work: Callable[[Any], object], inputs: list[Any]) -> Callable[[], None]:
    def all_of_them() -> None:
        for each in inputs:
            work(each)

    return all_of_them


def _evaluate_section(settings: Settings, *, awards: bool, peers: bool, title: str, intro: str) -> Section:
    files = documents(settings.checked, awards=awards)
    facts = [prepare(document) for document in files]
    few = slice(settings.applicants)
    contestants: dict[str, Callable[[], object]] = {
        REFERENCE: _over(handwritten.evaluate_complete, facts[few]),
    }
    notes, wrong = _add_ours(contestants, files, facts, settings.applicants)
    slow: set[str] = set()
    if peers:
        more, wrong_peer = _add_peers(contestants, facts, settings, slow)
        notes += more
        wrong = wrong or wrong_peer
    seconds = in_turns(contestants, settings.rounds, frozenset(slow))
    times = ratios(seconds, REFERENCE)
    count = min(settings.applicants, len(facts))
    micros = {name: spread([one / count * 1e6 for one in values]) for name, values in seconds.items()}
    rows = [[name, micros[name].text(1), f"{times[name].text(_digits(times[name]))} ×"] for name in contestants]
    awards_each = sum(len(handwritten.awards_complete(one)) for one in facts[few]) / count
    text = (
        f"{intro} {count} applicants, {awards_each:.1f} awards each on average, {settings.rounds} rounds in turns.\n\n"
        + table(["contestant", "µs an applicant", "speed against hand-written"], rows)
        + _list(notes)
    )
    return Section(title, text, {"micros": _plain(micros), "ratios": _plain(times), "notes": notes}, wrong)


def _digits(value: Spread) -> int:
    """So many that a small ratio still shows two figures."""
    return max(2, 1 - math.floor(math.log10(value.median)))


def _add_ours(
    contestants: dict[str, Callable[[], object]], files: list[Facts], facts: list[Facts], count: int
) -> tuple[list[str], bool]:
    policy = ours.load()
    prepared = [ours.prepare(policy, document) for document in files]
    notes = []
    any_wrong = False
    for name, door in ours.DOORS.items():
        evaluate = door(policy)
        faults = [
            line
            for given, one in zip(prepared, facts, strict=True)
            for line in differences(ours.awards(evaluate(given)), handwritten.awards_complete(one))
        ]
        contestants[name] = _over(evaluate, prepared[:count])
        if faults:
            any_wrong = True
            notes.append(f"**{name}: {len(faults)} DIFFERENCES**, the first: {faults[0]}")
        else:
            notes.append(f"{name}: every award of {len(files)} applicants equals the hand-written one.")
    return notes, any_wrong


def _add_peers(
    contestants: dict[str, Callable[[], object]], facts: list[Facts], settings: Settings, slow: set[str]
) -> tuple[list[str], bool]:
    notes = []
    any_wrong = False
    for entry in (*PEERS, *IN_YUAN):
        peer = _load(entry)
        if peer is None:
            notes.append(f"**SKIPPED: {entry.name}**: the package `{entry.package}` is not installed.")
            continue
        checked = facts[: max(10, settings.checked // 10) if entry.slow else settings.checked]
        wrong, total = _wrong_figures(entry, peer, checked)
        version = importlib.metadata.version(entry.package)
        verdict = f"{wrong} of {total} figures wrong" if wrong else f"all {total} figures right"
        notes.append(f"{entry.name} ({version}): {verdict}.")
        if entry.unit == "yuan":
            continue
        if wrong:
            any_wrong = True
        contestants[entry.name] = _over(peer.evaluate, [peer.prepare(one) for one in facts[: settings.applicants]])
        if entry.slow:
            slow.add(entry.name)
    return notes, any_wrong


def _load(entry: Entry) -> Peer | None:
    try:
        importlib.metadata.version(entry.package)
    except importlib.metadata.PackageNotFoundError:
        return None
    return entry.load(entry.unit)


def _wrong_figures(entry: Entry, peer: Peer, facts: list[Facts]) -> tuple[int, int]:
    wrong = total = 0
    for one in facts:
        found = as_fen(peer.evaluate(peer.prepare(one)), one, entry.unit)
        for theirs, right in zip(found, expected(handwritten.awards_complete(one)), strict=True):
            total += len(right)
            wrong += sum(a != b for a, b in zip(theirs, right, strict=True))
    return wrong, total


def evaluate_plain(settings: Settings) -> Section:
    """All facts given, no earlier awards: what the peers can do too."""
    return _evaluate_section(
        settings,
        awards=False,
        peers=True,
        title="One evaluation, beside other engines",
        intro="The Xiamen policy loaded, complete facts parsed beforehand, no earlier awards.",
    )


def evaluate_with_awards(settings: Settings) -> Section:
    """All facts given, with awards granted before and under other policies."""
    return _evaluate_section(
        settings,
        awards=True,
        peers=False,
        title="One evaluation, with earlier awards",
        intro="The same with awards granted before and under other policies, which the peers were not taught.",
    )


def growth(settings: Settings) -> Section:
    """Loading, checking and evaluating policies of many clauses."""
    rows, figures = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for count in settings.clauses:
            path = Path(folder) / f"grown_{count}.yaml"
            path.write_text(grow.policy_text(count), encoding="utf-8")
            policy = ours.load(path)
            prepared = [ours.prepare(policy, grow.facts_document(seed)) for seed in range(FACTS_OF_GROWN)]
            works: dict[str, Callable[[], object]] = {"load and check": partial(ours.load, path)}
            for name, door in ours.DOORS.items():
                works[name] = _over(door(policy), prepared)
            seconds = in_turns(works, max(3, settings.rounds // 3))
            spreads = {"load and check": spread(seconds.pop("load and check"))}
            spreads |= {name: spread([each / FACTS_OF_GROWN for each in values]) for name, values in seconds.items()}
            figures[str(count)] = _plain(spreads)
            cells = [
                _scaled(spreads["load and check"], 1e3, 1),
                f"{spreads['load and check'].median / count * 1e3:.2f}",
            ]
            for name in ours.DOORS:
                cells += [_scaled(spreads[name], 1e6, 0), f"{spreads[name].median / count * 1e6:.2f}"]
            rows.append([str(count), *cells])
    head = ["clauses", "load and check, ms", "… a clause"]
    for name in ours.DOORS:
        head += [f"{name.removeprefix('policydsl, ')}, µs", "… a clause"]
    text = "Generated policies of the shipped one's forms.\n\n" + table(head, rows)
    return Section("Growing policies", text, figures)


FACTS_OF_GROWN = 5


def _scaled(value: Spread, factor: float, digits: int) -> str:
    return Spread(*(part * factor for part in value)).text(digits)


COMMAND = "import sys; from policydsl.cli import main; sys.argv[0] = 'policydsl'; sys.exit(main())"


def cold_start(settings: Settings) -> Section:
    """Commands as fresh processes, beside the libraries that they cannot do without."""
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        facts.write_text(json.dumps(documents(1, awards=True)[0], ensure_ascii=False), encoding="utf-8")
        policy = str(ours.SHIPPED)
        commands = {
            "python -c pass": ["-c", "pass"],
            "python -c 'import yaml, lark, jsonschema, click'": ["-c", "import yaml, lark, jsonschema, click"],
            "policydsl check POLICY": ["-c", COMMAND, "check", policy],
            "policydsl eval POLICY FACTS": ["-c", COMMAND, "eval", policy, str(facts)],
        }
        notes = []
        works: dict[str, Callable[[], object]] = {}
        for name, arguments in commands.items():
            done = _run(arguments)
            if done.returncode:
                last = (done.stderr or done.stdout).strip().splitlines() or ["no output"]
                notes.append(f"**NOT MEASURED: {name}** (exit code {done.returncode}: {last[-1]})")
            else:
                works[name] = partial(_run, arguments)
        seconds = in_turns(works, settings.starts)
    spreads = {name: spread(values) for name, values in seconds.items()}
    rows = [[f"`{name}`", _scaled(value, 1e3, 0)] for name, value in spreads.items()]
    text = "Fresh processes, byte code already compiled.\n\n" + table(["process", "ms"], rows) + _list(notes)
    return Section("Cold start", text, _plain(spreads), wrong=bool(notes))


def _run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"}
    return subprocess.run(  # noqa: S603  (this interpreter, our own arguments)
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
        env=environment,
    )


FORMULAS = (
    "rd_project.rd_investment * 50%",
    "applicant.annual_revenue >= 1亿元",
    'applicant.kind in ["enterprise", "team"]',
    "if innovation_platform.assessed_support = null then 1000万元 else innovation_platform.assessed_support",
    "sum(compute_purchases[qualified].fee) * rate",
    "some p in compute_purchases satisfies p.qualified",
    "min(tenancy.requested_months * 1个月, 36个月)",
    "floor(smart_product.annual_sales / sales_unit) * reward_per_unit",
    'some p in model_purchases satisfies p.registered and p.purpose in ["agent_development", "model_service"]',
    "(a + b) * (c - d) / 100 + abs(e) - max(f, g, 0)",
)


def parsing(settings: Settings) -> Section:
    """Parsing single formulas."""
    works = {formula: _over(ours.parse, [formula] * 50) for formula in FORMULAS}
    seconds = in_turns(works, settings.rounds)
    spreads = {name: spread([one / 50 for one in values]) for name, values in seconds.items()}
    rows = [[f"`{formula}`", _scaled(value, 1e6, 0)] for formula, value in spreads.items()]
    return Section("Parsing", table(["formula", "µs"], rows), _plain(spreads))


def checking_policies(settings: Settings) -> Section:
    """`policydsl check` beside a validator of the shape alone, and on large policies."""
    beside, speeds, notes = checking.beside_the_schema_alone(settings.starts)
    sizes = checking.SIZES if settings.starts >= Settings().starts else (50, 200)
    grown, growing = checking.large(max(3, settings.starts // 4), sizes)
    text = (
        "Fresh processes in turns; both are given the same file and the same schema, of which `policydsl check` is one "
        f"pass of many.\n\n{beside}{_list(notes)}\n\nGenerated policies of the shipped one's forms.\n\n{grown}\n"
    )
    return Section(
        "Checking a policy", text, {"speeds": _plain(speeds), "a clause": _plain(growing)}, wrong=bool(notes)
    )


def against_revision(settings: Settings, revision: str) -> Section:
    """This tree beside an earlier one."""
    text, times = against(revision, settings.rounds)
    intro = (
        "The shipped policy of that revision, one applicant; fresh processes in turns, the ratio within a round.\n\n"
    )
    return Section(f"Against revision {revision}", intro + text, _plain(times))


def _list(notes: list[str]) -> str:
    return "".join(f"\n{'' if i else chr(10)}- {note}" for i, note in enumerate(notes))


def _plain(spreads: dict[str, Spread]) -> dict[str, Any]:
    return {name: value._asdict() for name, value in spreads.items()}


SECTIONS: dict[str, Callable[[Settings], Section]] = {
    "evaluate": evaluate_plain,
    "awards": evaluate_with_awards,
    "growth": growth,
    "cold": cold_start,
    "parse": parsing,
    "check": checking_policies,
}
