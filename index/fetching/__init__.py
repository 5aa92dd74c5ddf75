"""Articles from the network: safe HTTP requests, and the feeds, sitemaps and pages that are watched.

This package parses nothing itself; `index.reading` does.
"""
