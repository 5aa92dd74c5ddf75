"""Web pages: the article on a page and its metadata, without furniture, comments and hidden text.

This package does not fetch anything.
"""
