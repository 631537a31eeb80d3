"""Awards as CSV for spreadsheets: a row each, UTF-8 with a byte order mark, no cell that a program would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from policydsl.award import Award, Evaluation
from policydsl.model.policy import Policy
from policydsl.render import paying, words
from policydsl.render.money import difference, fen
from policydsl.source import Lang, Text
from policydsl.source.figures import CURRENCIES

_BOM = "\ufeff"
# Excel and its like take a cell that begins so for a formula; full-width signs too, in East Asian settings.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
HEADS = (
    Text("申报主体编号", "applicant_id"),
    Text("申报主体名称", "applicant"),
    Text("基准日", "as_of"),
    Text("条款", "clause"),
    Text("出处", "cite"),
    Text("条款名称", "title"),
    Text("责任单位", "departments"),
    Text("支持方式", "benefit"),
    Text("对象编号", "subject_id"),
    Text("对象名称", "subject"),
    Text("状态代码", "status"),
    Text("状态", "status_text"),
    Text("金额性质", "basis"),
    Text("金额（元）", "amount"),
    Text("其他政策扣除（元）", "deducted"),
    Text("应付（元）", "payable"),
    Text("期限（月）", "term_months"),
    Text("限额", "limited_by"),
    Text("适用档次", "row"),
    Text("暂定", "provisional"),
    Text("缺少的事实", "missing"),
    Text("不满足的条件", "not_met"),
    Text("计算不出的原因", "failures"),
    Text("取决于", "subject_to"),
    Text("所作假设", "assumes"),
    Text("读法", "readings"),
    Text("政策", "policy"),
    Text("政策文件 SHA-256", "policy_sha256"),
    Text("修订", "amendments"),
    Text("分期", "instalments"),
    Text("义务", "obligations"),
    Text("适用日期", "dated"),
    Text("申报期起", "claim_from"),
    Text("申报期止", "claim_until"),
)


def results_csv(evaluations: Sequence[Evaluation], lang: Lang) -> str:
    """The table of all awards of all applicants."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    unit = "/".join(dict.fromkeys(one.plan.policy.currency for one in evaluations)) or "CNY"
    unit = CURRENCIES.get(unit, unit)
    writer.writerow([head.pick(lang).replace("（元）", f"（{unit}）") for head in HEADS])
    for evaluation in evaluations:
        for award in evaluation.awards:
            writer.writerow([safe_cell(cell) for cell in _row(evaluation, award, lang)])
    return _BOM + out.getvalue()


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def _row(evaluation: Evaluation, award: Award, lang: Lang) -> list[str]:
    clause, facts, policy = award.clause, evaluation.facts, evaluation.plan.policy
    yes_no = Text("是", "yes") if award.provisional else Text("否", "no")
    row = words.row_of(award)
    off = (
        difference(award.amount, award.payable)
        if award.deducted is not None and award.amount is not None and award.payable is not None
        else None
    )
    cap = words.limit_words(policy, award, lang)
    return [
        facts.applicant.id,
        facts.applicant.name,
        evaluation.as_of.iso(),
        clause.id,
        clause.cite,
        clause.title.pick(lang),
        words.listed(list(clause.departments), lang),
        words.BENEFIT[clause.benefit].pick(lang),
        award.subject,
        words.item_name(evaluation, award),
        str(award.status),
        words.STATUS[award.status].pick(lang),
        words.BASIS[clause.basis].pick(lang) if clause.basis else "",
        *(fen(value) if value is not None else "" for value in (award.amount, off, award.payable)),
        str(award.term) if award.term is not None else "",
        cap,
        row.label.pick(lang) if row else "",
        yes_no.pick(lang),
        words.missing_words(evaluation, award, lang),
        words.failed_words(award, policy, lang),
        words.SEMICOLON.pick(lang).join(words.failure_words(note, lang) for note in award.failures),
        words.subject_to_words(award.subject_to, policy, lang),
        words.SEMICOLON.pick(lang).join(words.ASSUMED[code].pick(lang) for code in words.assumptions(evaluation)),
        "; ".join(f"{name}={option}" for name, option in evaluation.readings.items()),
        _policy(policy, lang),
        policy.sha256,
        "; ".join(one.id for one in policy.amendments),
        words.SEMICOLON.pick(lang).join(paying.part_words(evaluation, award, one, lang) for one in award.instalments),
        words.SEMICOLON.pick(lang).join(paying.promise_words(evaluation, award, one, lang) for one in award.promises),
        *("" if day is None else str(day) for day in words.days(award)),
    ]


def _policy(policy: Policy, lang: Lang) -> str:
    title = policy.title.pick(lang)
    if not policy.number:
        return title
    return f"{title}（{policy.number}）" if lang == "zh" else f"{title} ({policy.number})"
