"""An article as the rules see it: tokens, quotation marks, names and scenes.

This package does not know what a statement is.
"""
