"""Bytes of a file to a `SourceFile`: UTF-8, without a byte order mark, without control characters."""

from __future__ import annotations

import codecs
import re
import sys
from hashlib import sha256
from pathlib import Path

from policydsl.diagnostics import Label, Reporter
from policydsl.source import SourceFile, Span, Text

MAX_BYTES = 4 * 1024 * 1024
STDIN_NAME = "<stdin>"
_BOMS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
# What YAML 1.2 forbids in a stream (tab, line feed and carriage return are fine).
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def read_source(
    path: str | Path, reporter: Reporter, *, limit: int = MAX_BYTES, name: str | None = None
) -> SourceFile | None:
    """Read a file, or standard input for `-`; None after a report of why it cannot be read.

    `name`: what messages call it, if not by its path.
    """
    name = name or (STDIN_NAME if str(path) == "-" else str(path))
    data = _bytes(path, name, reporter, limit)
    return None if data is None else source_of(name, data, reporter, limit=limit)


def source_of(name: str, data: bytes, reporter: Reporter, *, limit: int = MAX_BYTES) -> SourceFile | None:
    """The text of `data`; `sha256` is that of the bytes as they are, a byte order mark included."""
    if len(data) > limit:
        reporter.report("U004", path=name, limit=_size(limit))
        return None
    digest = sha256(data).hexdigest()
    # The mark is left out of the text, so that offset 0 is the first character that an editor shows.
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        _report_encoding(name, data, body, error, reporter)
        return None
    if not text.strip():
        reporter.report("U005", path=name)
        return None
    bad = FORBIDDEN.search(text)
    source = SourceFile(name, text, digest, has_mark=len(body) < len(data))
    if bad:
        guess = _guess(data)
        reporter.report(
            "U007",
            Label(source, Span(bad.start(), bad.end())),
            character=f"U+{ord(bad.group()):04X}",
            path=name,
            help=_encoding_help(guess) if guess else None,
        )
        return None
    return source


def _bytes(path: str | Path, name: str, reporter: Reporter, limit: int) -> bytes | None:
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(limit + 1)
        with Path(path).open("rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError:
        reporter.report("U001", path=name)
    except (IsADirectoryError, NotADirectoryError):
        reporter.report("U002" if Path(path).is_dir() else "U001", path=name)
    except PermissionError:
        # Windows answers so for a directory, too.
        reporter.report("U002" if Path(path).is_dir() else "U003", path=name, reason=_DENIED)
    except (OSError, ValueError) as error:
        reporter.report("U003", path=name, reason=getattr(error, "strerror", None) or str(error))
    return None


_DENIED = Text("没有读取权限", "permission denied")


def _report_encoding(name: str, data: bytes, body: bytes, error: UnicodeDecodeError, reporter: Reporter) -> None:
    good = body[: error.start].decode("utf-8")
    source = SourceFile(name, good + body[error.start :].decode("utf-8", "replace"))
    place = source.position(len(good))
    guess = _guess(data)
    reporter.report(
        "U006",
        Label(source, Span(len(good), len(good) + 1)),
        path=name,
        line=place.line,
        column=place.column,
        byte=f"0x{body[error.start]:02X}",
        help=_encoding_help(guess) if guess else None,
    )


def _guess(data: bytes) -> str | None:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    head = data[:4096]
    # Latin text in UTF-16 has a zero in every second byte.
    if head.count(0) * 4 > len(head):
        return "UTF-16"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return "GBK (GB18030)" if any("\u4e00" <= c <= "\u9fff" for c in text) else None


def _encoding_help(encoding: str) -> Text:
    return Text(
        f"文件很可能是用 {encoding} 编码保存的：请在编辑器里“另存为”，编码选 UTF-8。",
        f"the file was most likely saved as {encoding}: save it again as UTF-8.",
    )


def _size(count: int) -> str:
    mebibyte = 1024 * 1024
    return f"{count // mebibyte} MiB" if count % mebibyte == 0 else f"{count} B"
