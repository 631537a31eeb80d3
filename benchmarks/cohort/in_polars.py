"""The two vouchers in Polars, sums in whole fen."""

from __future__ import annotations

from pathlib import Path

import polars as pl


def in_polars(folder: Path, out: Path) -> None:
    """The clauses in Polars; `fen` instead of an amount, since its decimals keep their scale in a product."""

    def fen(name: str) -> pl.Expr:
        return (pl.col(name) * 100).cast(pl.Int64)

    compute = pl.scan_parquet(folder / "compute_purchases.parquet").group_by("applicant").agg(
        pl.col("qualified").any().alias("c_some"), fen("fee").filter(pl.col("qualified")).sum().alias("c_fen"))  # fmt: skip
    good = pl.col("registered") & (pl.col("purpose") != "other")
    models = pl.scan_parquet(folder / "model_purchases.parquet").group_by("applicant").agg(
        good.any().alias("m_some"), fen("fee").filter(good).sum().alias("m_fen"))  # fmt: skip
    tier = pl.when(pl.col("kind") != "enterprise").then(pl.lit("academic_any")).when(
        fen("annual_revenue") >= 100_000_000_000).then(pl.lit("large")).when(
        fen("annual_revenue") >= 10_000_000_000).then(pl.lit("medium")).otherwise(pl.lit("small"))  # fmt: skip
    large, medium = pl.col("tier") == "large", pl.col("tier") == "medium"
    c_fen, m_fen = pl.col("c_fen").fill_null(0), pl.col("m_fen").fill_null(0)
    sums = pl.scan_parquet(folder / "applicants.parquet").join(compute, left_on="id", right_on="applicant", how="left").join(
        models, left_on="id", right_on="applicant", how="left").with_columns(tier.alias("tier")).with_columns(
        (pl.col("kind").is_in(["enterprise", "university", "research_institute"]) & pl.col("c_some").fill_null(False)).alias("c_ok"),
        ((pl.col("kind") == "enterprise") & pl.col("m_some").fill_null(False)).alias("m_ok"),
        pl.when(large).then(c_fen * 3 // 10).when(medium).then(c_fen * 2 // 5).otherwise(c_fen // 2).alias("c_sum"),
        pl.when(large).then(1_000_000_000).when(medium).then(500_000_000).otherwise(200_000_000).alias("c_top"),
        (m_fen * 3 // 10).alias("m_sum"), pl.lit(200_000_000).alias("m_top"))  # fmt: skip

    def clause(letter: str, name: str, row: pl.Expr) -> pl.LazyFrame:
        ok, value, top = pl.col(f"{letter}_ok"), pl.col(f"{letter}_sum"), pl.col(f"{letter}_top")
        return sums.select(
            pl.col("id").alias("applicant"), pl.lit(name).alias("clause"),
            pl.when(ok).then(pl.lit("eligible")).otherwise(pl.lit("ineligible")).alias("status"),
            pl.when(ok).then(pl.min_horizontal(value, top)).alias("fen"),
            pl.when(ok & (value > top)).then(pl.lit("yearly")).alias("limited_by"),
            pl.when(ok).then(row).alias("row"))  # fmt: skip

    awards = [clause("c", "compute_voucher", pl.col("tier")), clause("m", "model_voucher", pl.lit(None, pl.String))]
    pl.concat(awards).sink_parquet(out / "polars.parquet", compression="zstd")
