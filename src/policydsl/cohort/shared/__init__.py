"""What is decided only where all applicants are: quotas and limits over the whole programme.

Takes the awards of every applicant by itself; gives them as the quota and the pot leave them. Guarantees: a tie is
told, never broken; what a missing fact could still change is provisional.
"""
