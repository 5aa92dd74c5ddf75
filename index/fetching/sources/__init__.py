"""Fetch articles from addresses, feeds and sitemaps, and watch sources repeatedly, within robots.txt and rate limits. A
source yields articles or a reason why it has none. This package must not know how articles are stored: it passes them
on, and receives the outcome of each."""
