"""A small policy to hang one clause in, for tests of one point each."""

from __future__ import annotations

import textwrap
from typing import Any

from tests.evaluate.support import Document, load

from policydsl.workspace import LoadedPolicy

HEAD = """\
policydsl: 1
kind: policy
id: small
title: 小政策
level: 市
in_force:
  from: 2025-01-01
  until: 2027-12-31
facts:
  applicant:
    fields:
      money: {type: money, min: 0元}
      signed: {type: money}
      number: {type: number}
      flag: {type: boolean}
      other: {type: boolean}
      size:
        type: enum
        values: {small: 小, medium: 中, large: 大}
      founded: {type: date}
      granted: {type: months}
      decided: {type: money, min: 0元, assessed: true}
      passed: {type: boolean, assessed: true}
  orders:
    item: order
    fields:
      fee: {type: money, min: 0元}
      rate: {type: number}
      counts: {type: boolean}
      day: {type: date}
      decided: {type: money, min: 0元, assessed: true}
"""
CLAUSE = """\
  - id: one
    cite: 一（一）
    title: 一
    departments: [甲]
    category: kind
    benefit: subsidy
    basis: exact
"""


def clause(body: str, *, more: str = "", others: str = "", basis: str = "exact") -> LoadedPolicy:
    """A policy of one clause with this body; `more` stands before the clauses, `others` after the first."""
    text = HEAD + textwrap.dedent(more) + "clauses:\n" + CLAUSE.replace("basis: exact", f"basis: {basis}")
    return load(text + textwrap.indent(textwrap.dedent(body), "    ") + others)


def amount(formula: str, **more: Any) -> LoadedPolicy:
    """A policy of one clause whose amount is this formula."""
    return clause(f"amount: >-\n  {formula}\n", **more)


def applicant(as_of: str = "2026-03-01", /, **given: Any) -> Document:
    """Facts of the applicant; `orders` and the lists of awards go to their own places."""
    lists: Document = {key: given.pop(key) for key in ("orders", "prior_awards", "other_policy_awards") if key in given}
    return {"policydsl": 1, "kind": "facts", "as_of": as_of, "applicant": {"id": "A", **given}, **lists}
