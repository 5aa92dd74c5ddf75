"""Candidate statements: reporting clauses and quotations, each with its cue and its content.

This package does not resolve speakers.
"""
