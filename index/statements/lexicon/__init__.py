"""Closed word lists for the statement rules: reporting verbs, titles, roles, organisations and places.

This package contains tables only.
"""
