"""Digests: the articles of a period, grouped into events, each event summarised once.

This package does not render pages.
"""
