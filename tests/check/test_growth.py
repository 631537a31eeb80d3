"""What `check` does grows with the policy, not with its square."""

from __future__ import annotations

from tests.check.test_bad_policies import BASE, findings
from tests.steps import steps

ONE = "    departments: [市工信局]\n    category: project\n"
OTHER = "    departments: [市科技局]\n    benefit: voucher\n"


def departments(count: int) -> str:
    """Half of them stand twice and are known by that, half stand once and may be slips."""
    names = [f"第{chr(0x4E00 + i % 89)}{chr(0x5E00 + i // 89)}{chr(0x6E00 + i % 97)}办公室" for i in range(count)]
    known, every = names[::2], names
    one, other = ("".join(f"      - {name}\n" for name in some) for some in (every, known))
    text = BASE.replace(ONE, f"    departments:\n{one}    category: project\n")
    return text.replace(OTHER, f"    departments:\n{other}    benefit: voucher\n")


def test_departments_are_not_compared_each_with_each() -> None:
    few, many = departments(500), departments(2_000)
    assert [one.code for one in findings(many)] == []
    assert steps(lambda: findings(many)) < 5 * steps(lambda: findings(few))
