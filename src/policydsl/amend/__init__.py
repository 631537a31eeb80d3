"""Amendments, and the text of a policy with them in it.

Takes the positioned trees of amendments and of a policy without errors; gives `Amendment`, `History` and, for any
day, the consolidated text as a `Patchwork` whose every part knows where it was written.
Guarantees: what no change speaks of stays as it is, byte for byte; a change whose guard does not hold is reported and
not made; the text says exactly what the same changes make of the tree.
"""
