"""Vectors on a Chroma server (`chroma run`), for an index whose machines share one.

It speaks the server's HTTP interface and knows nothing of the catalog, which says what of it counts.
"""
