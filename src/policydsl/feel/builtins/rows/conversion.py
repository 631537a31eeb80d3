"""Rows: conversions."""

from __future__ import annotations

from policydsl.feel.builtins import conversion, texts
from policydsl.feel.builtins.entry import builtin

ROWS = (
    builtin(
        "date(from: string | date | date and time) -> date",
        "date(year: number, month: number, day: number) -> date",
        impl=conversion.date,
        zh="由文本、日期时刻或年月日得到日期",
        en="a date from its text, from a date and time, or from year, month and day",
        example=("date(2025, 4, 21)", 'date("2025-04-21")'),
    ),
    builtin(
        "date and time(from: string | date | date and time) -> date and time",
        "date and time(date: date | date and time, time: time) -> date and time",
        impl=conversion.date_and_time,
        zh="由文本，或由日期和时刻得到日期时刻",
        en="a date and time from its text, or from a date and a time",
        example=(
            'date and time(date("2025-04-21"), time("10:30:00"))',
            '@"2025-04-21T10:30:00"',
        ),
    ),
    builtin(
        "time(from: string | time | date and time) -> time",
        "time(hour: number, minute: number, second: number, offset?: days and time duration | null) -> time",
        impl=conversion.time,
        zh="由文本、日期时刻或时分秒得到时刻",
        en="a time from its text, from a date and time, or from hour, minute, second and distance from UTC",
        example=('time(10, 30, 0, duration("PT8H"))', '@"10:30:00+08:00"'),
    ),
    builtin(
        "number(from: string, grouping separator: string | null, decimal separator: string | null) -> number",
        impl=conversion.number,
        zh="把带分组符号、小数点符号的文本读成数",
        en="a number from a text with its grouping and decimal separators",
        example=('number("1,000.5", ",", ".")', "1000.5"),
    ),
    builtin(
        "string(from: any) -> string",
        impl=texts.string,
        zh="把任意值写成文本；null 仍为 null",
        en="any value as a text; null stays null",
        example=("string(1.10)", '"1.1"'),
        cost=16,
    ),
    builtin(
        "duration(from: string) -> days and time duration | years and months duration",
        impl=conversion.duration,
        zh="由文本得到期限：年月，或天数和时间",
        en="a duration from its text: years and months, or days and time",
        example=('duration("P26M")', 'duration("P2Y2M")'),
    ),
    builtin(
        "years and months duration(from: date | date and time, to: date | date and time) -> years and months duration",
        impl=conversion.years_and_months_duration,
        zh="两个日期之间满多少年、多少个月",
        en="the whole years and months from one day to another",
        example=('years and months duration(date("2011-12-22"), date("2013-08-24"))', 'duration("P1Y8M")'),
    ),
    builtin(
        "range(from: string) -> range<C>",
        impl=conversion.range_,
        zh="由文本得到区间，两端须写出具体值",
        en="a range from its text, with both ends written out",
        example=('range("[1..10)")', "[1..10)"),
        in_policies=False,
    ),
)
