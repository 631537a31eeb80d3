"""Rows: dates, the clock, sameness."""

from __future__ import annotations

from policydsl.feel.builtins import dates
from policydsl.feel.builtins.entry import builtin
from policydsl.feel.ops import is_

ROWS = (
    builtin(
        "day of year(date: date | date and time) -> number",
        impl=dates.day_of_year,
        zh="是当年的第几天",
        en="the number of the day within its year",
        example=('day of year(date("2019-09-17"))', "260"),
    ),
    builtin(
        "day of week(date: date | date and time) -> string",
        impl=dates.day_of_week,
        zh="星期几的英文名",
        en="the English name of the weekday",
        example=('day of week(date("2019-09-17"))', '"Tuesday"'),
    ),
    builtin(
        "month of year(date: date | date and time) -> string",
        impl=dates.month_of_year,
        zh="月份的英文名",
        en="the English name of the month",
        example=('month of year(date("2019-09-17"))', '"September"'),
    ),
    builtin(
        "week of year(date: date | date and time) -> number",
        impl=dates.week_of_year,
        zh="是当年的第几周（ISO 8601）",
        en="the number of the week within its year, by ISO 8601",
        example=('week of year(date("2005-01-01"))', "53"),
    ),
    builtin(
        "is(value1: any, value2: any) -> boolean",
        impl=is_,
        zh="两个值是否同类且各部分都相同",
        en="whether two values are of one kind and the same in every part",
        example=('is(@"23:00:50Z", @"23:00:50")', "false"),
        in_policies=False,  # it would compare anything with anything
    ),
    builtin(
        "now() -> date and time",
        impl=dates.now,
        zh="此刻的日期时刻（每次运行不同，政策中不可用）",
        en="the date and time of this moment (differs from run to run: not for policies)",
        example=("now() instance of date and time", "true"),
        volatile=True,
        in_policies=False,
    ),
    builtin(
        "today() -> date",
        impl=dates.today,
        zh="今天的日期（每天不同，政策中不可用）",
        en="the date of this day (differs from day to day: not for policies)",
        example=("today() instance of date", "true"),
        volatile=True,
        in_policies=False,
    ),
)
