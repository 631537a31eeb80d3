"""What a rule leaves of each award, written into the results of the frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from policydsl.cohort.between.groups import KEY, now, results
from policydsl.cohort.between.steps import Side, Step
from policydsl.cohort.intake.sources import quoted
from policydsl.cohort.sql.decode import LOST

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

GROUPS: Final = "$together"  # the groups of which something is lowered
Left = Callable[
    [int, Side, str, str], str
]  # a side with its number, what an award is now, those ahead of it: units left


def off_the_first(i: int, side: Side, now_: str, ahead: str) -> str:
    """Units left where `e` is taken off the awards of a side one after the other."""
    return f"GREATEST({now_} - GREATEST(g.e{i} - {ahead}, 0), 0) // {side.unit}"


def within_room(i: int, side: Side, now_: str, ahead: str) -> str:
    """Units left where the awards of a side take what there is of `r` one after the other."""
    return f"LEAST({now_}, GREATEST(g.r{i} - {ahead}, 0)) // {side.unit}"


def in_proportion(scale: int) -> Left:
    """Units left where every award gets its share of `room`: multiplied first, divided last."""
    return lambda _i, side, now_, _ahead: f"{now_} * g.room // (g.asked * {scale * side.unit})"


def lower(db: DuckDBPyConnection, step: Step, left: Left, key: str, *, shared: bool) -> None:
    """Change what the groups lower. `shared`: whether the order of a side's awards matters."""
    by_list: dict[str, list[tuple[int, Side]]] = {}
    for i, side in enumerate(step.sides):
        if side.frame is not None:
            by_list.setdefault(side.list_key, []).append((i, side))
    for list_key, sides in by_list.items():
        if list_key == "" or step.together == "subject":
            on = '"$a"' if list_key == "" else '"$a", "$p"'
            _alone(db, step, sides, left, on)
            continue
        for i, side in sides:
            _in_turn(db, step, (i, side), left, key if step.together == "key" else "", shared=shared)


def _alone(db: DuckDBPyConnection, step: Step, sides: Sequence[tuple[int, Side]], left: Left, on: str) -> None:
    """Awards of which each group has one."""
    values, changes = [], []
    for i, side in sides:
        status = quoted(side.column("status"))
        if not side.has_sum:
            values.append(
                f"CASE WHEN r.{status} = 1 AND g.e{i} > 0 THEN {LOST + step.number} ELSE r.{status} END AS u{i}"
            )
            changes.append(f"{status} = c.u{i}")
            continue
        units, limited = quoted(side.column("units")), quoted(side.column("limited"))
        found = left(i, side, f"({now(side)})", "0")
        values += [f"CASE WHEN r.{status} = 1 THEN {found} END AS u{i}", f"r.{units} AS was{i}"]
        changes += [
            f"{units} = CASE WHEN c.u{i} < c.was{i} THEN c.u{i} ELSE r.{units} END",
            f"{limited} = CASE WHEN c.u{i} < c.was{i} THEN {_by(step, side)} ELSE r.{limited} END",
        ]
    table = results(sides[0][1])
    keys = [one.strip() for one in on.split(",")]
    columns = ", ".join([*(f"r.{one}" for one in keys), *values])
    found = f'SELECT {columns} FROM {table} r JOIN "{GROUPS}" g USING ({on})'
    same = " AND ".join(f"r.{one} = c.{one}" for one in keys)
    db.execute(f"UPDATE {table} AS r SET {', '.join(changes)} FROM ({found}) c WHERE {same}")


def _in_turn(db: DuckDBPyConnection, step: Step, one: tuple[int, Side], left: Left, key: str, *, shared: bool) -> None:
    """Awards of which a group may have several: those before take first, in the order of the list."""
    i, side = one
    table, status = results(side), quoted(side.column("status"))
    on = 'g."$a" = r."$a"' + (f' AND g."{KEY}" IS NOT DISTINCT FROM r.{quoted(key)}' if key else "")
    mine = f'{table} r JOIN "{GROUPS}" g ON {on} WHERE r.{status} = 1'
    if not side.has_sum:
        db.execute(
            f"UPDATE {table} AS r SET {status} = {LOST + step.number} FROM "
            f'(SELECT r."$a", r."$p" FROM {mine} AND g.e{i} > 0) c WHERE r."$a" = c."$a" AND r."$p" = c."$p"'
        )
        return
    units, limited = quoted(side.column("units")), quoted(side.column("limited"))
    by = '"$a"' + (f', "{KEY}"' if key else "")
    columns = f'r."$a", r."$p", {now(side)} AS now' + (f', r.{quoted(key)} AS "{KEY}"' if key else "")
    ahead = f'sum(now) OVER (PARTITION BY {by} ORDER BY "$p") - now' if shared else "0"
    numbers = f"SELECT *, {ahead} AS ahead FROM (SELECT {columns} FROM {mine})"
    on = on.replace(f"r.{quoted(key)}", f'r."{KEY}"') if key else on
    found = (
        f'SELECT r."$a", r."$p", now, {left(i, side, "now", "ahead")} AS u FROM ({numbers}) r JOIN "{GROUPS}" g ON {on}'
    )
    db.execute(
        f"UPDATE {table} AS r SET {units} = c.u, {limited} = {_by(step, side)} "
        f'FROM (SELECT * FROM ({found}) WHERE u * {side.unit} < now) c WHERE r."$a" = c."$a" AND r."$p" = c."$p"'
    )


def _by(step: Step, side: Side) -> int:
    """In `limited`: the rule, after the clause's own caps."""
    return len(side.clause.caps) + 1 + step.number
