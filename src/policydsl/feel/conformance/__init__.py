"""The judge of the engine: cases of a conformance kit (the DMN TCK, as data), run and counted.

Takes a folder of JSON lines; gives a verdict for each case, and the totals over all and over those not null.
Guarantees: a text that cannot be read or run makes its case fail, and stops no other.
"""

from policydsl.feel.conformance.cases import Case, read_cases
from policydsl.feel.conformance.judge import Report, Total, Verdict, judge, run_kit
from policydsl.feel.conformance.known import KNOWN
from policydsl.feel.conformance.report import as_json

__all__ = ["KNOWN", "Case", "Report", "Total", "Verdict", "as_json", "judge", "read_cases", "run_kit"]
