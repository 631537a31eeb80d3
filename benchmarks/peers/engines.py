"""The peers themselves: each loads its package only when asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.facts import LISTS
from benchmarks.peers import jsonlogic
from benchmarks.peers.infix import Cel, Zen
from benchmarks.peers.rules import peer_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.facts import Facts


class Peer(NamedTuple):
    """A loaded peer: `prepare` is not timed, `evaluate` is."""

    prepare: Callable[[Facts], Any]
    evaluate: Callable[[Any], Any]


class Entry(NamedTuple):
    """A peer by name: what to install, what sums it is given, how to load it."""

    name: str
    package: str
    module: str
    unit: str
    load: Callable[[str], Peer]
    slow: bool = False


def _zen(unit: str) -> Peer:
    zen = importlib.import_module("zen")
    expression = zen.compile_expression(Zen(unit).program())
    return Peer(lambda facts: peer_facts(facts, unit), expression.evaluate)


def _datalogic(unit: str) -> Peer:
    datalogic = importlib.import_module("datalogic_py")
    rule = datalogic.Engine().compile_checked(jsonlogic.program(unit))
    return Peer(lambda facts: peer_facts(facts, unit), rule.evaluate)


def _datalogic_parsed(unit: str) -> Peer:
    import json  # noqa: PLC0415  (with its only user)

    datalogic = importlib.import_module("datalogic_py")
    rule = datalogic.Engine().compile_checked(jsonlogic.program(unit))
    return Peer(lambda facts: datalogic.DataHandle(json.dumps(peer_facts(facts, unit))), rule.evaluate_data)


def _cel_cpp(unit: str) -> Peer:
    cel = importlib.import_module("cel_expr_python.cel")
    total = cel.FunctionDecl(
        "total", [cel.Overload("total_list", cel.Type.DYN, [cel.Type.List(cel.Type.DYN)], impl=_cel_total)]
    )
    variables = {"applicant": cel.Type.Map(cel.Type.STRING, cel.Type.DYN)}
    items = cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN))
    variables |= dict.fromkeys(LISTS, items)
    expression = cel.NewEnv(variables=variables, functions=[total]).compile(Cel(unit).program())
    return Peer(lambda facts: peer_facts(facts, unit), lambda data: expression.eval(data=data).plain_value())


def _cel_total(numbers: list[Any]) -> Any:
    return sum(numbers)


def _cel_python(unit: str) -> Peer:
    celpy = importlib.import_module("celpy")

    def total(numbers: Any) -> Any:
        zero = celpy.celtypes.IntType(0) if unit == "fen" else celpy.celtypes.DoubleType(0)
        return sum(numbers, zero)

    environment = celpy.Environment()
    program = environment.program(environment.compile(Cel(unit).program()), functions={"total": total})
    return Peer(
        lambda facts: {name: celpy.json_to_cel(value) for name, value in peer_facts(facts, unit).items()},
        program.evaluate,
    )


PEERS = (
    Entry("datalogic-py, parsed facts", "datalogic-py", "datalogic_py", "fen", _datalogic_parsed),
    Entry("datalogic-py", "datalogic-py", "datalogic_py", "fen", _datalogic),
    Entry("zen-engine", "zen-engine", "zen", "fen", _zen),
    Entry("cel-expr-python", "cel-expr-python", "cel_expr_python", "fen", _cel_cpp),
    Entry("cel-python", "cel-python", "celpy", "fen", _cel_python, slow=True),
)
# The same peers with sums written as most people write them: only their figures are looked at.
IN_YUAN = tuple(
    Entry(f"{entry.name}, sums in yuan", entry.package, entry.module, "yuan", entry.load, entry.slow)
    for entry in PEERS
    if entry.load is not _datalogic_parsed
)
