"""An evaluation as people read it, before it is laid out: head, groups of entries, totals, notes."""

from __future__ import annotations

from decimal import Decimal

from policydsl.award import Award, CapStep, Evaluation, JointStep, LimitStep, Status
from policydsl.award.windows import CLAIM
from policydsl.model.policy import InForce, Policy
from policydsl.render import paying, words
from policydsl.render.money import difference, sum_text
from policydsl.render.result import BASES, totals
from policydsl.source import Lang, Text
from policydsl.source.figures import months_text
from policydsl.source.frozen import frozen

ORDER = (
    Status.ELIGIBLE,
    Status.UNDETERMINED,
    Status.OUTRANKED,
    Status.SUPERSEDED,
    Status.INELIGIBLE,
    Status.NOT_IN_FORCE,
)


@frozen
class Entry:
    """One award. `amount` is its sum; `figure` what stands in its place where there is none (a term)."""

    award: Award
    title: str
    subject: str
    basis: str
    amount: Decimal | None
    figure: str
    details: tuple[str, ...]


@frozen
class Group:
    """The awards of one status."""

    status: Status
    heading: str
    entries: tuple[Entry, ...]


@frozen
class Total:
    """A sum with its name."""

    label: str
    amount: Decimal


@frozen
class Report:
    """Everything that is shown of one evaluation."""

    title: str
    number: str
    head: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    totals: tuple[Total, ...]
    notes: tuple[str, ...]
    currency: str


def report_of(evaluation: Evaluation, lang: Lang) -> Report:
    """The report in a language."""
    policy = evaluation.plan.policy
    groups = tuple(_group(evaluation, status, lang) for status in ORDER)
    return Report(
        title=policy.title.pick(lang),
        number=policy.number,
        head=tuple(_head(evaluation, lang)),
        groups=tuple(group for group in groups if group.entries),
        totals=tuple(_totals(evaluation, lang)),
        notes=tuple(_notes(evaluation, lang)),
        currency=policy.currency,
    )


def applicant_words(evaluation: Evaluation, lang: Lang) -> str:
    """The applicant's name with its id."""
    applicant = evaluation.facts.applicant
    if not applicant.name:
        return applicant.id
    return f"{applicant.name}（{applicant.id}）" if lang == "zh" else f"{applicant.name} ({applicant.id})"


def _head(evaluation: Evaluation, lang: Lang) -> list[tuple[str, str]]:
    head = [
        (evaluation.plan.policy.root.label.pick(lang), applicant_words(evaluation, lang)),
        (Text("基准日", "As of").pick(lang), evaluation.as_of.iso()),
    ]
    amended = Text("修订", "Amended by").pick(lang)
    head += [(amended, words.amendment_words(one, lang)) for one in evaluation.plan.policy.amendments]
    for reading in evaluation.plan.policy.readings.values():
        chosen = evaluation.readings[reading.id]
        if chosen != reading.default:
            words_ = f"{reading.question.pick(lang)} {reading.options[chosen].pick(lang)}"
            cite = f"（{reading.cite}）" if lang == "zh" else f" ({reading.cite})"
            head.append((Text("读法", "Reading").pick(lang), words_ + (cite if reading.cite else "")))
    return head


def _group(evaluation: Evaluation, status: Status, lang: Lang) -> Group:
    entries = tuple(_entry(evaluation, award, lang) for award in evaluation.awards if award.status is status)
    heading = words.STATUS[status].pick(lang)
    return Group(status, f"{heading} {len(entries)} 项" if lang == "zh" else f"{heading}: {len(entries)}", entries)


def _entry(evaluation: Evaluation, award: Award, lang: Lang) -> Entry:
    basis = words.BASIS[award.clause.basis].pick(lang) if award.clause.basis and award.amount is not None else ""
    by = ", ".join(one.id for one in evaluation.plan.policy.amended_by(award.clause.id))
    amended = [Text(f"经 {by} 修订", f"Amended by {by}").pick(lang)] if by else []
    return Entry(
        award=award,
        title=award.clause.title.pick(lang),
        subject=words.subject_words(evaluation, award, lang),
        basis=basis,
        amount=award.amount,
        figure=_figure(award, evaluation.plan.policy.currency, lang),
        details=(*_details(evaluation, award, lang), *amended),
    )


def _figure(award: Award, currency: str, lang: Lang) -> str:
    """What stands in the place of a sum where there is none."""
    if award.clause.basis == "case_by_case" and award.status is Status.ELIGIBLE:
        basis = words.BASIS["case_by_case"].pick(lang)
        if award.most is None:
            return basis
        most = sum_text(award.most, currency, lang)
        return basis + Text(f"，最高 {most}", f", up to {most}").pick(lang)
    return months_text(award.term, lang) if award.term is not None else ""


def _details(evaluation: Evaluation, award: Award, lang: Lang) -> list[str]:
    match award.status:
        case Status.ELIGIBLE:
            return [*_granted(evaluation, award, lang), *_after(evaluation, award, lang)]
        case Status.UNDETERMINED:
            found = [words.failure_words(note, lang) for note in award.failures]
            found = [Text("计算不出：", "Cannot be computed: ").pick(lang) + one for one in found]
            return found + _missing(evaluation, award, Text("还缺", "Missing").pick(lang), lang)
        case Status.INELIGIBLE:
            met = [id_ for id_ in award.failed_conditions if id_ != CLAIM]
            prefix = Text("不满足：", "Not met: ").pick(lang) if met else ""
            return [prefix + words.failed_words(award, evaluation.plan.policy, lang)]
        case _:
            day = words.day_words(award, evaluation.as_of, lang)
            return [day] if day else []


def _granted(evaluation: Evaluation, award: Award, lang: Lang) -> list[str]:
    currency = evaluation.plan.policy.currency
    found = []
    row, day = words.row_of(award), words.day_words(award, evaluation.as_of, lang)
    if day:
        found.append(day)
    if row is not None:
        found.append(Text("适用：", "Tier: ").pick(lang) + row.label.pick(lang))
    least = words.minimum_words(award, currency, lang)
    if least:
        found.append(least)
    caps = award.trace.caps[::-1] if award.trace else ()
    step = next((s for s in caps if s.bound), None)
    if step is None:  # no limit is reached, and yet what was granted before leaves less
        step = next((s for s in caps if s.granted and s.after < s.before), None)
    if step is not None:
        found.append(_limit(award, step, currency, lang))
    joint = [step for step in (award.trace.joint if award.trace else ()) if step.after < step.before]
    found += [_joint(evaluation.plan.policy, step, lang) for step in joint if award.amount is not None]
    if award.amount is not None and award.payable is not None and award.amount != award.payable:
        off = sum_text(difference(award.amount, award.payable), currency, lang)
        left = sum_text(award.payable, currency, lang)
        found.append(
            Text(
                f"应付 {left}：其他政策已给予的 {off} 从中扣除",
                f"Payable: {left}, since other policies already gave {off}",
            ).pick(lang)
        )
    if award.provisional:
        start = Text("暂定，补充后可能改变", "Provisional, may change with").pick(lang)
        open_ = Text("暂定，取决于前面尚未确定的各项", "Provisional: what comes before it is still open").pick(lang)
        found += _missing(evaluation, award, start, lang) or [open_]
    own = tuple(code for code in award.subject_to if code not in evaluation.plan.policy.subject_to)
    if own:
        by = words.subject_to_words(own, evaluation.plan.policy, lang)
        found.append(Text(f"取决于{by}", f"Subject to {by}").pick(lang))
    return found


def _after(evaluation: Evaluation, award: Award, lang: Lang) -> list[str]:
    """The instalments and the promises, a line each."""
    parts, promise = Text("分期：", "Instalment: ").pick(lang), Text("义务：", "Obligation: ").pick(lang)
    found = [parts + paying.part_words(evaluation, award, one, lang) for one in award.instalments]
    return found + [promise + paying.promise_words(evaluation, award, one, lang) for one in award.promises]


def _missing(evaluation: Evaluation, award: Award, start: str, lang: Lang) -> list[str]:
    """A line for each thing whose facts are missing."""
    found = []
    for owner, labels in words.missing_by_owner(evaluation, award, lang).items():
        whose = "" if not owner else f"（{owner}）" if lang == "zh" else f" ({owner})"
        found.append(f"{start}{whose}{words.COLON.pick(lang)}{labels}")
    return found


def _limit(award: Award, step: CapStep, currency: str, lang: Lang) -> str:
    """The cap that lowered the sum last, in words."""
    cap = next(cap for cap in award.clause.caps if cap.id == step.cap)
    limit, before = sum_text(step.limit, currency, lang), sum_text(step.before, currency, lang)
    whole = award.trace is None or step.before == award.trace.caps[0].before
    says = Text("按公式 {}", "{} by the formula") if whole else Text("前面的限额之后 {}", "{} after the caps before")
    because = [says.pick(lang).format(before)] if step.before > step.limit else []
    if step.granted:
        granted = sum_text(step.granted, currency, lang)
        because.append(Text(f"此前已获 {granted}", f"{granted} granted before").pick(lang))
    label = cap.label.pick(lang)
    if lang == "zh":
        return f"限额：{label} {limit}" + (f"（{'，'.join(because)}）" if because else "")
    return f"Capped: {label}, {limit}" + (f" ({'; '.join(because)})" if because else "")


def _joint(policy: Policy, step: JointStep, lang: Lang) -> str:
    """What a rule or a limit over several awards did to this one."""
    currency = policy.currency
    before, after = sum_text(step.before, currency, lang), sum_text(step.after, currency, lang)
    if isinstance(step, LimitStep):
        label = words.rule_label(policy, step.limit).pick(lang)
        value = "" if step.value is None else " " + sum_text(step.value, currency, lang)
        return Text(f"合计限额：{label}{value}，{before} → {after}", f"Limit: {label}{value}, {before} → {after}").pick(
            lang
        )
    label = words.rule_label(policy, step.rule).pick(lang)
    return Text(f"衔接：{label}，{before} → {after}", f"Stacking: {label}, {before} → {after}").pick(lang)


def _totals(evaluation: Evaluation, lang: Lang) -> list[Total]:
    sums = totals(evaluation.awards)
    labels = {
        "exact": Text("定额", "Fixed sums"),
        "ceiling": Text("最高", "Up to"),
        "discretionary": Text("酌定，最高", "At discretion, up to"),
    }
    found = [Total(labels[basis].pick(lang), sums[basis]) for basis in BASES if sums[basis]]
    return [*found, Total(Text("应付", "Payable").pick(lang), sums["payable"])]


def _notes(evaluation: Evaluation, lang: Lang) -> list[str]:
    policy = evaluation.plan.policy
    found = []
    if not policy.in_force.covers(evaluation.as_of):
        dated = any(plan.dated is not None for plan in evaluation.plan.clauses)
        found.append(not_in_force_note(policy.in_force, lang, dated=dated))
    if any(award.provisional for award in evaluation.awards):
        found.append(Text("合计包括暂定的金额。", "The totals include provisional sums.").pick(lang))
    depending = any(award.subject_to for award in evaluation.awards)
    if policy.subject_to and depending:
        by = words.subject_to_words(policy.subject_to, policy, lang)
        found.append(Text(f"各项均取决于{by}。", f"Every award is subject to {by}.").pick(lang))
    if evaluation.awards and policy.in_force.covers(evaluation.as_of):
        found += [words.ASSUMES[code].pick(lang) for code in words.assumptions(evaluation)]
    if policy.status == "draft":
        found.append(Text("本政策尚是草案。", "The policy is a draft.").pick(lang))
    if policy.status == "repealed":
        found.append(Text("本政策已废止。", "The policy has been repealed.").pick(lang))
    return found


def not_in_force_note(interval: InForce, lang: Lang, *, dated: bool) -> str:
    """That a day is outside of it."""
    start = interval.start.iso() if interval.start else "…"
    end = interval.end.iso() if interval.end else "…"
    but = Text(
        "以合同、付款等日期为准的条款仍按该日计算。", " Clauses that another day governs are judged by that day."
    )
    return Text(
        f"本政策自 {start} 至 {end} 施行，基准日不在其内。" + (but.zh if dated else ""),
        f"The policy is in force from {start} until {end}; the day is outside." + (but.en if dated else ""),
    ).pick(lang)
