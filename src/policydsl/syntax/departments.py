"""Several departments written as one name."""

from __future__ import annotations

import re
from typing import Final

# How the name of an authority ends; only between two of those do weak signs part them: 市文化和旅游局 is one.
_END: Final = "(?:局|委|委员会|办|办公室|厅|部|院|中心|政府|署|银行|法院|检察院|公司|集团|管委会|总局|支局|海关|协会)"
_STRONG: Final = re.compile(r"[ ]*[、，,；;/／][ ]*")
_AUTHORITY: Final = re.compile(rf"[\u4e00-\u9fff（）()]{{1,30}}?{_END}")
_JOINT: Final = re.compile(r"[ ]+|以及|会同|联合|和|与|及|并")


def names_in(text: str) -> tuple[list[str], bool]:
    """The names in a text, and whether it is certain that there are several."""
    parts = [part for part in _STRONG.split(text.strip()) if part]
    if len(parts) > 1:
        return parts, True
    names, at = [], 0
    for joint in _JOINT.finditer(text):
        left, right = text[at : joint.start()], text[joint.end() :]
        if _AUTHORITY.fullmatch(left) and _AUTHORITY.match(right) and _AUTHORITY.fullmatch(_JOINT.split(right)[0]):
            names.append(left)
            at = joint.end()
    return [*names, text[at:]], False
