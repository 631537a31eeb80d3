"""The cases that do not pass, each with its reason. A case that fails and is not here is a bug."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policydsl.source import Text

KNOWN: Mapping[str, Text] = MappingProxyType(
    {
        "0019-flight-rebooking/001/Rebooked Passengers": Text(
            "期望没有航班的旅客其航班号为空文本；按标准，null 的一部分仍是 null",
            "wants an empty text for the flight number of a passenger without a flight; a part of null is null",
        ),
        "0068-feel-equality/datetime_003_a/datetime_003_a": Text(
            "期望相差万分之一秒的两个时刻相等，即只计整秒；标准的秒可带小数，这里精确到纳秒",
            "wants two moments a ten-thousandth of a second apart to be equal, as if only whole seconds counted; "
            "the standard gives seconds fractions, and here they are exact to the nanosecond",
        ),
    }
)
