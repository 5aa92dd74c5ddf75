"""Numbers that the claim changes: their value, their limit, what they count, and shares without a number."""
