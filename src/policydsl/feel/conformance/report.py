"""The result of a kit as JSON: the totals, folder by folder, and each case that does not pass with its reason."""

from __future__ import annotations

import json

from policydsl.feel.conformance.judge import Report, Total
from policydsl.feel.conformance.known import KNOWN


def as_json(report: Report) -> str:
    """The document; the same verdicts give the same bytes."""
    document = {
        "all": _total(report.all),
        "expected_not_null": _total(report.not_null),
        "errors_with_a_reason": _total(report.recorded),
        "folders": {name: _total(total) for name, total in sorted(report.folders.items())},
        "failing": [
            {
                "id": verdict.case.id,
                "expression": verdict.case.asked.expression,
                "expected": verdict.wanted,
                "got": verdict.got,
                "reason": None if reason is None else {"zh": reason.zh, "en": reason.en},
            }
            for verdict in sorted(report.failed, key=lambda verdict: verdict.case.id)
            for reason in [KNOWN.get(verdict.case.id)]
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _total(total: Total) -> dict[str, int]:
    return {"passed": total.passed, "count": total.count}
