"""Composes answers without a model, and holds what every answer needs: citations, phrases and the JSON of the contract.

This package does not search and does not call a model.
"""
