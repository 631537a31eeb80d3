"""What the library that reads workbooks may do with a broken one, made one kind of error."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final
from zipfile import BadZipFile, ZipFile

from policydsl.cohort.workbook.cells import said
from policydsl.source import Text

_AT_ONCE: Final = 500  # rows
_UNREADABLE: Final = Text("读不出来：{reason}", "it cannot be read: {reason}")
_OLD: Final = b"\xd0\xcf\x11\xe0"
_BOMB: Final = Text(
    "其中的 `{name}` 解压后有 {size} 字节，太大", "`{name}` in it comes to {size} bytes unpacked, which is too much"
)
_SHOWN: Final = 300  # characters of what the library says
_SMALL: Final = 1 << 26  # bytes
_DENSEST: Final = 200  # rows of empty cells are packed to a hundredth, and nothing that people write is
_MOST_AT_ONCE: Final = 1 << 29  # bytes of what is not read row by row
_REASONS: Final[Sequence[tuple[bytes, Text]]] = (
    (_OLD, Text("是旧格式（.xls）或加了密码，请另存为 .xlsx", "it is an .xls or has a password; save it as .xlsx")),
    (b"PK", Text("文件不完整，或不是 Excel 工作簿", "the file is damaged, or no workbook")),
    (b"", Text("不是 Excel 工作簿（.xlsx）", "it is no Excel workbook (.xlsx)")),
)


class WorkbookError(Exception):
    """The file cannot be read as a workbook; `reason` says why."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@contextmanager
def opening(path: Path) -> Iterator[None]:
    """WorkbookError for whatever the library lets through; OSError where the file itself cannot be opened."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of drop-downs that are not kept, of days that there are not
        try:
            yield
        except (WorkbookError, ModuleNotFoundError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno is not None:  # the library raises its own without a number
                raise
            raise WorkbookError(_reason(path, error)) from error


def check_size(stream: IO[bytes]) -> None:
    """WorkbookError where unpacking would take far more than the file; nothing is unpacked for it."""
    with ZipFile(stream) as archive:
        for one in archive.infolist():
            dense = one.file_size > _SMALL and one.file_size > _DENSEST * one.compress_size
            at_once = one.file_size > _MOST_AT_ONCE and not one.filename.startswith("xl/worksheets/")
            if dense or at_once:
                raise WorkbookError(said(_BOMB, name=one.filename, size=f"{one.file_size:,}"))
    stream.seek(0)


def rows_of(sheet: Any, path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows of a sheet with their numbers."""
    many = enumerate(sheet.iter_rows(), 1)
    while True:
        with opening(path):
            found = list(islice(many, _AT_ONCE))
        if not found:
            return
        yield from found


def _reason(path: Path, error: Exception) -> Text:
    with path.open("rb") as stream:
        begin = stream.read(4)
    if isinstance(error, BadZipFile) or not begin.startswith(b"PK"):
        return next(reason for start, reason in _REASONS if begin.startswith(start))
    return said(_UNREADABLE, reason=f"{type(error).__name__}: {error}"[:_SHOWN])
