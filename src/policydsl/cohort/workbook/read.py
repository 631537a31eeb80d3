"""Opens a workbook that was filled in, and finds its tables and their columns.

A workbook that `new workbook` made has names that say which sheet holds which table, and the names of the columns in a
hidden row above the labels: sheets and labels may be renamed, columns moved. In any other workbook a sheet is known by
its title (the table's name or its label), a column by its heading (the name or the label).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from policydsl.cohort.shape import APPLICANTS, TableShape, shapes
from policydsl.cohort.workbook.cells import said
from policydsl.cohort.workbook.extras import Extras, extras_of, letters
from policydsl.cohort.workbook.opening import WorkbookError, check_size, opening
from policydsl.cohort.workbook.sheets import (
    SheetColumn,
    column_of,
    known_columns,
    labels_of,
    period_meant,
    required_columns,
)
from policydsl.cohort.workbook.table import SheetTable, is_filled
from policydsl.model.policy import Policy
from policydsl.source import Text
from policydsl.source.frozen import frozen
from policydsl.syntax.names import closest

MARK: Final = "policydsl."  # so begin the names by which a workbook says which sheet holds what
GUIDE, LISTS = "guide", "lists"  # sheets that are no tables
_HEAD: Final = 50  # rows in which headings are looked for
_SHEET: Final = Text(
    "不是这份政策的表，没有读取{guess}", "is no table of this policy, and was not read{guess}"
)  # fmt: skip
_TWICE: Final = Text("和“{first}”是同一张表，没有读取", "holds the same table as `{first}`, and was not read")
_NO_APPLICANTS: Final = Text("没有申报主体的工作表", "there is no sheet of applicants")
_NO_HEADINGS: Final = Text("没有列名", "there are no headings")
_COLUMN: Final = Text("没有 `{found}` 这一列，没有读取{guess}", "there is no column `{found}`; it was not read{guess}")
_COLUMN_TWICE: Final = Text(
    "`{name}` 这一列已在 {first}，没有读取", "the column `{name}` is in {first} already; this one was not read"
)
_LACKING: Final = Text("缺少列 {names}", "lacks the column {names}")
_OF_SHEET: Final = Text("“{sheet}”：{reason}", "`{sheet}`: {reason}")
_GUESS: Final = Text("；是不是 `{guess}`？", "; did you mean `{guess}`?")


@frozen
class Problem:
    """What is wrong with a sheet, or with a heading at its `place`; without a sheet, with the workbook."""

    sheet: str
    place: str
    said: Text


class WorkbookTables:
    """The tables of a workbook by name, and what is wrong with its sheets and headings: nothing to be passed over."""

    def __init__(self, stream: IO[bytes], tables: Mapping[str, SheetTable], problems: Sequence[Problem]) -> None:
        self._stream, self.tables, self.problems = stream, tables, tuple(problems)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def read_tables(path: Path | str, policy: Policy) -> WorkbookTables:
    """The tables of a workbook; WorkbookError where it is none. Its file stays open until it is closed."""
    import openpyxl  # noqa: PLC0415  (loaded only when used)

    place = Path(path)
    stream = place.open("rb")  # the library would judge a file by the end of its name
    try:
        with opening(place):
            check_size(stream)
            book: Any = openpyxl.load_workbook(stream, read_only=True, data_only=False)
            return _Reader(book, policy, place).read(stream)
    except BaseException:
        stream.close()
        raise


class _Reader:
    """Finds the tables."""

    def __init__(self, book: Any, policy: Policy, path: Path) -> None:
        self.book, self.policy, self.path = book, policy, path
        self.shapes = shapes(policy)
        self.problems: list[Problem] = []

    def read(self, stream: IO[bytes]) -> WorkbookTables:
        """All tables; `stream` is closed with them."""
        marked = dict(self._marked())
        titles = {word: name for name, label in labels_of(self.policy).items() for word in self._titles(name, label)}
        tables: dict[str, SheetTable] = {}
        for sheet in self.book.worksheets:
            sheet.reset_dimensions()  # what some programs write there is not so
            title = str(sheet.title)
            name, row = marked.get(title) or (titles.get(_folded(title)), None)
            if name in (GUIDE, LISTS):
                continue
            extras = self._extras(sheet)
            if name is None:
                self._unknown(sheet, titles)
            elif name in tables:
                self.problems.append(Problem(title, "", said(_TWICE, first=tables[name].sheet)))
            else:
                table = self._table(sheet, self.shapes[name], extras, row)
                if table is not None:
                    tables[name] = table
        if APPLICANTS not in tables:
            self.problems.append(Problem("", "", _NO_APPLICANTS))
        return WorkbookTables(stream, tables, self.problems)

    def _marked(self) -> Iterator[tuple[str, tuple[str, int | None]]]:
        """By the title of a sheet: the table that it holds, the row with the names of its columns."""
        for key, defined in self.book.defined_names.items():
            name = str(key).removeprefix(MARK)
            if name == str(key) or not (name in self.shapes or name in (GUIDE, LISTS)):
                continue
            try:
                places = list(defined.destinations)
            except (ValueError, AttributeError):  # the sheet is gone
                continue
            for title, place in places:
                number = str(place).rpartition("$")[2]
                yield str(title), (name, int(number) if number.isdecimal() else None)

    @staticmethod
    def _titles(name: str, label: Text) -> set[str]:
        return {_folded(word) for word in (name, label.pick("zh"), label.pick("en")) if word}

    def _unknown(self, sheet: Any, titles: Mapping[str, str]) -> None:
        if any(is_filled(cell) for row in sheet.iter_rows() for cell in row):
            self.problems.append(Problem(str(sheet.title), "", said(_SHEET, guess=_guess(str(sheet.title), titles))))

    # -- headings --------------------------------------------------------------------------------------

    def _table(self, sheet: Any, shape: TableShape, extras: Extras, row: int | None) -> SheetTable | None:
        heads = self._heads(sheet)
        number = row if row in heads else next(iter(heads), None)
        if number is None:
            if row is None:
                self.problems.append(Problem(str(sheet.title), "", _NO_HEADINGS))
            return None
        labels = heads.get(number + 1, {})
        columns: dict[int, SheetColumn] = {}
        first_at: dict[str, str] = {}
        marked = number == row
        names = heads[number]
        for index in sorted({*names, *labels} if marked else names):
            text, place = (
                names.get(index) or labels[index],
                f"{letters(index)}{number if index in names else number + 1}",
            )
            column = self._column(shape, text)
            if column is None:
                known = known_columns(shape)
                self.problems.append(
                    Problem(str(sheet.title), place, said(_COLUMN, found=text, guess=_guess(text, known)))
                )
            elif column.name in first_at:
                where = first_at[column.name]
                self.problems.append(
                    Problem(str(sheet.title), place, said(_COLUMN_TWICE, name=column.name, first=where))
                )
            else:
                columns[index], first_at[column.name] = column, place
        lacking = [name for name in required_columns(shape) if name not in first_at]
        if lacking:
            names_text = ", ".join(f"`{name}`" for name in lacking)
            self.problems.append(Problem(str(sheet.title), "", said(_LACKING, names=names_text)))
        second = marked or _are_labels(labels, columns)
        return SheetTable(sheet, shape, columns, extras, number + (2 if second else 1), self.path)

    @staticmethod
    def _heads(sheet: Any) -> dict[int, dict[int, str]]:
        """The first rows with anything in them: the texts by column."""
        found: dict[int, dict[int, str]] = {}
        for number, cells in enumerate(sheet.iter_rows(max_row=_HEAD), 1):
            texts = {index: str(cell.value).strip() for index, cell in enumerate(cells, 1) if is_filled(cell)}
            if texts:
                found[number] = texts
        return found

    def _column(self, shape: TableShape, text: str) -> SheetColumn | None:
        """The column that a heading names: by its name, by its label if only one has it."""
        found = column_of(shape, text, self.policy) or column_of(shape, period_meant(shape, text) or "", self.policy)
        if found is not None:
            return found
        every = [column_of(shape, name, self.policy) for name in shape.plain]
        same = [one for one in every if one is not None and _folded(text) in {_folded(word) for word in one.words}]
        return same[0] if len(same) == 1 else None

    def _extras(self, sheet: Any) -> Extras:
        try:
            with self.book._archive.open(sheet._worksheet_path) as stream:  # noqa: SLF001  (it keeps what cells do not say)
                return extras_of(stream)
        except WorkbookError as error:
            raise WorkbookError(said(_OF_SHEET, sheet=sheet.title, reason=error.reason)) from error


def _are_labels(texts: Mapping[int, str], columns: Mapping[int, SheetColumn]) -> bool:
    """Whether a row repeats the headings as labels."""
    return bool(texts) and all(
        index in columns and _folded(text) in {_folded(word) for word in columns[index].words}
        for index, text in texts.items()
    )


def _guess(text: str, known: Mapping[str, str] | Sequence[str]) -> Text:
    found = closest(text, known)
    if found is None:
        return Text("", "")
    return said(_GUESS, guess=known[found] if isinstance(known, Mapping) else found)


def _folded(text: str) -> str:
    return " ".join(text.replace("(", "（").replace(")", "）").split()).casefold()
