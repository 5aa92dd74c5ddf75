"""Summaries of one or more articles, extractive or written by a model and verified.

This package does not know which command asked for the summary.
"""
