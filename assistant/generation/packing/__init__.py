"""Choose and format the evidence for a prompt: numbered, within a token budget, unable to imitate our markup.

It searches nothing and calls no model: evidence goes in, messages come out.
"""
