"""Near duplicates, story groups, and the corrections an article carries. This package compares texts. It stores
nothing."""
