"""Comparisons: speakers by their position on a topic, each with verbatim statements.

This package writes nothing about statements itself. It does not know how articles are stored or who shows a comparison.
"""
