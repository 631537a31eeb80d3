"""What drafters call a key in Chinese, beside its title in the schema."""

from __future__ import annotations

from typing import Final

_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "id": ("标识", "编号", "代码"),
    "cite": ("出处", "条款出处", "依据", "引用"),
    "title": ("标题", "名称", "条款名称"),
    "departments": ("部门", "责任部门", "主管部门", "牵头部门", "责任单位", "主管单位"),
    "issuer": ("发文单位", "发文机构", "印发单位"),
    "number": ("发文字号",),
    "in_force": ("有效期", "施行日期", "生效日期", "实施期间"),
    "from": ("开始", "起", "自", "生效日期", "施行日期"),
    "until": ("结束", "止", "至", "有效期至", "失效日期"),
    "eligibility": ("条件", "资格", "申报条件", "申请条件", "资格条件"),
    "test": ("判断", "公式", "条件"),
    "label": ("标签", "说明", "名字"),
    "amount": ("金额", "补助金额", "奖励金额", "数额", "标准"),
    "caps": ("上限", "限额", "封顶"),
    "limit": ("上限", "限额", "最高", "额度"),
    "for_each": ("逐项", "对每个", "每个"),
    "benefit": ("支持方式", "方式"),
    "basis": ("金额性质", "性质"),
    "table": ("表", "表格", "决策表"),
    "inputs": ("输入", "输入列"),
    "rules": ("规则", "行", "各行"),
    "when": ("当", "条件"),
    "then": ("则", "那么", "结果"),
    "category": ("类别", "类型"),
    "note": ("备注", "注", "说明"),
    "materials": ("材料", "申报材料"),
    "facts": ("事实",),
    "fields": ("字段",),
    "type": ("类型",),
    "values": ("选项", "可选值", "取值"),
    "unit": ("单位", "计量单位"),
    "min": ("最小", "最小值", "下限"),
    "max": ("最大", "最大值"),
    "parameters": ("参数",),
    "value": ("值", "数值", "取值"),
    "clauses": ("条款",),
    "stacking": ("衔接", "叠加"),
    "quota": ("名额", "限额数量"),
    "every": ("每", "周期"),
    "per": ("按", "每个"),
}


def called(key: str) -> tuple[str, ...]:
    """The words for a key."""
    return _CALLED.get(key, ())
