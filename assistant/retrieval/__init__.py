"""Retrieves the evidence for a query (statements, facts and passages) and decides whether it is enough.

This package does not write answers and does not call a model.
"""
