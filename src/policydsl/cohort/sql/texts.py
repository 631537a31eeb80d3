"""Texts: those functions of which both engines think as the interpreter does, by code points."""

from __future__ import annotations

from policydsl.cohort.sql import build as sql
from policydsl.cohort.sql.build import Sql
from policydsl.cohort.sql.scope import Scope
from policydsl.feel.types import TEXT
from policydsl.plan import nodes


class Texts(Scope):
    """Lowers what is asked of texts."""

    def asked_of_text(self, node: nodes.Call) -> Sql:
        """`contains`, `starts with`, `ends with`."""
        if node.function not in sql.ASKED_OF_TEXTS or any(one.type != TEXT for one in node.args):
            raise self.refused(node)
        whole, part = (self.expr(one) for one in node.args)
        return sql.asked_of_text(node.function, whole, part)
