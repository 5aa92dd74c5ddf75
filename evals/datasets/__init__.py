"""Golden articles and questions, checked when they are loaded.

It reads files and validates them; it must not ask or score anything.
"""
