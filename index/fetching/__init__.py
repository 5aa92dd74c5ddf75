"""Fetch articles from the network with safe HTTP requests, and watch feeds, sitemaps and pages. This package parses
nothing itself; `index.reading` does."""
