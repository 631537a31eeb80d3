"""Data files are found in a checkout and in an installed package, and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from policydsl.source import resources

ROOT = Path(__file__).parents[2]


def test_the_grammar_is_read_from_the_checkout() -> None:
    text = (ROOT / "grammar" / "feel.lark").read_text(encoding="utf-8")
    assert resources.grammar_text("feel") == resources.grammar_text("feel.lark") == text


def test_schema_names_are_those_of_the_folder() -> None:
    on_disk = {file.name.removesuffix(".schema.json") for file in (ROOT / "schemas").glob("*.schema.json")}
    assert set(resources.schema_names()) == on_disk


def test_a_missing_file_is_said_plainly() -> None:
    with pytest.raises(resources.MissingDataError, match=r"grammar/nothing\.lark is missing"):
        resources.grammar_text("nothing")


@pytest.mark.parametrize("with_data", [True, False])
def test_an_installed_package_has_its_own(tmp_path: Path, with_data: bool) -> None:
    package = tmp_path / "site" / "policydsl"
    (package / "source").mkdir(parents=True)
    shutil.copy(ROOT / "src/policydsl/__init__.py", package)
    for name in ("__init__.py", "frozen.py", "lang.py", "outline.py", "text.py", "resources.py"):
        shutil.copy(ROOT / "src/policydsl/source" / name, package / "source")
    if with_data:
        for folder, name in (("grammar", "feel.lark"), ("schemas", "policy.schema.json")):
            (package / "_data" / folder).mkdir(parents=True)
            (package / "_data" / folder / name).write_text(f"text of {name}", encoding="utf-8")
    code = (
        "from policydsl.source import resources as r\n"
        "try: print(r.grammar_text('feel'), r.schema_names(), r.schema_text('policy'), sep='|')\n"
        "except r.MissingDataError as error: print(error)"
    )
    env = {**os.environ, "PYTHONPATH": str(package.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    found = "text of feel.lark|('policy',)|text of policy.schema.json\n"
    assert done.stdout.startswith(found if with_data else "the folder grammar/ is missing")
