"""What docs/amendments.md shows is what the program prints, and its example is a good amendment."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from tests.amend.support import check_files
from tests.house.test_readme import BLOCK, printed, shortened

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "amendments.md"
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = list(BLOCK.finditer(TEXT))


def test_there_is_something_to_check() -> None:
    assert len(BLOCKS) >= 4


@pytest.mark.parametrize("block", BLOCKS, ids=[block["command"] for block in BLOCKS])
def test_the_page_shows_real_output(
    block: re.Match[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    found = shortened(printed(block["command"], capsys), block["output"])
    if found != block["output"] and os.environ.get("POLICYDSL_ACCEPT") == "1":
        PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(block["output"], found), encoding="utf-8")
        return
    assert found == block["output"]


def test_the_example_of_the_page_is_right(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert example is not None
    amendment = tmp_path / "amendment.yaml"
    amendment.write_text(example[1], encoding="utf-8")
    checked = check_files([str(ROOT / "policies" / "xiamen_ai_2025.yaml")], [str(amendment)])
    assert checked.findings == ()
    assert len(checked.periods) == 2
