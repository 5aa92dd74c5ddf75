"""The tokens, quotations, names and time expressions of an article.

This package does not know what a statement is.
"""
