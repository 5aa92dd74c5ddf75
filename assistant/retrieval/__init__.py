"""Finds the evidence for a query: statements, sentences of fact and passages, and decides whether they are enough.

This package does not write answers and does not call a model.
"""
