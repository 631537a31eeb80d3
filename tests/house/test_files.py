"""Rules for every file that is kept: no machine's paths, no download addresses, no dead references."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "__pycache__",
    "dist",
    "build",
}

# In pieces, so that this file does not find itself.
MACHINE = re.compile("(?<![\\w.<>~$-])/" + "(work|tmp|root|home|Users)/")
REGISTRY = re.compile("|".join(["py" + "pi[.]org", "python" + "hosted", "registry[.]" + "npmjs", "deb[.]" + "debian"]))
LOCKS = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}


def kept() -> list[Path]:
    """Give the files under version control, or about to be."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, check=False, capture_output=True)
        if listed.returncode == 0:  # git refuses in a checkout of another user
            names = listed.stdout.decode().split("\0")
            return sorted({ROOT / name for name in names if name and (ROOT / name).is_file()})
    return sorted(p for p in ROOT.rglob("*") if p.is_file() and not LEFT_OUT & set(p.relative_to(ROOT).parts))


FILES = kept()


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in FILES
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_path_of_a_machine() -> None:
    assert lines_with(MACHINE) == []


def test_no_address_of_a_registry() -> None:
    assert lines_with(REGISTRY) == []


def test_no_lock_file() -> None:
    names = {path.name for path in FILES}
    assert names & LOCKS == set()
    assert [name for name in names if name.startswith("pylock")] == []


@pytest.mark.parametrize(
    "line", ["cd /" + "work/main", '"/' + 'tmp/x"', "see /" + "home/me/a.py", "(/" + "root/.cache)"]
)
def test_the_rule_sees_paths_of_a_machine(line: str) -> None:
    assert MACHINE.search(line)


DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} & set(FILES))
TOPS = "src|tests|docs|grammar|schemas|policies|examples|benchmarks|[.]ci|[.]github"
PATH = re.compile(rf"(?<![\w/.-])(?:{TOPS})/[\w./-]*[\w/]")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_paths_in_documents_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    quoted = " ".join(re.findall(r"`([^`\n]+)`", text))
    named = sorted(set(PATH.findall(quoted)))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (document.parent / target).exists()] == []
