"""The note by which a text says who is in charge: `（责任单位：市工信局）`, or a line of its own."""

from __future__ import annotations

import re
from typing import Final

HEAD: Final = r"(?:责任|牵头|配合|实施|主管|承办|落实|参与|协办|执行)(?:单位|部门)(?:和(?:配合|责任)?单位)?"
NOTE: Final = re.compile(rf"（{HEAD}：(?P<inner>[^（）]*(?:（[^（）]*）[^（）]*)*)）|^{HEAD}：(?P<line>[^。]*)。?$")
