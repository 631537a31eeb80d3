from __future__ import annotations

import pytest

from policydsl.feel.builtins import BUILTINS, parse_signature, parse_type, show_type
from policydsl.feel.builtins.signature import (
    Kind,
    ListKind,
    OneOf,
    Param,
    RangeKind,
    Signature,
    SigType,
    Variable,
    admits_null,
)

NUMBER, STRING = Kind("number"), Kind("string")


def test_optional_parameters_with_spaces_in_their_names() -> None:
    text = "substring(string: string, start position: number, length?: number) -> string"
    read = parse_signature(text)
    params = (Param("string", STRING), Param("start position", NUMBER), Param("length", NUMBER, optional=True))
    assert read == Signature(params, STRING, text)
    assert (read.least, read.most, read.variadic) == (2, 3, False)
    assert [count for count in range(6) if read.takes(count)] == [2, 3]


def test_variadic_parameter() -> None:
    read = parse_signature("append(list: list<T>, item...: T) -> list<T>")
    assert read.params[1] == Param("item", Variable("T"), variadic=True)
    assert (read.least, read.most, read.variadic) == (2, None, True)
    assert [count for count in range(5) if read.takes(count)] == [2, 3, 4]


def test_no_parameters() -> None:
    read = parse_signature("now() -> date and time")
    assert read.params == ()
    assert read.takes(0)
    assert not read.takes(1)


@pytest.mark.parametrize(
    ("text", "expected", "null"),
    [
        ("number", NUMBER, False),
        ("days and time duration", Kind("days and time duration"), False),
        ("any", Kind("any"), True),
        ("T", Variable("T"), True),
        ("C", Variable("C"), False),
        ("list<list<any>>", ListKind(ListKind(Kind("any"))), False),
        ("range<C>", RangeKind(Variable("C")), False),
        ("date | date and time", OneOf((Kind("date"), Kind("date and time"))), False),
        ("string | null", OneOf((STRING, Kind("null"))), True),
        ("list<number | null>", ListKind(OneOf((NUMBER, Kind("null")))), False),
    ],
)
def test_types(text: str, expected: SigType, *, null: bool) -> None:
    assert parse_type(text) == expected
    assert show_type(expected) == text
    assert admits_null(expected) is null


@pytest.mark.parametrize(
    "text",
    [
        "no brackets -> number",
        "f(x: number)",
        "f(x: numbr) -> number",
        "f(x) -> number",
        "f(x: list<number) -> number",
        "f(x?: number, y: number) -> number",
        "f(x...: number, y: number) -> number",
    ],
)
def test_a_mistake_in_the_table_is_no_signature(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a|must come last"):
        parse_signature(text)


def test_texts_of_the_table_read_back() -> None:
    for row in BUILTINS.values():
        for signature in row.signatures:
            assert parse_signature(signature.text) == signature
            assert signature.text.startswith(f"{row.name}(")


def test_null_rule_follows_from_the_signatures() -> None:
    assert BUILTINS["abs"].nulls == "strict"
    assert BUILTINS["list contains"].nulls == "handles"
    assert BUILTINS["number"].nulls == "handles"


def test_what_reads_the_clock_is_marked() -> None:
    assert {name for name, row in BUILTINS.items() if row.volatile} == {"now", "today"}
