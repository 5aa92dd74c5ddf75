"""The boundaries of reported content.

This package does not decide who said it.
"""
