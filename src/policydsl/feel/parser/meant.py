"""Units that people write, and how the language spells them: where there is one that was surely meant."""

from __future__ import annotations

from typing import Final

MEANT: Final = {
    **{f"{scale}{yuan}": f"{scale}元"
       for scale in ("", "万", "亿", "千", "百万", "千万") for yuan in ("圆", "块", "块钱", "元钱")},
    **{f"{scale}{yuan}": f"{plain}{'元' if yuan else ''}"
       for scale, plain in (("萬", "万"), ("億", "亿")) for yuan in ("元", "圆", "")},
    **{f"{scale}{written}": f"{scale}{right}" for scale in ("", "万", "亿", "千", "百万", "千万")
       for written, right in (("港币", "港元"), ("美金", "美元"), ("日圆", "日元"), ("欧", "欧元"), ("台币", "新台币"),
                              ("新台币元", "新台币"), ("澳门币", "澳门元"), ("韩币", "韩元"), ("新元", "新加坡元"),
                              ("加币", "加元"), ("瑞郎", "瑞士法郎"), ("法郎", "瑞士法郎"), ("人民币", "元"))},
    **{f"{scale}元": "万元" for scale in ("w", "W")}, "w": "万", "W": "万",
    "个点": "个百分点", "点": "个百分点", "百分点": "个百分点", "个百分比": "个百分点",
    "周年": "年", "个年": "年", "年整": "年", "月": "个月", "个自然月": "个月", "日": "天", "号": "天",
    "钟头": "小时", "个小时": "小时", "分种": "分钟",
}  # fmt: skip
