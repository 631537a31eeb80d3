"""What the conformance kit hardly asks and money needs: the files of `cases/money/`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.feel.lines import Line, judge, read

LINES = [line for path in sorted((Path(__file__).parent / "cases" / "money").glob("*.feel")) for line in read(path)]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.stem}:{line.number}")
def test_case(line: Line) -> None:
    judge(line)
