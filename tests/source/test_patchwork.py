"""Texts put together from several files: what they say, and where each part was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydsl.source import SourceFile, Span
from policydsl.source.patchwork import Patchwork, Piece

BASE = SourceFile("base", "rate: 30%\nlimit: 5\n", "digest")
OTHER = SourceFile("other", "to: 25%  # lower\n")


def piece(file: SourceFile, text: str) -> Piece:
    start = file.text.index(text)
    return Piece.of(file, Span(start, start + len(text)))


def amended() -> Patchwork:
    return Patchwork.whole_of(BASE).spliced([(Span(6, 9), (piece(OTHER, "25%"),))])


def test_it_has_the_name_and_digest_of_what_it_began_with() -> None:
    made = amended()
    assert (made.name, made.sha256, made.text) == ("base", "digest", "rate: 25%\nlimit: 5\n")


@pytest.mark.parametrize(
    ("span", "file", "text"),
    [
        (Span(0, 4), BASE, "rate"),
        (Span(6, 9), OTHER, "25%"),
        (Span(7, 8), OTHER, "5"),
        (Span(10, 15), BASE, "limit"),
        (Span(0, 15), BASE, "rate: 30%\nlimit"),  # around what was put in: as far as the base goes
        (Span(6, 15), OTHER, "25%"),  # begins in what was put in
        (Span(9, 9), OTHER, ""),  # a place right after what was put in is a place of that
        (Span(6, 6), OTHER, ""),
        (Span(5, 5), BASE, ""),
    ],
)
def test_places(span: Span, file: SourceFile, text: str) -> None:
    found, place = amended().place(span)
    assert found is file
    assert found.text[place.start : place.end] == text


def test_a_place_between_two_characters_is_that_of_the_text_put_in() -> None:
    assert amended().place(Span(9, 9)) == (OTHER, Span(7, 7))
    assert amended().exact_place(Span(9, 9)) == (OTHER, Span(7, 7))


def test_what_stands_for_something_else_has_its_place() -> None:
    bracket = Piece("[]", OTHER, Span(0, 2), exact=False)
    made = Patchwork.whole_of(BASE).spliced([(Span(6, 9), (bracket,))])
    assert made.text == "rate: []\nlimit: 5\n"
    assert made.place(Span(6, 7)) == (OTHER, Span(0, 2))
    assert made.exact_place(Span(6, 7)) is None


def test_an_exact_place_is_one_without_anything_between() -> None:
    assert amended().exact_place(Span(6, 9)) == (OTHER, Span(4, 7))
    assert amended().exact_place(Span(0, 15)) is None


def test_splices_at_one_place_keep_their_order() -> None:
    two = [(Span(0, 0), (piece(OTHER, "to"),)), (Span(0, 0), (piece(OTHER, ": "),))]
    assert Patchwork.whole_of(BASE).spliced(two).text.startswith("to: rate")


def test_splices_must_not_overlap() -> None:
    with pytest.raises(ValueError, match="overlap"):
        Patchwork.whole_of(BASE).spliced([(Span(0, 5), ()), (Span(4, 6), ())])


def test_an_empty_text_is_its_own_place() -> None:
    made = Patchwork(BASE, ())
    assert made.place(Span(0, 0)) == (made, Span(0, 0))
    assert made.exact_place(Span(0, 0)) is None


def test_a_file_is_its_own_place() -> None:
    assert BASE.place(Span(1, 3)) == (BASE, Span(1, 3))


texts = st.text("ab\n", min_size=1, max_size=12)


@given(texts, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 4), texts), max_size=4), st.integers(1, 3))
def test_every_character_knows_its_file(base: str, edits: list[tuple[int, int, str]], rounds: int) -> None:
    """However often a text is spliced, each of its characters stands at its place in a file."""
    made = Patchwork.whole_of(SourceFile("base", base))
    for nth in range(rounds):
        plain, splices, last = made.text, [], 0
        for start, length, text in sorted(edits):
            if last <= start and start + length <= len(plain):
                other = SourceFile(f"other {nth} {start}", text)
                splices.append((Span(start, start + length), (Piece.of(other, other.whole()),)))
                last = start + length
        wanted = plain
        for span, pieces in reversed(splices):
            wanted = wanted[: span.start] + pieces[0].text + wanted[span.end :]
        made = made.spliced(splices)
        assert made.text == wanted
        for i, character in enumerate(made.text):
            file, span = made.place(Span(i, i + 1))
            assert file.text[span.start : span.end] == character
