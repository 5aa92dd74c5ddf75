"""Extract the article and its metadata from a web page, without navigation, comments and hidden text.

This package does not fetch anything.
"""
