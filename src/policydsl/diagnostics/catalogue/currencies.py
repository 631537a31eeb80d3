"""Codes of other currencies: T083, T084, F059."""

from policydsl.diagnostics.rule import Rule, error

RULES: tuple[Rule, ...] = (
    error(
        "T083",
        "currencies-mixed",
        "{left}和{right}是两种货币，不能放在一起比较或计算",
        "{left} and {right} are two currencies: they cannot be compared or counted together",
    ),
    error(
        "T084",
        "converted-already",
        "`convert` 的金额已经是政策的币种{name}，不用换算",
        "`convert` is given {name}, which is the policy's own currency already",
        help_zh="去掉 `convert`；外币的事实和数额要写明币种，如 `currency: USD`、`600万美元`",
        help_en="leave `convert` out; facts and figures in another currency say so: `currency: USD`, `600万美元`",
    ),
    error(
        "F059",
        "other-currency",
        "`{text}` 是{found}，这里要填{expected}",
        "`{text}` is in {found}, this is asked for in {expected}",
    ),
)
