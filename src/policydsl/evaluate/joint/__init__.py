"""Rules over several awards of one applicant: between clauses, limits, other policies (LANGUAGE §4, §6).

Takes the outcomes of all clauses; gives them with what the rules leave of each.
Guarantees: what is neither provisional nor undetermined stays the same however missing facts are filled in.
"""

from policydsl.evaluate.joint.run import JointRun

__all__ = ["JointRun"]
