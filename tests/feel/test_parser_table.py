"""The grammar has no conflicts, and its table is kept safely between runs."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from lark import Lark
from lark.lexer import Lexer

from policydsl.feel.parser import table
from policydsl.feel.parser.build import Builder
from policydsl.source.resources import grammar_text

ROOT = Path(__file__).parents[2]
READ = """
from policydsl.diagnostics import Reporter
from policydsl.feel.parser import parse_expression
from policydsl.source import SourceFile, WholeText
found = Reporter()
print(parse_expression("1 + 2", WholeText(SourceFile("f", "1 + 2")), found).op, len(found))
"""


class _NoLexer(Lexer):
    def __init__(self, _conf: object) -> None: ...

    def lex(self, _data: object, _state: object = None) -> object:  # type: ignore[override]
        return iter(())


def strict() -> Lark:
    return Lark(grammar_text("feel"), parser="lalr", lexer=_NoLexer, strict=True, start=list(table.STARTS))


def test_the_grammar_has_no_conflicts() -> None:
    assert strict().rules


def test_every_alternative_has_its_callback_and_none_is_left_over() -> None:
    made = {
        str(rule.alias or rule.origin.name)
        for rule in strict().rules
        if rule.alias or not rule.options.expand1 or len(rule.expansion) > 1
    }
    assert made == {name for name in dir(Builder) if not name.startswith("_")}


def run(cache: Path, **extra: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "XDG_CACHE_HOME": str(cache), **extra}
    done = subprocess.run([sys.executable, "-c", READ], env=env, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def tables(cache: Path) -> list[Path]:
    return sorted((cache / "policydsl").glob("*.table"))


def test_the_table_is_kept_for_this_user_alone(tmp_path: Path) -> None:
    assert run(tmp_path) == "+ 0\n"
    (kept,) = tables(tmp_path)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert list(kept.parent.iterdir()) == [kept], "nothing half-written is left"
    before = kept.stat().st_mtime_ns
    assert run(tmp_path) == "+ 0\n"
    assert kept.stat().st_mtime_ns == before, "the second run reads it"


@pytest.mark.parametrize("damage", [b"", b"garbage", b"0" * 64 + b"\n" + b"x" * 100])
def test_a_damaged_table_is_built_again(tmp_path: Path, damage: bytes) -> None:
    run(tmp_path)
    (kept,) = tables(tmp_path)
    kept.write_bytes(damage)
    assert run(tmp_path) == "+ 0\n"
    digest, body = kept.read_bytes().split(b"\n", 1)
    assert hashlib.sha256(body).hexdigest() == digest.decode()


def test_a_folder_open_to_others_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "policydsl"
    folder.mkdir()
    folder.chmod(0o777)
    assert run(tmp_path) == "+ 0\n"
    assert tables(tmp_path) == []


def test_no_cache_folder_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    assert run(file) == "+ 0\n"


def test_importing_the_parser_builds_nothing() -> None:
    code = "import sys, policydsl.feel.parser; print('lark' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
