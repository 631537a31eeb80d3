"""List built-ins: members, order, sets, quantifiers over booleans. Positions start at 1, from the end at -1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from policydsl.feel.builtins.arithmetic import whole_part
from policydsl.feel.builtins.entry import Step, free
from policydsl.feel.failure import fail
from policydsl.feel.ops import compare, kind, matches, show
from policydsl.feel.values import Date, FeelFunction, Value

MAX_ITEMS = 1_000_000  # of a list that a built-in makes
_MAX_PAIRS = 500_000  # comparisons of values that have no quick key: less than a second
_KEYED = (Decimal, str, bool, Date, type(None))


def list_contains(list_: Sequence[Value], element: Value) -> bool:
    """Whether a member equals `element`."""
    return any(matches(item, element) for item in list_)


def count(list_: Sequence[Value]) -> Decimal:
    """The number of members."""
    return Decimal(len(list_))


def least(items: Sequence[Value]) -> Value:
    """The smallest member."""
    return _extreme(items, -1)


def greatest(items: Sequence[Value]) -> Value:
    """The largest member."""
    return _extreme(items, 1)


def _extreme(items: Sequence[Value], side: int) -> Value:
    if not items:
        raise fail("列表为空，没有最大或最小值", "the list is empty: it has no least or greatest item")
    best = items[0]
    compare(best, best)  # a single item has to be one that can be compared, too
    for item in items[1:]:
        if compare(item, best) == side:
            best = item
    return best


def all_(items: Sequence[Value]) -> bool | None:
    """False if one is false, else true if all are true, else null."""
    return _quantified(items, closing=False)


def any_(items: Sequence[Value]) -> bool | None:
    """True if one is true, else false if all are false, else null."""
    return _quantified(items, closing=True)


def _quantified(items: Sequence[Value], *, closing: bool) -> bool | None:
    for at, item in enumerate(items, 1):
        if item is not None and not isinstance(item, bool):
            raise fail(
                f"第 {at} 项 `{show(item)}` 不是 true 或 false", f"item {at}, `{show(item)}`, is not true or false"
            )
    if closing in items:
        return closing
    return None if None in items else not closing


def sublist(list_: Sequence[Value], start: Decimal, length: Decimal | None = None) -> list[Value]:
    """`length` members, or all, from a position on."""
    first, last = stretch(start, length, len(list_))
    return list(list_[first:last])


def stretch(start: Decimal, length: Decimal | None, size: int) -> tuple[int, int]:
    """Where a part of something of `size` begins and ends, counted from 0; a failure if it is not within."""
    first = position(start, size)
    if length is None:
        return first, size
    taken = whole_part(length)
    if taken < 1:
        raise fail(f"长度 `{show(length)}` 应至少为 1", f"the length `{show(length)}` must be at least 1")
    if first + taken > size:
        raise fail(
            f"从第 {first + 1} 个起只有 {size - first} 个，取不到 {taken} 个",
            f"only {size - first} are left from position {first + 1} on, not {taken}",
        )
    return first, first + taken


def position(at: Decimal, size: int) -> int:
    """A position counted from 0; a failure if nothing is there."""
    asked = whole_part(at)
    if asked == 0 or abs(asked) > size:
        raise fail(
            f"位置 `{show(at)}` 不存在：共 {size} 个，从 1 数起（从末尾数起为 -1）",
            f"there is no position `{show(at)}`: there are {size}, counted from 1 (or back from -1)",
        )
    return asked - 1 if asked > 0 else size + asked


def append(list_: Sequence[Value], items: Sequence[Value]) -> list[Value]:
    """The list with items after it."""
    return [*list_, *items]


def concatenate(lists: Sequence[Sequence[Value]]) -> list[Value]:
    """The members of all lists, one list after the other."""
    if sum(map(len, lists)) > MAX_ITEMS:
        raise _too_long()
    return [item for part in lists for item in part]


def insert_before(list_: Sequence[Value], at: Decimal, new_item: Value) -> list[Value]:
    """The list with an item put in at a position."""
    index = position(at, len(list_))
    return [*list_[:index], new_item, *list_[index:]]


def remove(list_: Sequence[Value], at: Decimal) -> list[Value]:
    """The list without the item at a position."""
    index = position(at, len(list_))
    return [*list_[:index], *list_[index + 1 :]]


def list_replace(list_: Sequence[Value], where: Decimal | FeelFunction, new_item: Value) -> list[Value]:
    """The list with `new_item` at a position, or wherever a function of (item, new item) says true."""
    if isinstance(where, Decimal):
        index = position(where, len(list_))
        return [*list_[:index], new_item, *list_[index + 1 :]]
    test = predicate(where)
    return [new_item if test(item, new_item) else item for item in list_]


def predicate(function: FeelFunction) -> Callable[[Value, Value], bool]:
    """A function of two values that has to say true or false."""
    if len(function.parameters) != 2:  # noqa: PLR2004  (two values are compared)
        raise fail("这里需要两个参数的函数", "a function of two parameters is needed here")

    def test(one: Value, other: Value) -> bool:
        said = function.call((one, other))
        if not isinstance(said, bool):
            raise fail(
                f"函数应给出 true 或 false，得到的是 `{show(said)}`",
                f"the function must give true or false, it gave `{show(said)}`",
            )
        return said

    return test


def sort(list_: Sequence[Value], precedes: FeelFunction) -> list[Value]:
    """The list in order; items that neither precede the other keep theirs."""
    test = predicate(precedes)

    class _Placed:
        __slots__ = ("value",)

        def __init__(self, value: Value) -> None:
            self.value = value

        def __lt__(self, other: _Placed) -> bool:
            return test(self.value, other.value)

    return [placed.value for placed in sorted(_Placed(item) for item in list_)]


def reverse(list_: Sequence[Value]) -> list[Value]:
    """The list from its end to its start."""
    return list(list_[::-1])


def index_of(list_: Sequence[Value], match: Value) -> list[Value]:
    """The positions where members equal `match`, ascending."""
    return [Decimal(at) for at, item in enumerate(list_, 1) if matches(item, match)]


def union(lists: Sequence[Sequence[Value]], *, step: Step = free) -> list[Value]:
    """The members of all lists, each value once, at its first place."""
    return distinct_values(concatenate(lists), step=step)


def distinct_values(list_: Sequence[Value], *, step: Step = free) -> list[Value]:
    """Each value once, at its first place."""
    kept: list[Value] = []
    seen: set[tuple[type, Value]] = set()
    others: list[Value] = []
    budget = _MAX_PAIRS
    for item in list_:
        if isinstance(item, _KEYED):
            key = (type(item), item)
            if key not in seen:
                seen.add(key)
                kept.append(item)
            continue
        step(2 * len(others))
        budget -= len(others)
        if budget < 0:
            raise fail("列表太长，无法逐一比较", "the list is too long to compare its items with each other")
        if not any(matches(item, other) for other in others):
            others.append(item)
            kept.append(item)
    return kept


def flatten(list_: Sequence[Value]) -> list[Value]:
    """The members, with those of lists within lists in their place."""
    flat: list[Value] = []
    rest = [iter(list_)]
    opened = 0  # lists may share their parts, so that a small value unfolds into an enormous one
    while rest:
        if len(flat) + opened > MAX_ITEMS:
            raise _too_long()
        for item in rest[-1]:
            if isinstance(item, list):
                rest.append(iter(item))
                opened += 1
                break
            flat.append(item)
        else:
            rest.pop()
    return flat


def string_join(list_: Sequence[Value], delimiter: str | None = None) -> str:
    """The texts one after the other, with `delimiter` between them; nulls are left out."""
    texts = []
    for at, item in enumerate(list_, 1):
        if isinstance(item, str):
            texts.append(item)
        elif item is not None:
            raise fail(
                f"第 {at} 项是{kind(item).zh}，不是文本：`{show(item)}`",
                f"item {at} is a {kind(item).en}, not a text: `{show(item)}`",
            )
    joined = delimiter or ""
    if sum(map(len, texts)) + len(joined) * len(texts) > MAX_ITEMS:
        raise fail("得出的文本太长", "the resulting text is too long")
    return joined.join(texts)


def _too_long() -> Exception:
    return fail("得出的列表太长", "the resulting list is too long")
