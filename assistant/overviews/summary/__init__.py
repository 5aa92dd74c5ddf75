"""Summaries, extractive or by a model and verified. This package does not know who asked for them."""
