"""A fact that was left out: not null, not zero, not false."""

from __future__ import annotations

from typing import Final, NoReturn, final


class OpenFactError(Exception):
    """Compiled code touched an unknown fact; the marked evaluation takes over for that award."""


def _touched(*_: object) -> NoReturn:
    raise OpenFactError


@final
class Unknown:
    """The one unknown value. Any operation on it raises, so that no code can take it for a figure."""

    __slots__ = ()

    __bool__ = __hash__ = __len__ = __iter__ = __neg__ = __abs__ = __int__ = __index__ = _touched
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _touched
    __pow__ = __rpow__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __contains__ = __getitem__ = _touched
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _touched

    def __getattr__(self, name: str) -> NoReturn:
        _touched(name)

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
