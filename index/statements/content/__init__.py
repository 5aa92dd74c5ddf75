"""Where reported content begins and ends.

This package does not decide who said it.
"""
