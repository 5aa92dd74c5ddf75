"""Coreference: which person or organisation a name, a pronoun or a description in an article denotes.

This package looks at one article only.
"""
