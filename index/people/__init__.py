"""Who speakers are across articles: the speaker registry, aliases, namesakes and genders.

This package reads names, not articles.
"""
