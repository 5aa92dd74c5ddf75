"""Shallow syntax of English news: noun phrases, verbs, subjects and adjuncts, found without a parser.

This package does not know what a statement is.
"""
