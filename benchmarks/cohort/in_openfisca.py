"""The two vouchers as a tax-benefit system of OpenFisca-core: purchases are its persons, applicants its groups.

OpenFisca holds sums as float32, which has no room for fen: `as_it_is` says how it does by itself. For a time of equal
results, `in_fen` gives its variables 64-bit whole numbers after they are made, which no setting of OpenFisca offers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from openfisca_core.entities import Entity, GroupEntity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

_YEAR = "2026"
_TIERS = ("large", "medium", "small", "academic_any")
Kind: Any = Enum("Kind", [(name, name) for name in ("enterprise", "university", "research_institute", "team")])


def as_it_is(folder: Path, out: Path) -> None:
    """Sums in yuan as float32."""
    _run(folder, out / "openfisca.parquet", exact=False)


def in_fen(folder: Path, out: Path) -> None:
    """Sums in fen as whole numbers of 64 bits."""
    _run(folder, out / "openfisca_fen.parquet", exact=True)


def system(*, exact: bool) -> Any:
    """The system."""
    purchase = Entity("purchase", "purchases", "", "")
    applicant = GroupEntity("applicant", "applicants", "", "", roles=[{"key": "buyer"}])
    found = TaxBenefitSystem([purchase, applicant])
    one = 100 if exact else 1
    money = int if exact else float

    def variable(name: str, entity: Any, value_type: Any, formula: Any = None, **more: Any) -> None:
        body = {"value_type": value_type, "entity": entity, "definition_period": DateUnit.YEAR, "label": name, **more}
        if formula is not None:
            body["formula"] = formula
        found.add_variable(type(name, (Variable,), body))
        if exact and value_type is int:
            found.get_variable(name).dtype = np.int64

    def share(total: Any, over: Any, under: Any) -> Any:
        return total * over // under if exact else np.floor(total * (over / under).astype(np.float32) * 100) / 100

    variable("fee", purchase, money)
    for list_ in ("compute", "model"):
        variable(f"counts_{list_}", purchase, bool)
        variable(f"{list_}_some", applicant, bool, _some(f"counts_{list_}"))
        variable(f"{list_}_total", applicant, money, _total(f"counts_{list_}"))
    variable("kind", applicant, Enum, possible_values=Kind, default_value=Kind.team)
    variable("revenue", applicant, money)

    def tier(a: Any, period: Any) -> Any:
        revenue = a("revenue", period)
        return np.select(
            [a("kind", period) != Kind.enterprise, revenue >= 1_000_000_000 * one, revenue >= 100_000_000 * one],
            [3, 0, 1], 2)  # fmt: skip

    variable("tier", applicant, int, tier)

    def compute_eligible(a: Any, period: Any) -> Any:
        return (a("kind", period) != Kind.team) & a("compute_some", period)

    def model_eligible(a: Any, period: Any) -> Any:
        return (a("kind", period) == Kind.enterprise) & a("model_some", period)

    def compute_share(a: Any, period: Any) -> Any:
        tiers = a("tier", period)
        return share(a("compute_total", period), np.array([3, 2, 1, 1])[tiers], np.array([10, 5, 2, 2])[tiers])

    def model_share(a: Any, period: Any) -> Any:
        return share(a("model_total", period), np.array(3), np.array(10))

    def compute_most(a: Any, period: Any) -> Any:
        return np.array([10_000_000, 5_000_000, 2_000_000, 2_000_000])[a("tier", period)] * one

    def model_most(a: Any, _: Any) -> Any:
        return a.filled_array(2_000_000 * one)

    variable("compute_eligible", applicant, bool, compute_eligible)
    variable("model_eligible", applicant, bool, model_eligible)
    variable("compute_share", applicant, money, compute_share)
    variable("model_share", applicant, money, model_share)
    variable("compute_most", applicant, money, compute_most)
    variable("model_most", applicant, money, model_most)
    for list_ in ("compute", "model"):
        variable(f"{list_}_voucher", applicant, money, _voucher(list_))
    return found


def _some(counts: str) -> Any:
    return lambda a, period: a.sum(a.members(counts, period)) > 0


def _total(counts: str) -> Any:
    return lambda a, period: a.sum(a.members("fee", period) * a.members(counts, period))


def _voucher(list_: str) -> Any:
    return lambda a, period: (
        a(f"{list_}_eligible", period) * np.minimum(a(f"{list_}_share", period), a(f"{list_}_most", period))
    )


def _run(folder: Path, out: Path, *, exact: bool) -> None:
    applicants = pq.read_table(folder / "applicants.parquet", columns=["id", "kind", "annual_revenue"])
    compute = pq.read_table(folder / "compute_purchases.parquet", columns=["applicant", "qualified", "fee"])
    models = pq.read_table(folder / "model_purchases.parquet", columns=["applicant", "registered", "purpose", "fee"])
    ids = applicants["id"].combine_chunks()
    last = np.array([len(ids) - 1])  # one purchase more, of nothing: sums by group end with the last that has members
    owners = np.concatenate([_places(compute, ids), _places(models, ids), last])
    good = pc.and_(models["registered"], pc.not_equal(models["purpose"], "other"))
    of_compute, of_models = np.asarray(compute["qualified"]), np.asarray(good)
    no_compute, no_models = np.zeros(len(models) + 1, bool), np.zeros(len(compute), bool)

    builder = SimulationBuilder()
    tax_benefit = system(exact=exact)
    builder.create_entities(tax_benefit)
    builder.declare_person_entity("purchase", range(len(owners)))
    groups = builder.declare_entity("applicant", range(len(ids)))
    groups.members_entity_id = owners
    simulation = builder.build(tax_benefit)
    fees = np.concatenate([_money(compute["fee"], exact=exact), _money(models["fee"], exact=exact), [0]])
    simulation.set_input("fee", _YEAR, fees)
    simulation.set_input("counts_compute", _YEAR, np.concatenate([of_compute, no_compute]))
    simulation.set_input("counts_model", _YEAR, np.concatenate([no_models, of_models, [False]]))
    simulation.set_input("kind", _YEAR, np.asarray(applicants["kind"]).astype(str))
    simulation.set_input("revenue", _YEAR, _money(applicants["annual_revenue"], exact=exact))

    tiers = pa.DictionaryArray.from_arrays(pa.array(simulation.calculate("tier", _YEAR), pa.int32()), list(_TIERS))
    parts = [
        _awards(simulation, ids, list_, tiers if list_ == "compute" else None, exact=exact)
        for list_ in ("compute", "model")
    ]
    pq.write_table(pa.concat_tables(parts), out, compression="zstd")


def _places(table: Any, ids: Any) -> Any:
    return np.asarray(pc.index_in(table["applicant"], value_set=ids).combine_chunks())


def _money(column: Any, *, exact: bool) -> Any:
    """Yuan as floating point, or exact fen."""
    if not exact:
        return np.asarray(pc.cast(column, pa.float64())).astype(np.float32)
    fen = pc.multiply(pc.cast(column, pa.decimal128(20, 2)), pa.scalar(100, pa.decimal128(3, 0)))
    return np.asarray(pc.cast(fen, pa.int64()))


def _awards(simulation: Any, ids: Any, list_: str, tiers: Any, *, exact: bool) -> Any:
    eligible = pa.array(simulation.calculate(f"{list_}_eligible", _YEAR))
    sums = simulation.calculate(f"{list_}_voucher", _YEAR)
    fen = pa.array(sums if exact else np.rint(sums.astype(np.float64) * 100).astype(np.int64))
    limited = simulation.calculate(f"{list_}_share", _YEAR) > simulation.calculate(f"{list_}_most", _YEAR)
    nothing = pa.scalar(None, pa.string())
    row = nothing if tiers is None else pc.cast(tiers, pa.string())
    count = len(ids)
    return pa.table({
        "applicant": ids,
        "clause": pa.repeat(f"{list_}_voucher", count),
        "status": pc.if_else(eligible, "eligible", "ineligible"),
        "fen": pc.if_else(eligible, fen, pa.scalar(None, pa.int64())),
        "limited_by": pc.if_else(pc.and_(eligible, pa.array(limited)), "yearly", nothing),
        "row": pc.if_else(eligible, row, nothing),
    })  # fmt: skip
