"""Single words that the claim replaces by others: opposites, and words in the place of another word."""
