"""Single words that the claim replaces by others: opposites, and words in the place of another word.

Only sentences that otherwise repeat the evidence are compared so closely.
"""
