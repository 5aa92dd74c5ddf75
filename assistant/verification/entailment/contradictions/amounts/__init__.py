"""Numbers that the claim changes: their value, their limit, and what they count.

Days are not numbers here: `events` compares them.
"""
