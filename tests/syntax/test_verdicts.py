"""A document that was found good is not validated again; everything else is."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import check_shape, parse_yaml

ROOT = Path(__file__).resolve().parents[2]
GOOD = "policydsl: 1\nkind: facts\napplicant: {id: A, x: 1.5}\n"
CHECK = """
import sys
from policydsl.diagnostics import Reporter
from policydsl.source import SourceFile
from policydsl.syntax import check_shape, parse_yaml
found = Reporter()
fits = check_shape(parse_yaml(SourceFile("t", sys.argv[1]), found), "facts", found)
print(fits, *(d.code for d in found), "validated" if "jsonschema" in sys.modules else "known")
"""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def run(text: str, cache: Path, checkout: Path = ROOT, **extra: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(checkout / "src"), "XDG_CACHE_HOME": str(cache), **extra}
    if "POLICYDSL_NO_CACHE" not in extra:
        env.pop("POLICYDSL_NO_CACHE", None)
    done = subprocess.run([sys.executable, "-c", CHECK, text], env=env, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.strip()


def verdicts(cache: Path) -> list[Path]:
    return sorted((cache / "policydsl").glob("*.shape"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the program, to be changed."""
    copy = tmp_path / "checkout"
    for folder in ("src", "schemas", "grammar"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def test_a_good_document_is_validated_once(cache: Path) -> None:
    assert run(GOOD, cache) == "True validated"
    assert run(GOOD, cache) == "True known"
    assert len(verdicts(cache)) == 1


def test_what_means_the_same_is_the_same_document(cache: Path) -> None:
    run(GOOD, cache)
    assert run(GOOD + "# a comment\n", cache) == "True known"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (GOOD.replace("1.5", '"1.5"'), "True validated"),
        (GOOD.replace("1.5", "1.50"), "True validated"),
        (GOOD.replace("id: A", "id: 1"), "False S014 validated"),
        (GOOD + "as_of: 2025-02-30\n", "False S022 validated"),
    ],
)
def test_a_changed_document_is_validated(cache: Path, changed: str, said: str) -> None:
    run(GOOD, cache)
    assert run(changed, cache) == said


def test_nothing_but_good_is_remembered(cache: Path) -> None:
    bad = GOOD.replace("id: A", "id: 1")
    assert run(bad, cache) == run(bad, cache) == "False S014 validated"
    assert verdicts(cache) == []


def test_a_changed_schema_is_asked_again(cache: Path, checkout: Path) -> None:
    assert run(GOOD, cache, checkout) == "True validated"
    assert run(GOOD, cache, checkout) == "True known"
    schema = checkout / "schemas" / "facts.schema.json"
    schema.write_text(schema.read_text(encoding="utf-8").replace('"applicant"', '"applicants"'), encoding="utf-8")
    assert run(GOOD, cache, checkout).startswith("False S01")


def test_a_changed_program_asks_again(cache: Path, checkout: Path) -> None:
    run(GOOD, cache, checkout)
    with (checkout / "src" / "policydsl" / "syntax" / "schema.py").open("a", encoding="utf-8") as module:
        module.write("\n# more\n")
    assert run(GOOD, cache, checkout) == "True validated"


def test_another_version_of_the_library_asks_again(cache: Path, checkout: Path) -> None:
    library = Path(jsonschema.validators.__file__).parent
    shutil.copytree(library, checkout / "src" / "jsonschema", ignore=shutil.ignore_patterns("__pycache__"))
    assert run(GOOD, cache, checkout) == "True validated"
    assert run(GOOD, cache, checkout) == "True known"
    with (checkout / "src" / "jsonschema" / "_keywords.py").open("a", encoding="utf-8") as module:
        module.write("\n# another version\n")
    assert run(GOOD, cache, checkout) == "True validated"


def signed(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize("damage", [b"", b"garbage", b"0" * 64 + b"\nx", signed(b""), signed(b"of another document")])
def test_a_damaged_verdict_is_none(cache: Path, damage: bytes) -> None:
    run(GOOD, cache)
    (kept,) = verdicts(cache)
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert run(GOOD, cache) == "True validated"
    assert kept.read_bytes() == whole


def test_without_a_cache(cache: Path) -> None:
    assert run(GOOD, cache, POLICYDSL_NO_CACHE="1") == run(GOOD, cache, POLICYDSL_NO_CACHE="1") == "True validated"
    assert not cache.exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    assert run(GOOD, file) == run(GOOD, file) == "True validated"


def test_within_one_process(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.delenv("POLICYDSL_NO_CACHE", raising=False)
    for text, fits in ((GOOD, True), (GOOD, True), (GOOD + "zzz: 1\n", False), (GOOD, True)):
        reporter = Reporter()
        root = parse_yaml(SourceFile("t", text), reporter)
        assert root is not None
        assert check_shape(root, "facts", reporter) is fits
    assert len(verdicts(cache)) == 1
