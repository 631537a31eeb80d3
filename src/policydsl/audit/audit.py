"""The passes of an audit, in their order."""

from __future__ import annotations

from collections.abc import Sequence

from policydsl.audit.compare.charges import check_departments
from policydsl.audit.compare.cites import Cites
from policydsl.audit.compare.claims import claim
from policydsl.audit.compare.entries import Entry, Work, options_of, words_of
from policydsl.audit.compare.header import check_header
from policydsl.audit.compare.labels import check_labels
from policydsl.audit.compare.leftovers import check_facts, check_numbering, check_options, check_rounding
from policydsl.audit.compare.matching import match
from policydsl.audit.compare.slips import report_open, report_slips
from policydsl.audit.compare.uncited import check_cited
from policydsl.audit.compare.unused import mentions, report_unused
from policydsl.audit.compare.wording import check_wording
from policydsl.audit.policy.citers import What, citers_of
from policydsl.audit.policy.reader import Reader, limit_uses, parameter_uses
from policydsl.audit.policy.uses import Use
from policydsl.audit.text.departments import charge_of
from policydsl.audit.text.likeness import Likeness
from policydsl.audit.text.outlining import outline_of
from policydsl.audit.text.resolve import Resolver
from policydsl.audit.text.sentences import Sentences
from policydsl.diagnostics import Label, Reporter
from policydsl.model.policy import Policy
from policydsl.source import SourceFile, Span
from policydsl.syntax.tree import Mapping


def audit(policy: Policy, tree: Mapping, source: SourceFile, reporter: Reporter) -> Work | None:
    """Compare a policy with its official text; None where the text has nothing to compare with."""
    outline = outline_of(source)
    if not outline.passages:
        reporter.report("A007", Label(source, Span(0, min(1, len(source.text)))), path=source.name)
        return None
    entries = _entries(policy, tree)
    work = Work(
        policy=policy,
        tree=tree,
        outline=outline,
        resolver=Resolver(outline),
        sentences=Sentences(outline),
        likeness=Likeness(one.text.text for one in outline.passages),
        entries=entries,
        options=options_of(policy),
        whole="".join(one.text.text for one in outline.passages),
        has_charges=any(charge_of(one) is not None for one in outline.passages),
    )
    Cites(work, reporter).run()
    check_header(work, reporter)
    check_departments(work, reporter)
    claim(work)
    matched = match(work)
    report_slips(work, matched, reporter)
    report_open(work, reporter)
    mentions(work)
    report_unused(work, matched, reporter)
    check_wording(work, matched, reporter)
    check_labels(work, matched, reporter)
    check_facts(work, reporter)
    check_rounding(work, reporter)
    check_options(work, reporter)
    check_numbering(work, work.missing, reporter)
    check_cited(work, reporter)
    return work


def _entries(policy: Policy, tree: Mapping) -> list[Entry]:
    """Everything that cites, clauses with their figures; a parameter that no clause uses has its own."""
    citers = citers_of(policy, tree)
    readers = {(one.what, one.id): Reader(policy, one.clause) for one in citers if one.clause is not None}
    used = {name for reader in readers.values() for name in reader.parameters}
    entries = []
    for citer in citers:
        reader = readers.get((citer.what, citer.id))
        uses: Sequence[Use] = reader.uses if reader is not None else ()
        if citer.what is What.PARAMETER and citer.id not in used:
            uses = parameter_uses(policy, citer.id)
        elif citer.what is What.LIMIT:
            uses = limit_uses(policy, citer.id)
        entries.append(Entry(citer, reader, words_of(citer), uses))
    return entries
