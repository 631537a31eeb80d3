"""Units that people write, and how the language spells them: where there is one that was surely meant."""

from __future__ import annotations

from typing import Final

MEANT: Final = {
    **{f"{scale}{yuan}": f"{scale}元"
       for scale in ("", "万", "亿", "千", "百万", "千万") for yuan in ("圆", "块", "块钱", "元钱")},
    **{f"{scale}{yuan}": f"{plain}{'元' if yuan else ''}"
       for scale, plain in (("萬", "万"), ("億", "亿")) for yuan in ("元", "圆", "")},
    **{f"{scale}元": "万元" for scale in ("w", "W")}, "w": "万", "W": "万",
    "个点": "个百分点", "点": "个百分点", "百分点": "个百分点", "个百分比": "个百分点",
    "周年": "年", "个年": "年", "年整": "年", "月": "个月", "个自然月": "个月", "日": "天", "号": "天",
    "钟头": "小时", "个小时": "小时", "分种": "分钟",
}  # fmt: skip
