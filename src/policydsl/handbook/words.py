"""Words that only the handbook uses."""

from __future__ import annotations

from typing import Final

from policydsl.model.policy import Rounding
from policydsl.source import Lang, Text
from policydsl.source.figures import money_text

NUMBER: Final = Text("文号", "Number")
ISSUER: Final = Text("制定机关", "Issued by")
ISSUED: Final = Text("成文日期", "Issued on")
DATED: Final = Text("适用日期", "The day that governs")
OF_DATED: Final = Text("适用日期", "the day that governs")
CLAIM: Final = Text("申报时限", "Claim window")
CLAIM_PARTS: Final = {
    "from": Text("{value} 起", "from {value}"),
    "until": Text("至 {value} 止", "until {value}"),
    "within": Text("自{of}起 {value}内", "within {value} of {of}"),
}
IN_FORCE: Final = Text("施行期间", "In force")
ROUNDING: Final = Text("取整", "Rounding")
SUBJECT_TO: Final = Text("另以此为条件", "Subject to")
DEPARTMENTS: Final = Text("责任单位", "Departments")
BENEFIT: Final = Text("支持方式", "Kind of support")
PER: Final = Text("申报单位", "Granted for")
ONCE: Final = Text("每个{label}一次", "each applicant ({label})")
EACH: Final = Text("每一项{label}", "each item of {label}")
AMOUNT: Final = Text("金额", "Sum")
TERM: Final = Text("期限", "Term")
COMMON: Final = Text("通用条件", "Common conditions")
SEE_COMMON: Final = Text("适用，见开头", "apply; they stand at the beginning")
NOT_COMMON: Final = Text("不适用", "do not apply")
COMMON_NOTE: Final = Text(
    "除另有注明的以外，各条款都须满足。", "They must hold for every clause that does not say otherwise."
)
MINIMUM: Final = Text("最低额", "Minimum")
LEAST: Final = {
    "at_least": Text("不足 {least} 的，按 {least} 给", "a sum below {least} is raised to it"),
    "else_nothing": Text("不足 {least} 的，不给", "a sum below {least} is not paid"),
}
QUOTA: Final = Text("名额", "Quota")
YEARLY: Final = Text("每年", "each year")
IN_ALL: Final = Text("累计一次", "once in all")
WHEN: Final = Text("适用于：{test}", "where {test}")
MAY_EXCEED: Final = Text("部门可以决定超过", "the department may decide above it")
MAY_EXCEED_WHEN: Final = Text("{test}的，部门可以决定超过", "where {test}, the department may decide above it")
ALL_OF: Final = Text("条件（须全部满足）", "Conditions, all of which must hold")
STEPS: Final = Text("计算", "Computed first")
TABLE: Final = Text("分档", "Tiers")
FIGURE: Final = Text("给多少", "What is granted")
CAPS: Final = Text("上限", "Caps")
PAY: Final = Text(
    "分期拨付（占应付金额的比例；尾数归最后一期）", "Paid in parts (of what is payable; the last takes the rest)"
)
DUE: Final = Text("{share}，应付之日：{day}", "{share}, due on: {day}")
DUE_AT_ONCE: Final = Text("{share}，立即应付", "{share}, due at once")
OBLIGATIONS: Final = Text("义务", "Obligations")
FOR: Final = Text("期限 {length}", "for {length}")
COUNTED_FROM: Final = Text("起算之日：{day}", "from: {day}")
PART_IF: Final = Text("条件：{test}", "if {test}")
NO_TERM: Final = Text("未写明期限", "no term is stated")
REPAY: Final = Text("违反的，退回 {share}", "{share} is paid back if it is broken")
MATERIALS: Final = Text("申报材料", "What to hand in")
NOTES: Final = Text("说明", "Remarks")
COMMITMENTS: Final = Text(
    "政府事项（不产生可计算的支持）", "Duties of government, which give nobody a computable right"
)
PARAMETERS: Final = Text("参数", "Parameters")
READINGS: Final = Text("读法", "Readings")
DEFAULT: Final = Text("（默认）", " (default)")
STACKING: Final = Text("衔接规则", "Stacking")
NOT_BOTH: Final = Text(
    "其他政策已给同类支持的，本政策不再给。",
    "Nothing where another policy granted support of the same kind.",
)
RULES: Final = {
    "highest": Text("就高，不重复：只给其中数额最高的一条。", "The higher one, not both: the clause that gives most."),
    "choose": Text("择一享受，由申报主体选择。", "One of them, at the applicant's choice."),
    "deduct": Text("排在后面的，扣除前面各条已给的。", "The later ones less what those before them give."),
    "exclude": Text("已得排在前面的，不再给后面的。", "Whoever is granted an earlier one gets no later one."),
}
AMONG: Final = Text("涉及：{clauses}。", "Concerns: {clauses}.")
BUT_FOR: Final = Text("除外：{clauses}。", "But for: {clauses}.")
LEVELS: Final = Text("计入的层级：{levels}。", "Levels that count: {levels}.")
LIMITS: Final = Text("总限额", "Limits over several awards")
NOT_ABOVE: Final = Text("{per}{every}合计不超过 {limit}。", "{per}, {every}: not above {limit} together.")
WITH_OTHERS: Final = Text(
    "其他政策（{levels}）已给的同类支持也计入。", "Awards of other policies ({levels}) count too."
)
ALL_APPLICANTS: Final = Text("全部申报主体", "all applicants")
EACH_ONE: Final = Text("每个{label}", "each one ({label})")
SAME_VALUE: Final = Text("`{value}` 相同的", "those with the same `{value}`")
SHORT: Final = {
    "clause_order": Text("不够时按条款先后，先到先得。", "If it is short, in the order of clauses."),
    "pro_rata": Text("不够时按比例核减。", "If it is short, all are cut in proportion."),
    "rank": Text("不够时按排名先后。", "If it is short, in the order of ranking."),
}
HIGHEST: Final = Text(
    "同类支持就高，不重复：其他政策已给的从本政策应付的金额中扣除，扣完为止。",
    "The higher of two supports of one kind: what other policies granted is taken off what is payable here.",
)
QUESTIONS: Final = Text("要问的事实", "Facts to ask for")
QUESTIONS_NOTE: Final = Text(
    "不知道的就不填：空着是未知，既不是零，也不是否。", "Leave out what is not known: it is neither zero nor false."
)
NEEDED_BY: Final = Text("用于", "needed by")
CONTENTS: Final = Text("目录", "Contents")
PART: Final = Text("第{n}部分", "Part {n}")
FROM: Final = Text("自 {day} 起 {value}", "{value} from {day}")
OTHERWISE: Final = Text("不限", "any")
ASSESSED: Final = Text("由部门评定", "assessed by the department")
AT_LEAST: Final = Text("不小于 {bound}", "at least {bound}")
AT_MOST: Final = Text("不大于 {bound}", "at most {bound}")
WHOLE: Final = Text("整数", "whole")
IN_UNITS: Final = Text("单位：{unit}", "in {unit}")
HITS: Final = {
    "unique": Text("各行互不重叠，至多一行适用。", "The rows exclude each other: at most one applies."),
    "first": Text("从上往下，第一行符合的适用。", "From the top, the first row that fits applies."),
    "progressive": Text(
        "分段计算：落在各段内的部分，各按本段的比例或单价计，再相加。",
        "Band by band: the part within each band counts at its own rate, and the parts are added up.",
    ),
    "collect": Text("符合的各行合在一起（{aggregate}）。", "All rows that fit count together ({aggregate})."),
}
MODES: Final = {
    "down": Text("舍去 {to} 以下", "down to {to}"),
    "up": Text("进位到 {to}", "up to {to}"),
    "half_up": Text("四舍五入到 {to}", "half up to {to}"),
    "half_even": Text("四舍六入五成双到 {to}", "half even to {to}"),
    "half_down": Text("五舍六入到 {to}", "half down to {to}"),
}


def rounding(one: Rounding, currency: str, lang: Lang) -> str:
    """How sums are rounded."""
    return MODES[one.mode].pick(lang).format(to=money_text(one.to, currency, lang))
