"""Scripted replies of a model that lies, and of one that does not, over the golden set: what gets past the verifier."""
