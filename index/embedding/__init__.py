"""Texts into vectors: the bundled static model that needs nothing, or a provider's.

An embedder knows texts and nothing else: not what an article is, and not where its vectors go.
"""
