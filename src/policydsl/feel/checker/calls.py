"""Function calls: aggregates over lists, and the built-ins by their signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydsl.feel import ast, types
from policydsl.feel.builtins import BUILTINS
from policydsl.feel.builtins.signature import Kind, ListKind, OneOf, Param, RangeKind, Signature, SigType, Variable
from policydsl.feel.checker import constants, currencies, operators, periods
from policydsl.feel.checker.scope import Scope, closest
from policydsl.feel.types import BOOLEAN, ERROR, NULL, NUMBER, Simple, Type, describe
from policydsl.source import Text

if TYPE_CHECKING:
    from policydsl.feel.builtins import Builtin
    from policydsl.feel.checker.checker import Checker

AGGREGATES = ("sum", "count", "min", "max")
_QUANTITIES = (NUMBER, types.DAYS_TIME, types.YEARS_MONTHS)
# Functions as people call them, and as other programs do.
_CALLED = {
    **dict.fromkeys(("最小值", "较小值", "最小", "取小", "取低", "孰低", "minimum"), "min"),
    **dict.fromkeys(("最大值", "较大值", "最大", "取大", "取高", "孰高", "maximum"), "max"),
    **dict.fromkeys(("合计", "求和", "总和", "总计", "加总", "累计", "sumif", "total"), "sum"),
    **dict.fromkeys(("个数", "计数", "数量", "len", "length", "size", "countif"), "count"),
    **dict.fromkeys(("平均", "平均值", "平均数", "average", "avg"), "mean"),
    **dict.fromkeys(("向下取整", "取整", "int", "trunc"), "floor"),
    **dict.fromkeys(("向上取整", "进一", "ceil"), "ceiling"),
    **dict.fromkeys(("绝对值",), "abs"),
    **dict.fromkeys(("取余", "余数", "mod"), "modulo"),
    "非": "not",
}
_ROUNDING = ("round", "四舍五入", "保留", "取近似")
_ROUNDING_HELP = Text(
    "四舍五入写 `round half up(x, 0)`，舍去写 `floor(x)`，进一写 `ceiling(x)`；金额的取整由政策的 `rounding` 规定。",
    "half up is `round half up(x, 0)`, down `floor(x)`, up `ceiling(x)`; awards are rounded by the policy's `rounding`",
)
_COMPARABLE = (*_QUANTITIES, types.TEXT, types.DATE, types.TIME, types.DATE_TIME)


def call(checker: Checker, expr: ast.Call, scope: Scope) -> Type:
    """The type of a call; arguments that do not fit are reported."""
    if isinstance(expr.function, ast.FunctionLit):
        return checker.infer(expr.function, scope)
    if not isinstance(expr.function, ast.Name):
        return checker.not_here(expr, Text("对算出的函数的调用", "calls of computed functions"))
    name = expr.function.name
    if scope.lookup(name) is not None:
        checker.report("T018", expr.function.span, name=name)
        return ERROR
    if name in periods.NAMES:
        return periods.call(checker, expr, name, scope)
    function = BUILTINS.get(name)
    if function is None:
        guess, help_ = _meant(name)
        checker.report("N004", expr.function.span, name=name, help=help_, replace=guess)
        for argument in expr.arguments:
            checker.infer(argument.value, scope)
        return ERROR
    if name in AGGREGATES and len(expr.arguments) == 1:
        return _aggregate(checker, expr, name, scope)
    if function.volatile or not function.in_policies:
        return checker.not_here(expr.function, Text(f"函数 `{name}`", f"the function `{name}`"))
    if name == currencies.CONVERT:
        return currencies.convert(checker, expr, scope)
    return _builtin(checker, expr, function, scope)


def _meant(name: str) -> tuple[str | None, Text | None]:
    """The function that somebody wrote in Chinese, in capitals or as other programs call it."""
    if name.casefold() in _ROUNDING:
        return None, _ROUNDING_HELP
    known = [*(n for n, b in BUILTINS.items() if b.in_policies and not b.volatile), *periods.NAMES]
    folded = name.casefold()
    guess = _CALLED.get(folded) or (folded if folded in known else closest(name, known))
    return guess, Text(f"是不是想写 `{guess}`？", f"did you mean `{guess}`?") if guess else None


def _aggregate(checker: Checker, expr: ast.Call, name: str, scope: Scope) -> Type:
    argument = expr.arguments[0].value
    found = collection(checker, argument, scope)
    if found == ERROR:
        return NUMBER if name == "count" else ERROR
    if not isinstance(found, types.ListOf):
        if name in ("min", "max", "sum") and (found in _QUANTITIES or isinstance(found, types.Money)):
            return found
        checker.report("T011", argument.span, found=describe(found))
        return ERROR
    item = found.item
    if isinstance(argument, ast.Call) and not periods.is_history(argument):
        return checker.not_here(argument, Text("算出的列表", "a list that a function gives"))
    if name == "count":
        return NUMBER
    if isinstance(item, types.Assessed):
        checker.unguarded(argument, item)
        return ERROR
    allowed = _QUANTITIES if name == "sum" else _COMPARABLE
    if item == ERROR or item in allowed or isinstance(item, types.Money):
        return item
    expected = Text("可以相加的数或金额的列表", "a list of numbers or money")
    checker.report("T006", argument.span, function=name, number="1", expected=expected, found=describe(found))
    return ERROR


def collection(checker: Checker, expr: ast.Expr, scope: Scope) -> Type:
    """The type of what an aggregate ranges over; here `for … return` may stand."""
    if not isinstance(expr, ast.For):
        return checker.infer(expr, scope)
    if len(expr.iterators) != 1:
        return checker.not_here(expr, Text("多重循环", "iteration over several lists at once"))
    inner = checker.iterator(expr.iterators[0], scope)
    found = types.ListOf(checker.value(expr.body, inner))
    checker.typing.types[id(expr)] = found
    return found


def _builtin(checker: Checker, expr: ast.Call, function: Builtin, scope: Scope) -> Type:
    named = any(a.name is not None for a in expr.arguments)
    found = [checker.value(a.value, scope) if not isinstance(a.value, ast.ListLit) else checker.infer(a.value, scope)
             for a in expr.arguments]  # fmt: skip
    candidates = [s for s in function.signatures if _order(s, expr.arguments, named=named) is not None]
    if not candidates:
        usage = "; ".join(s.text for s in function.signatures)
        checker.report("T007", expr.span, function=function.name, usage=usage)
        return ERROR
    if ERROR in found:
        return _absorbed(candidates)
    problem: tuple[int, SigType] | None = None
    for signature in candidates:
        outcome = _match(signature, expr.arguments, found, named=named)
        if not isinstance(outcome, tuple):
            checker.typing.calls[id(expr)] = (function, signature)
            return constants.checked(checker, expr, function, signature, outcome)
        problem = outcome if problem is None or outcome[0] > problem[0] else problem
    if problem is not None:
        at, expected = problem
        other = next((i for i, one in enumerate(found) if currencies.mixed(one, found[at])), None)
        if other is not None:
            pairs = [(expr.arguments[i].value, found[i]) for i in sorted((other, at))]
            currencies.report_mixed(checker, pairs[0], pairs[1], expr.arguments[at].value.span)
            return ERROR
        checker.report(
            "T006", expr.arguments[at].value.span, function=function.name, number=str(at + 1),
            expected=_describe(expected), found=describe(found[at]),
        )  # fmt: skip
    return ERROR


def _absorbed(candidates: list[Signature]) -> Type:
    results = {s.result for s in candidates}
    result = next(iter(results))
    return _KINDS.get(result.name, ERROR) if len(results) == 1 and isinstance(result, Kind) else ERROR


def _order(signature: Signature, arguments: tuple[ast.Argument, ...], *, named: bool) -> list[Param] | None:
    """The parameter of each argument, or None where the call does not have the signature's form."""
    if not named:
        if not signature.takes(len(arguments)):
            return None
        last = signature.params[-1:]
        return [signature.params[i] if i < len(signature.params) else last[0] for i in range(len(arguments))]
    by_name = {p.name: p for p in signature.params}
    found = [by_name.get(a.name or "") for a in arguments]
    required = {p.name for p in signature.params if not p.optional}
    if None in found or not required <= {a.name for a in arguments}:
        return None
    return [p for p in found if p is not None]


def _match(
    signature: Signature, arguments: tuple[ast.Argument, ...], found: list[Type], *, named: bool
) -> Type | tuple[int, SigType]:
    """The result's type, or the first argument that does not fit and what it should be."""
    variables: dict[str, Type] = {}
    ordered = list(enumerate(zip(_order(signature, arguments, named=named) or (), found, strict=True)))
    # a literal 0 fits money as well as numbers, so it says nothing of what the others are
    for at, (param, type_) in sorted(ordered, key=lambda one: operators.is_zero(arguments[one[0]].value)):
        if not _fits(param.type, type_, variables, arguments[at].value):
            return at, param.type
    return _result(signature.result, variables)


def _fits(expected: SigType, found: Type, variables: dict[str, Type], expr: ast.Expr | None) -> bool:
    match expected:
        case Kind("any"):
            return True
        case Kind(name):
            return found == _KINDS.get(name) or (name == "string" and isinstance(found, types.Enum))
        case OneOf(options):
            return any(_fits(option, found, variables, expr) for option in options)
        case ListKind(item):
            return isinstance(found, types.ListOf) and _fits(item, found.item, variables, None)
        case RangeKind(item):
            return isinstance(found, types.RangeOf) and _fits(item, found.item, variables, None)
        case Variable(name):
            return _bind(name, found, variables, expr)


def _bind(name: str, found: Type, variables: dict[str, Type], expr: ast.Expr | None) -> bool:
    money = isinstance(found, types.Money)
    allowed = {
        "T": True,
        "C": money or found in _COMPARABLE or isinstance(found, types.Enum),
        "N": money or found == NUMBER,
        "Q": money or found in _QUANTITIES,
    }[name]
    if not allowed:
        return False
    bound = variables.get(name)
    if bound is None or bound == found:
        variables[name] = found
        return True
    zero = expr is not None and operators.is_zero(expr)
    if isinstance(bound, types.Money) and zero:
        return True
    merged = operators.unify(bound, found)
    if merged is not None:
        variables[name] = merged
    return merged is not None


def _result(result: SigType, variables: dict[str, Type]) -> Type:
    match result:
        case Kind(name):
            return _KINDS.get(name, ERROR)
        case Variable(name):
            return variables.get(name, ERROR)
        case ListKind(item):
            return types.ListOf(_result(item, variables))
        case RangeKind(item):
            return types.RangeOf(_result(item, variables))
        case OneOf(options):
            return _result(next(o for o in options if o != Kind("null")), variables)


_KINDS: dict[str, Type] = {
    "boolean": BOOLEAN,
    "number": NUMBER,
    "string": types.TEXT,
    "date": types.DATE,
    "time": types.TIME,
    "date and time": types.DATE_TIME,
    "days and time duration": types.DAYS_TIME,
    "years and months duration": types.YEARS_MONTHS,
    "null": NULL,
    "any": ERROR,
    "context": Simple("any"),
    "function": Simple("any"),
}


def _describe(expected: SigType) -> Text:
    match expected:
        case Kind(name):
            return describe(_KINDS[name]) if name != "any" else Text("任意值", "any value")
        case Variable("N"):
            return Text("数或金额", "a number or money")
        case Variable("Q"):
            return Text("数、金额或期限", "a number, money or a duration")
        case Variable():
            return Text("与其他参数同类的值", "a value of the same kind as the other arguments")
        case ListKind(item):
            inner = _describe(item)
            return Text(f"{inner.zh}的列表", f"a list of {inner.en}")
        case RangeKind(item):
            inner = _describe(item)
            return Text(f"{inner.zh}的区间", f"a range of {inner.en}")
        case OneOf(options):
            parts = [_describe(o) for o in options]
            return Text("或".join(p.zh for p in parts), " or ".join(p.en for p in parts))
