"""Rows: points and ranges."""

from __future__ import annotations

from policydsl.feel.builtins import ranges
from policydsl.feel.builtins.entry import builtin

ROWS = (
    builtin(
        "before(point1: C, point2: C) -> boolean",
        "before(point: C, range: range<C>) -> boolean",
        "before(range: range<C>, point: C) -> boolean",
        "before(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.before,
        zh="前者是否整个在后者之前",
        en="whether all of the first lies before all of the second",
        example=('before(date("2025-04-21"), date("2025-05-01"))', "true"),
    ),
    builtin(
        "after(point1: C, point2: C) -> boolean",
        "after(point: C, range: range<C>) -> boolean",
        "after(range: range<C>, point: C) -> boolean",
        "after(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.after,
        zh="前者是否整个在后者之后",
        en="whether all of the first lies after all of the second",
        example=('after(date("2025-04-21"), date("2025-05-01"))', "false"),
    ),
    builtin(
        "meets(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.meets,
        zh="前者的终点是否正是后者的起点（两端都含）",
        en="whether the first ends with the value that the second starts with",
        example=("meets([1..5], [5..10])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "met by(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.met_by,
        zh="前者的起点是否正是后者的终点（两端都含）",
        en="whether the first starts with the value that the second ends with",
        example=("met by([5..10], [1..5])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "overlaps(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.overlaps,
        zh="两个区间是否有共同的值",
        en="whether two ranges have values in common",
        example=("overlaps([1..5], [5..8])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "overlaps before(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.overlaps_before,
        zh="前者是否先开始、伸入后者而不在其后结束",
        en="whether the first starts earlier, reaches into the second and does not end after it",
        example=("overlaps before([1..5], [3..8])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "overlaps after(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.overlaps_after,
        zh="后者是否先开始、伸入前者而不在其后结束",
        en="whether the second starts earlier, reaches into the first and does not end after it",
        example=("overlaps after([3..8], [1..5])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "finishes(point: C, range: range<C>) -> boolean",
        "finishes(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.finishes,
        zh="前者是否为后者的终点或末段",
        en="whether the first is the end, or the last part, of the second",
        example=("finishes(10, [1..10])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "finished by(range: range<C>, point: C) -> boolean",
        "finished by(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.finished_by,
        zh="后者是否为前者的终点或末段",
        en="whether the second is the end, or the last part, of the first",
        example=("finished by([1..10], [5..10])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "includes(range: range<C>, point: C) -> boolean",
        "includes(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.includes,
        zh="前者是否包含后者",
        en="whether all of the second lies in the first",
        example=("includes([1..10], 5)", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "during(point: C, range: range<C>) -> boolean",
        "during(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.during,
        zh="前者是否在后者之内",
        en="whether all of the first lies in the second",
        example=("during([4..6], [1..10])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "starts(point: C, range: range<C>) -> boolean",
        "starts(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.starts,
        zh="前者是否为后者的起点或首段",
        en="whether the first is the start, or the first part, of the second",
        example=("starts(1, [1..10])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "started by(range: range<C>, point: C) -> boolean",
        "started by(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.started_by,
        zh="后者是否为前者的起点或首段",
        en="whether the second is the start, or the first part, of the first",
        example=("started by([1..10], [1..5])", "true"),
        in_policies=False,  # a range is no value there; write `in`
    ),
    builtin(
        "coincides(point1: C, point2: C) -> boolean",
        "coincides(range1: range<C>, range2: range<C>) -> boolean",
        impl=ranges.coincides,
        zh="两者是否完全相同",
        en="whether two points, or two ranges, are the same",
        example=("coincides(36个月, 3年)", "true"),
    ),
)
