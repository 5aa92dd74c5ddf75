"""Propositions: the claims of statements, and whether two statements are on the same proposition.

Unclear cases give no result, because a false contradiction is worse than a missed one. This package does not know where
statements come from or how results are shown.
"""
