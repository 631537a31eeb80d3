"""Results as tables: awards, totals, rejects, and what they were made of.

Takes a finished run; gives a directory that appears whole or not at all. Guarantees: a run that was killed
leaves nothing that looks like a result, and running it again gives the same.
"""
