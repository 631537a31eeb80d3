"""What runs, bands and columns are called wherever a simulation is shown."""

from __future__ import annotations

from typing import Final

from policydsl.cohort.simulate.figures import Band, Run
from policydsl.cohort.simulate.sheet import Column
from policydsl.source import Text
from policydsl.source.figures import money_text

AS_IS: Final = Text("现行", "as it is")
COST: Final = Column("cost", Text("应付（元）", "payable"), "money")
AWARDS: Final = Column("awards", Text("笔数", "awards"), "count")
APPLICANTS: Final = Column("applicants", Text("主体", "applicants"), "count")


def run_name(run_or_name: Run | str) -> Text:
    """What a run is called."""
    name = run_or_name if isinstance(run_or_name, str) else run_or_name.name
    return AS_IS if not name else Text(name)


def band_label(band: Band, currency: str) -> Text:
    """`1万元 至 10万元`."""
    texts = [Text(money_text(v, currency), money_text(v, currency, "en")) for v in (band.low, band.high) if v]
    if band.low == 0 and band.high is not None:
        return Text(f"{texts[0].zh} 以内", f"up to {texts[0].en}")
    if band.high is None:
        return Text(f"{texts[0].zh} 以上", f"above {texts[0].en}")
    return Text(f"{texts[0].zh} 至 {texts[1].zh}", f"{texts[0].en} to {texts[1].en}")
