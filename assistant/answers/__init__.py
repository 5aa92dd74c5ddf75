"""Answers without a model, and what every answer is made of: numbered citations, names and the JSON of the public contract.

This package does not search and does not call a model.
"""
