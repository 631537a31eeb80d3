"""How an award moves as one fact moves: its rule from one position to the next, and where it bends or breaks.

Takes a loaded policy, facts, the fact that moves and its range; gives for each award and for the sum the pieces, each
with its rule, and the breaks between them, at exact positions of the grid (0.01 yuan for money). Guarantees: every
figure is one that the one evaluator gave at that position; where a break could have been missed, the curve says so.
"""
