"""CSV files that DuckDB does not read whole: other encodings, and rows that are wrong, each of which is told.

Slower than DuckDB, but it knows the line of everything, and no wrong row stops the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from policydsl.cohort.intake.filling import Faults, Filler
from policydsl.source import Text
from policydsl.source.figures import counted
from policydsl.source.frozen import frozen

_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MARK: Final = b"\xef\xbb\xbf"
_MOST_LINES: Final = 1000  # of one row: an open quotation mark reaches no further
_MOST_SIGNS: Final = 1 << 20  # of one row of several lines, which is looked at with each line more
_NEAR: Final = 20
_MANY: Final = 50  # commas too many in a line: it is no row with an id or two in which there are commas
_BLOCK: Final = 1 << 20
_FEW: Final = 3  # cells: a text may by chance have as many commas in each line

_CELLS: Final = Text("第 {line} 行有 {found} 格，表头有 {wanted} 格", "line {line} has {cells}, the head has {wanted}")
_QUOTE: Final = Text("第 {line} 行的引号没有配对", "line {line} has a quotation mark without its other one")
_RETURN: Final = Text(
    "第 {line} 行里有回车符，不在引号之中", "line {line} has a carriage return outside of quotation marks"
)
_BYTES: Final = Text("第 {line} 行不是 {encoding} 编码", "line {line} is not in {encoding}")
_AMONG: Final = Text(
    "第 {line} 行在第 {first} 行起没有配对的引号之中", "line {line} stands in quotation marks that line {first} opens"
)


def encoding_of(file: Path) -> str:
    """UTF-8 unless most lines beyond ASCII are something else: GB18030, as Chinese spreadsheets write it, or UTF-16."""
    with file.open("rb") as stream:
        if stream.read(2) in _UTF16:
            return "utf-16"
        stream.seek(0)
        right = wrong = 0
        for line in stream:
            if line.isascii():
                continue
            try:
                line.decode()
                right += 1
            except UnicodeDecodeError:
                wrong += _reads(line)
    return "gb18030" if wrong > right else "utf-8"


def _reads(line: bytes) -> bool:
    try:
        line.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def transcode(file: Path, encoding: str, target: Path) -> bool:
    """Write the file in UTF-8; whether all of it could be read."""
    try:
        with file.open(encoding=encoding, newline="") as stream, target.open("w", encoding="utf-8", newline="") as out:
            while block := stream.read(_BLOCK):
                out.write(block)
    except UnicodeDecodeError:
        target.unlink(missing_ok=True)
        return False
    return True


def begins_empty(file: Path) -> bool:
    """Whether the first line is an empty one."""
    with file.open("rb") as stream:
        return stream.read(len(_MARK) + 1).removeprefix(_MARK)[:1] in (b"\r", b"\n")


def heads_of(file: Path, encoding: str) -> list[str]:
    """The names of the columns."""
    for row in _Records(file, encoding, 0):
        return [] if isinstance(row, _Bad) else row.cells
    return []


@frozen(eq=False)
class _Row:
    line: int
    cells: list[str]


@frozen(eq=False)
class _Bad:
    """Lines that are no row. `cells`: what they would be, roughly."""

    line: int
    text: str
    said: Text
    cells: list[list[str]]  # by each way to read it


def read_slowly(file: Path, encoding: str, filler: Filler, faults: Faults, key: int) -> None:
    """Fill the table; `key` is the place of the column that says whose a row is."""
    width = len(filler.columns)
    rows = iter(_Records(file, encoding, width))
    next(rows, None)
    number = 0
    for row in rows:
        number += 1
        if isinstance(row, _Row):
            filler.add([number, *(cell or None for cell in row.cells)])
            continue
        place = filler.add([number])
        faults.add(filler.shape.name, place, "B162", {"said": row.said.pick(faults.lang)}, value=row.text)
        faults.touch(one for cells in row.cells for one in _owners(cells, width, key))


def _owners(cells: Sequence[str], width: int, key: int) -> set[str]:
    """The texts that may be the cell of the key, where commas are too many or too few."""
    extra = len(cells) - width
    low, high = (key + min(extra, 0), key) if extra < 0 else (key, key + extra)
    found = set()
    for start in range(max(low, 0), high + 1):
        for length in range(1, (max(extra, 0) if extra < _MANY else 1) + 2):
            found.add(",".join(cells[start : start + length]))
    return found


class _Records:
    """The records of a file, the head first, with the numbers of their lines; `width`: the cells of each, 0 unknown."""

    def __init__(self, file: Path, encoding: str, width: int) -> None:
        self.file, self.encoding, self.width = file, encoding, width

    def __iter__(self) -> Iterator[_Row | _Bad]:
        waiting: list[tuple[int, str, bool]] = []
        lines = self._lines()
        is_head = True
        while True:
            one = waiting.pop(0) if waiting else next(lines, None)
            if one is None:
                return
            number, text, sound = one
            if not text and self.width != 1:
                continue
            if not sound:
                yield self._bad(number, text, _said(_BYTES, number, encoding=self.encoding.upper()))
                continue
            cells, taken, following = _split(text), [one], waiting
            size = len(text)
            while cells is None and len(taken) <= _MOST_LINES and size <= _MOST_SIGNS:
                more = following.pop(0) if following else next(lines, None)
                if more is None:
                    break
                taken.append(more)
                size += len(more[1])
                if '"' in more[1] or not more[2]:
                    cells = _split("\n".join(t for _, t, _ in taken)) if more[2] else []
            waiting = following
            if cells:
                yield self._checked(number, text, cells, is_head=is_head)
            else:
                rest = taken[1:]
                yield self._bad(number, text, _said(_QUOTE if '"' in text else _RETURN, number), rest)
                if self._are_rows(rest):
                    waiting = rest + waiting  # only that line is wrong
                else:
                    for n, t, _ in rest:
                        yield self._bad(n, t, _said(_AMONG, n, first=number))
            is_head = False

    def _are_rows(self, lines: Sequence[tuple[int, str, bool]]) -> bool:
        """Whether lines are rows of their own, and no text that goes on over several lines."""
        texts = [text for _, text, _ in lines if text]
        fitting = sum(len(_split(text) or ()) == self.width for text in texts)
        return fitting == len(texts) if self.width < _FEW else fitting * 2 >= len(texts)

    def _checked(self, number: int, text: str, cells: list[str], *, is_head: bool) -> _Row | _Bad:
        if is_head or self.width in (0, len(cells)):
            return _Row(number, cells)
        return _Bad(
            number,
            text,
            _said(_CELLS, number, found=len(cells), cells=counted(len(cells), "cell"), wanted=self.width),
            [cells],
        )

    @staticmethod
    def _bad(number: int, text: str, said: Text, rest: Sequence[tuple[int, str, bool]] = ()) -> _Bad:
        """`rest`: lines that may belong to it, as those of an id in several lines."""
        cells = [_roughly(text), [cell.strip('"') for cell in text.split(",")]]
        if rest:
            cells.append(_roughly("\n".join((text, *(more for _, more, _ in rest[:_NEAR])))))
        return _Bad(number, text, said, cells)

    def _lines(self) -> Iterator[tuple[int, str, bool]]:
        """Each line: its number, its text, whether it could be read."""
        with self.file.open("rb") as stream:
            start = stream.read(_BLOCK)
            stream.seek(len(_MARK) if start.startswith(_MARK) else 0)
            lines = iter(stream) if b"\n" in start or b"\r" not in start else iter(stream.read().split(b"\r"))
            for number, line in enumerate(lines, 1):
                found = line.rstrip(b"\r\n")
                try:
                    yield number, found.decode(self.encoding), True
                except UnicodeDecodeError:
                    yield number, found.decode(self.encoding, errors="replace"), False


def _said(text: Text, line: int, **args: object) -> Text:
    return Text(text.zh.format(line=line, **args), text.en.format(line=line, **args))


def _split(text: str) -> list[str] | None:
    """The cells of a record; none where a quotation mark stands wrong; None where one is still open."""
    if '"' not in text:
        return [] if "\r" in text else text.split(",")
    cells: list[str] = []
    match _cut(text, cells):
        case "whole":
            return cells
        case "open":
            return None
        case _:
            return []


def _roughly(text: str) -> list[str]:
    """The cells up to where a quotation mark stands wrong."""
    cells: list[str] = []
    _cut(text, cells)
    return cells


def _cut(text: str, cells: list[str]) -> Literal["whole", "open", "wrong"]:
    """Add the cells of a record; how it ends."""
    at = 0
    while True:
        if text[at : at + 1] != '"':
            end = text.find(",", at)
            cells.append(text[at:] if end < 0 else text[at:end])
            if end < 0:
                return "whole"
            at = end + 1
            continue
        end = at + 1
        while True:
            end = text.find('"', end)
            if end < 0:
                return "open"
            if text[end + 1 : end + 2] != '"':
                break
            end += 2
        cells.append(text[at + 1 : end].replace('""', '"'))
        at = end + 1
        if at == len(text):
            return "whole"
        if text[at] != ",":
            return "wrong"
        at += 1
