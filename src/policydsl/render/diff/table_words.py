"""What people call the inputs and outputs of a table, and the options of an input."""

from __future__ import annotations

from policydsl.feel import ast
from policydsl.model import reading as read
from policydsl.model.policy import Field, Policy
from policydsl.source import Lang, Text
from policydsl.source.frozen import frozen
from policydsl.syntax.tree import Node, Scalar, Sequence


@frozen(eq=False)
class TableWords:
    """The words of one clause's table, of the policy in which it stands."""

    policies: tuple[Policy, ...]  # the new one first
    clause: str

    def input(self, name: str, lang: Lang) -> str:
        """What an input is called: the label of the fact or the question of the reading that it asks for."""
        field = self._field(name)
        if field is not None and field.label:
            return field.label.pick(lang)
        return name

    def output(self, name: str, lang: Lang) -> str:
        """What an output is called."""
        for policy in self.policies:
            clause = policy.clause(self.clause)
            if clause is not None and clause.table is not None and name in clause.table.outputs:
                return clause.table.outputs[name].pick(lang)
        return name

    def cell(self, name: str, node: Node | None, lang: Lang) -> str:
        """A cell: options by their labels, figures as they are written."""
        parts = node.items if isinstance(node, Sequence) else (node,)
        field = self._field(name)
        texts = [" ".join(part.text.split()) for part in parts if isinstance(part, Scalar)]
        known = field.values if field is not None else {}
        return Text("、", ", ").pick(lang).join(known[text].pick(lang) if text in known else text for text in texts)

    def row(self, node: Node, lang: Lang) -> str:
        """A whole row: `主体类型 企业，年度营业收入 ≥ 10亿元 → 补助比例 30%`."""
        comma = Text("，", ", ").pick(lang)
        when = [
            f"{self.input(key.text, lang)} {self.cell(key.text, cell, lang)}"
            for key, cell in read.entries(read.get(node, "when"))
        ]
        then = [
            f"{self.output(key.text, lang)} {read.string(value) or ''}".rstrip()
            for key, value in read.entries(read.get(node, "then"))
        ]
        return " → ".join(comma.join(parts) for parts in (when, then) if parts)

    def _field(self, name: str) -> Field | None:
        for policy in self.policies:
            clause = policy.clause(self.clause)
            formula = clause.table.inputs.get(name) if clause is not None and clause.table is not None else None
            match None if formula is None else formula.expr:
                case ast.Path(source=ast.Name(name=owner), name=field):
                    entity = next((one for one in policy.entities.values() if one.item == owner), None)
                    return None if entity is None else entity.fields.get(field)
                case _:
                    continue
        return None
