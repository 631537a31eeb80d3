"""The two vouchers in a plain Python loop over whole fen, reading and writing Parquet with pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_CHUNK = 100_000
_ACADEMIC = ("university", "research_institute")
_MOST = {"large": 1_000_000_000, "medium": 500_000_000, "small": 200_000_000, "academic_any": 200_000_000}
_SHARES = {"large": (3, 10), "medium": (2, 5), "small": (1, 2), "academic_any": (1, 2)}
_SCHEMA = pa.schema([
    ("applicant", pa.string()), ("clause", pa.string()), ("status", pa.string()), ("amount", pa.decimal128(20, 2)),
    ("limited_by", pa.string()), ("row", pa.string()),
])  # fmt: skip
Row = tuple[str, str, str, Decimal | None, str | None, str | None]


def in_python(folder: Path, out: Path) -> None:
    """The clauses one applicant after another."""
    compute: dict[str, int] = {}
    for owner, qualified, fee in _rows(folder / "compute_purchases.parquet", "applicant", "qualified", "fee"):
        if qualified:
            compute[owner] = compute.get(owner, 0) + int(fee * 100)
    models: dict[str, int] = {}
    for owner, registered, purpose, fee in _rows(
        folder / "model_purchases.parquet", "applicant", "registered", "purpose", "fee"
    ):
        if registered and purpose != "other":
            models[owner] = models.get(owner, 0) + int(fee * 100)
    waiting: list[Row] = []
    with pq.ParquetWriter(out / "python.parquet", _SCHEMA, compression="zstd") as writer:
        for owner, kind, revenue in _rows(folder / "applicants.parquet", "id", "kind", "annual_revenue"):
            waiting.append(_compute(owner, kind, revenue, compute.get(owner)))
            waiting.append(_model(owner, kind, models.get(owner)))
            if len(waiting) >= _CHUNK:
                _write(writer, waiting)
                waiting = []
        _write(writer, waiting)


def _compute(owner: str, kind: str, revenue: Decimal, fen: int | None) -> Row:
    if fen is None or not (kind == "enterprise" or kind in _ACADEMIC):
        return owner, "compute_voucher", "ineligible", None, None, None
    if kind != "enterprise":
        tier = "academic_any"
    elif revenue >= 1_000_000_000:
        tier = "large"
    elif revenue >= 100_000_000:
        tier = "medium"
    else:
        tier = "small"
    over, under = _SHARES[tier]
    share, most = fen * over // under, _MOST[tier]
    return (
        owner, "compute_voucher", "eligible", Decimal(min(share, most)).scaleb(-2),
        "yearly" if share > most else None, tier,
    )  # fmt: skip


def _model(owner: str, kind: str, fen: int | None) -> Row:
    if fen is None or kind != "enterprise":
        return owner, "model_voucher", "ineligible", None, None, None
    share = fen * 3 // 10
    limited = "yearly" if share > 200_000_000 else None
    return owner, "model_voucher", "eligible", Decimal(min(share, 200_000_000)).scaleb(-2), limited, None


def _rows(file: Path, *columns: str) -> Iterator[tuple[Any, ...]]:
    for batch in pq.ParquetFile(file).iter_batches(_CHUNK, columns=list(columns)):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _write(writer: pq.ParquetWriter, rows: list[Row]) -> None:
    if rows:
        columns = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), _SCHEMA, strict=True)]
        writer.write_table(pa.Table.from_arrays(columns, schema=_SCHEMA))
