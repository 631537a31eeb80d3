"""Item definitions of a case, as the compiler wants them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policydsl.feel.ast import ContextType, FunctionType, GenericType, NamedType, TypeExpr
from policydsl.feel.compiler import ItemDefinition, is_type
from policydsl.feel.conformance.cases import Json
from policydsl.feel.values import Value
from policydsl.source import Span
from policydsl.source.frozen import frozen

_NOWHERE = Span(0, 0)
Allowed = Callable[[str], Callable[[Value], bool]]


def named(name: str) -> NamedType:
    """A type by its name."""
    return NamedType(_NOWHERE, name)


def field_names(types: Mapping[str, Json]) -> frozenset[str]:
    """The names of all fields of the types, of those inside other fields too."""
    names: set[str] = set()
    rows = list(types.values())
    while rows:
        fields = rows.pop().get("fields", {})
        names.update(fields)
        rows.extend(fields.values())
    return frozenset(names)


def item_definitions(types: Mapping[str, Json], allowed: Allowed) -> dict[str, ItemDefinition]:
    """The types of a case; `allowed` compiles the text that lists allowed values."""
    out: dict[str, ItemDefinition] = {}
    maker = _Maker(types, allowed, out)
    for name, row in types.items():
        maker.define(name, row)
    return out


@frozen
class _Maker:
    types: Mapping[str, Json]
    allowed: Allowed
    out: dict[str, ItemDefinition]

    def define(self, name: str, row: Json) -> None:
        """A type; a field of it is defined under a name of its own, as it may have allowed values of its own."""
        single = self._single(name, row)
        text: str | None = row.get("allowed")
        test = self.allowed(text) if text else None
        if row.get("collection"):
            member = f"{name}#"
            self.out[member] = ItemDefinition(single, test)
            self.out[name] = ItemDefinition(GenericType(_NOWHERE, "list", named(member)))
        else:
            self.out[name] = ItemDefinition(single, test)

    def _single(self, name: str, row: Json) -> TypeExpr:
        if "fields" in row:
            fields: list[tuple[str, TypeExpr]] = []
            for key, field in row["fields"].items():
                inner = f"{name}#{key}"
                self.define(inner, field)
                fields.append((key, named(inner)))
            return ContextType(_NOWHERE, tuple(fields))
        if "function" in row:
            function = row["function"]
            parameters = tuple(self._reference(item["typeRef"]) for item in function["params"])
            return FunctionType(_NOWHERE, parameters, self._reference(function["output"]))
        return self._reference(row.get("base"))

    def _reference(self, name: str | None) -> NamedType:
        """A type by its name; one that neither the kit nor FEEL defines says nothing."""
        return named(name if name is not None and (name in self.types or is_type(name)) else "Any")
