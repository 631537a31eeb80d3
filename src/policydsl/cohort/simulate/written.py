"""A simulation as JSON, as CSV, and as a directory of tables that appears whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from policydsl import __version__
from policydsl.cohort.output.folder import MANIFEST, appearing
from policydsl.cohort.output.tables import Format
from policydsl.cohort.simulate.figures import Simulation
from policydsl.cohort.simulate.long import long_sheets, name
from policydsl.cohort.simulate.sheet import Cell, Kind, Sheet
from policydsl.render.money import fen
from policydsl.source import Text
from policydsl.source.figures import plain_text

_FORMULA: Final = re.compile(r"[ \x00]*[-=+@＝＋－＠]|[\t\r\n]")
_SHARE: Final = Decimal("0.0000000001")


def simulation_json(simulation: Simulation) -> str:
    """One document: how it was made, then the tables; sums are texts of yuan."""
    document = dict(_made(simulation))
    document["tables"] = {
        sheet.key: [
            {column.key: _plain(cell, column.kind) for cell, column in zip(row, sheet.columns, strict=True)}
            for row in sheet.rows
        ]
        for sheet in long_sheets(simulation)
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _made(simulation: Simulation) -> Mapping[str, object]:
    base = simulation.base
    return {
        "policydsl": 1,
        "kind": "simulation",
        "program": {"name": "policydsl", "version": __version__},
        "policy": {"id": base.policy.id, "sha256": base.policy.sha256, "currency": base.policy.currency},
        "as_of": simulation.as_of.iso(),
        "split": {part: plain_text(share) for part, share in simulation.split},
        "scenarios": [
            {
                "name": name(run),
                "changes": list(run.changes),
                "amendments": [one.id for one in run.policy.amendments],
                "readings": {r.id: run.readings.get(r.id, r.default) for r in run.policy.readings.values()},
                "applicants": run.applicants,
                "one_by_one": run.one_by_one,
                "not_applied": sorted(run.unranked),
            }
            for run in simulation.runs
        ],
    }


def _plain(cell: Cell, kind: Kind) -> object:
    if isinstance(cell, Decimal):
        return fen(cell) if kind == "money" else plain_text(cell)
    return cell.zh if isinstance(cell, Text) else cell


def simulation_csv(simulation: Simulation) -> str:
    """The table of groups."""
    return _csv(next(long_sheets(simulation)))


def _csv(sheet: Sheet) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([column.key for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_safe(_plain(cell, c.kind), c.kind) for cell, c in zip(row, sheet.columns, strict=True)])
    return stream.getvalue()


def _safe(value: object, kind: Kind) -> object:
    """With an apostrophe before what a spreadsheet would take for a formula."""
    if kind == "text" and isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return "" if value is None else value


def write_folder(simulation: Simulation, target: str, format_: Format, pictures: Mapping[str, bytes]) -> None:
    """All tables, the document and pictures in a directory of their own."""
    with appearing(Path(target)) as folder:
        for sheet in long_sheets(simulation):
            if format_ == "csv":
                (folder / f"{sheet.key}.csv").write_text(_csv(sheet), encoding="utf-8", newline="")
            else:
                _parquet(sheet, folder / f"{sheet.key}.parquet")
        for file, data in pictures.items():
            (folder / file).write_bytes(data)
        (folder / "simulation.json").write_text(simulation_json(simulation), encoding="utf-8", newline="")
        manifest = json.dumps(_made(simulation), ensure_ascii=False, indent=2) + "\n"
        (folder / MANIFEST).write_text(manifest, encoding="utf-8", newline="")


def _parquet(sheet: Sheet, path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415  (only where it is wanted)
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {"text": pa.string(), "count": pa.int64(), "money": pa.decimal128(38, 4), "share": pa.decimal128(20, 10)}
    arrays = [
        pa.array(_values([row[i] for row in sheet.rows], column.kind), types[column.kind])
        for i, column in enumerate(sheet.columns)
    ]
    pq.write_table(pa.table(arrays, names=[column.key for column in sheet.columns]), str(path))


def _values(cells: Sequence[Cell], kind: Kind) -> list[object]:
    if kind == "money":
        return [cell.quantize(Decimal("0.0001")) if isinstance(cell, Decimal) else None for cell in cells]
    if kind == "share":
        return [cell.quantize(_SHARE) if isinstance(cell, Decimal) else None for cell in cells]
    return [_plain(cell, kind) for cell in cells]
