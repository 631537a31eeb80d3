"""Files that cannot be read, and those that can though they look odd: each with its code and place."""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from policydsl.diagnostics import Diagnostic, Reporter
from policydsl.syntax import parse_yaml, read_source, source_of

MIB = 1024 * 1024


def only(path: Path | str, **options: Any) -> Diagnostic:
    reporter = Reporter()
    assert read_source(path, reporter, **options) is None
    (found,) = reporter
    for lang in ("zh", "en"):
        assert found.message(lang)
        assert found.help_text(lang)
    return found


def refused(data: bytes) -> tuple[Diagnostic, str]:
    reporter = Reporter()
    assert source_of("t.yaml", data, reporter) is None
    (found,) = reporter
    label = found.labels[0]
    at = label.file.position(label.span.start)
    return found, f"{at.line}:{at.column}"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found = only(tmp_path / "none.yaml")
    assert found.code == "U001"
    assert "none.yaml" in found.message("zh")


def test_a_folder(tmp_path: Path) -> None:
    assert only(tmp_path).code == "U002"


def test_a_file_under_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    assert only(tmp_path / "a" / "b.yaml").code == "U001"


def test_a_name_that_no_file_can_have() -> None:
    assert only("a\0b").code == "U003"


def test_a_name_that_is_too_long() -> None:
    assert only("a" * 5000).code == "U003"


def test_ten_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_bytes(b"# x\n" * (10 * MIB // 4))
    found = only(path)
    assert found.code == "U004"
    assert "4 MiB" in found.message("zh")
    assert "4 MiB" in found.message("en")


def test_the_limit_is_the_last_size_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: 1\n")
    assert read_source(path, Reporter(), limit=5) is not None
    assert only(path, limit=4).code == "U004"


@pytest.mark.parametrize("data", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.write_bytes(data)
    assert only(path).code == "U005"


def test_bytes_that_are_no_utf8_have_a_line_and_a_column() -> None:
    found, at = refused("标题: 示例\nnote: ".encode() + b"\xff\xfe and more")
    assert (found.code, at) == ("U006", "2:7")
    assert "0xFF" in found.message("en")


def test_gbk_is_recognised() -> None:
    # The first character happens to make a letter in UTF-8, too; the second does not.
    found, at = refused("title: 示例市若干措施\n".encode("gbk"))
    assert (found.code, at) == ("U006", "1:9")
    assert "GBK" in found.help_text("zh")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32"])
def test_utf16_is_recognised_with_and_without_a_mark(encoding: str) -> None:
    found, _ = refused("title: policy of the city\n".encode(encoding))
    assert found.code in ("U006", "U007")
    assert "UTF-" in found.help_text("zh")
    assert "UTF-" in found.help_text("en")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe", "\uffff"])
def test_control_characters(character: str) -> None:
    found, at = refused(f"a: 1\nb: x{character}".encode())
    assert (found.code, at) == ("U007", "2:5")
    assert f"U+{ord(character):04X}" in found.message("zh")


def test_a_byte_order_mark_moves_nothing() -> None:
    data = b"\xef\xbb\xbfid: 1\nnote: @x\n"
    reporter = Reporter()
    source = source_of("t", data, reporter)
    assert source is not None
    assert source.text == "id: 1\nnote: @x\n"
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    parse_yaml(source, reporter)
    ((label,),) = [d.labels for d in reporter]
    assert source.position(label.span.start).column == 7


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("标题: 甲\n".encode())))
    source = read_source("-", Reporter())
    assert source is not None
    assert source.text == "标题: 甲\n"
    assert source.name == "<stdin>"


def test_line_ends_are_kept_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "crlf.yaml"
    path.write_bytes(b"a: 1\r\nb: @\r\n")
    reporter = Reporter()
    source = read_source(path, reporter)
    assert source is not None
    parse_yaml(source, reporter)
    ((label,),) = [d.labels for d in reporter]
    place = source.position(label.span.start)
    assert (place.line, place.column) == (2, 4)
