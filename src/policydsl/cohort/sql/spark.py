"""Our trees as the SQL of Spark.

Each operation that is used here was run on Spark and compared with whole numbers of Python (tests/cohort); a tree with
any other is refused, since sqlglot gives some operations another meaning there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlglot import exp

WIDEST: Final = "DECIMAL(38, 0)"
_TRIED: Final = (
    exp.Add, exp.Alias, exp.And, exp.Boolean, exp.Case, exp.Cast, exp.Coalesce, exp.Column, exp.Contains, exp.Count,
    exp.DPipe, exp.DataType, exp.DataTypeParam, exp.DateAdd, exp.DateDiff, exp.Div, exp.EQ, exp.EndsWith,
    exp.Extract, exp.Filter, exp.From, exp.GT, exp.GTE, exp.Group, exp.Identifier, exp.If, exp.In, exp.IntDiv,
    exp.Is, exp.Join, exp.LT, exp.LTE, exp.Length, exp.Literal, exp.Max, exp.Min, exp.Mod, exp.Mul, exp.NEQ,
    exp.Neg, exp.Not, exp.Null, exp.NullSafeEQ, exp.Or, exp.Order, exp.Ordered, exp.Paren, exp.RegexpLike,
    exp.Select, exp.Star, exp.StartsWith, exp.StrPosition, exp.Sub, exp.Subquery, exp.Substring, exp.Sum, exp.Table,
    exp.TableAlias, exp.Translate, exp.Var, exp.Where, exp.Window, exp.WindowSpec,
)  # fmt: skip


class NotTriedError(Exception):
    """A tree has an operation that was never compared: a bug."""


def tables_of(query: exp.Select) -> list[str]:
    """The tables that a query reads."""
    return list(dict.fromkeys(table.name for table in query.find_all(exp.Table)))


def spark_sql(query: exp.Select, names: Mapping[str, str]) -> str:
    """The query for Spark; `names`: what each of its tables is called there."""
    tree = query.copy()
    for node in tree.walk():
        if type(node) not in _TRIED:
            raise NotTriedError(type(node).__name__)
        if isinstance(node, exp.Table):
            node.set("this", exp.to_identifier(names[node.name], quoted=True))
    for total in list(tree.find_all(exp.Sum)):  # a sum of BIGINT is one there, and overflows
        total.set("this", exp.cast(total.this, WIDEST))
    return tree.sql("spark")
