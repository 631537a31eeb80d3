"""Codes N080–N084, P085–P089: the day that governs a clause, and the window in which it can be claimed."""

from policydsl.diagnostics.rule import Rule, error, warning

RULES: tuple[Rule, ...] = (
    error(
        "N080",
        "not-before-the-day",
        "`dated` 里不能用 `{name}`：它的值要由 `dated` 的那一天来定",
        "`{name}` cannot stand in `dated`: its value follows the day that `dated` gives",
        help_zh="`dated` 只写事实里的日期，如 `purchase.signed_on`；基准日写 `as_of`",
        help_en="give a date of the facts, as `purchase.signed_on`; the day of evaluation is `as_of`",
    ),
    error(
        "N081",
        "let-of-another-day",
        "`{key}` 里不能用本条的中间值 `{name}`：先要定下哪一天，才知道条文怎么写",
        "`{key}` cannot use `{name}` of this clause: the day comes first, then the text that says how to compute it",
        help_zh="直接写出要用的事实",
        help_en="write the facts themselves",
    ),
    error(
        "N082",
        "condition-called-claim",
        "条款 `{clause}` 写了申报时限 `claim`，条件就不能再叫 `claim`",
        "clause `{clause}` has a claim window, so no condition can be called `claim`",
        help_zh="给这个条件换一个标识",
        help_en="give the condition another id",
    ),
    warning(
        "P085",
        "day-of-no-fact",
        "条款 `{clause}` 的 `dated` 不取事实里的日期，对谁都是同一天",
        "`dated` of clause `{clause}` reads no fact: it is the same day for everyone",
        help_zh="写事实里的日期，如 `purchase.signed_on`；以基准日为准就删去 `dated`",
        help_en="give a date of the facts, as `purchase.signed_on`; leave `dated` out if the day of evaluation governs",
    ),
    error(
        "P086",
        "never-open",
        "条款 `{clause}` 的申报时限没有一天是开放的",
        "the claim window of clause `{clause}` is open on no day",
        help_zh="截止日不能早于起始日，`within` 不能是负的",
        help_en="it must not end before it begins, and `within` must not be negative",
    ),
    error(
        "P087",
        "within-of-today",
        "条款 `{clause}` 的 `within` 没有起算日：自基准日起算，永远不会过期",
        "`within` of clause `{clause}` counts from nothing: from the day of evaluation it never ends",
        help_zh="写上起算日 `of:`，如 `of: applicant.accepted_on`；或写 `dated:`",
        help_en="give the day to count from, as `of: applicant.accepted_on`, or `dated:`",
    ),
    warning(
        "P088",
        "open-too-early-or-late",
        "条款 `{clause}` 的申报时限 {start} 至 {end} 不在施行期间之内，没有人能申报",
        "the claim window of clause `{clause}`, {start} to {end}, lies outside the time in force: nobody can claim",
        help_zh="核对年份；施行期满后仍可申报的，要写 `dated:`",
        help_en="check the year; what can be claimed after that time needs `dated:`",
    ),
    warning(
        "F055",
        "day-to-come",
        "{label} {day} 在基准日 {as_of} 之后：以它为准的条款按将来的条文计算",
        "{label} {day} lies after the day of evaluation {as_of}: clauses that it governs go by a text still to come",
        help_zh="核对年份；还没有发生的，先不要申报",
        help_en="check the year; what has not happened cannot be claimed yet",
    ),
)
