"""What a run fixes beside the facts, as people write it: readings and the day."""

from __future__ import annotations

from collections.abc import Iterable

from policydsl.diagnostics import Reporter
from policydsl.feel.values import Date
from policydsl.model.policy import Policy, Reading
from policydsl.model.reading import parse_day
from policydsl.source import Text
from policydsl.syntax.names import closest


def choose_readings(written: Iterable[str], policy: Policy, reporter: Reporter) -> dict[str, str]:
    """Readings written `reading=option`; what is wrong with them is reported."""
    chosen: dict[str, str] = {}
    for text in written:
        name, sign, option = (part.strip() for part in text.replace("＝", "=").partition("="))
        if not (name and sign and option):
            example = next((f"{r.id}={r.default}" for r in policy.readings.values()), "reading=option")
            reporter.report("U110", text=text, example=example)
            continue
        reading = policy.readings.get(name)
        if reading is None:
            known = ", ".join(policy.readings) or Text("无", "none")
            reporter.report("U111", name=name, known=known, help=did_you_mean(name, policy.readings))
        elif option not in reading.options:
            guess = closest(option, reading.options) or _by_label(reading, option)
            known = ", ".join(f"{id_}（{text.zh}）" for id_, text in reading.options.items())
            help_ = did_you_mean(option, [guess]) if guess else None
            reporter.report("U112", option=option, name=name, known=known, help=help_)
        elif chosen.setdefault(name, option) != option:
            reporter.report("U113", name=name, first=chosen[name], second=option)
    return chosen


def choose_day(written: str, reporter: Reporter) -> Date | None:
    """A calendar day written 2025-10-01; anything else is reported."""
    day = parse_day(written.strip())
    if day is None:
        reporter.report("U114", text=written)
    return day


def did_you_mean(name: str, known: Iterable[str]) -> Text | None:
    """Help that names what was most likely meant; None if nothing is near."""
    guess = closest(name, known)
    return None if guess is None else Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?")


def _by_label(reading: Reading, option: str) -> str | None:
    return next((id_ for id_, label in reading.options.items() if option in (label.zh, label.en)), None)
