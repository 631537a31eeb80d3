"""The commands of `policydsl new`, one file each.

Takes a policy; gives what is filled in or tried out with it. Guarantees: what is written is there whole or not at all.
"""
