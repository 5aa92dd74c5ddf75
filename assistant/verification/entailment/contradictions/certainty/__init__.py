"""Certainty that the claim changes: what may be, is planned, denied, left open, or holds only on a condition.

What else the sentence says is not looked at.
"""
