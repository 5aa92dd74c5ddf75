"""Where news comes from: pages, feeds and sitemaps of other people's servers, visited politely and remembered.

A source gives articles, or says why it does not; who visits it asks no more often than its owner wants. It must not
know how articles are stored or read for statements: it hands them on, and is told what became of them.
"""
