"""Format evidence for a prompt: numbered, within a token budget, and escaped so that it cannot imitate our markup.

It adds paragraphs around what retrieval found, but searches for nothing and calls no model.
"""
