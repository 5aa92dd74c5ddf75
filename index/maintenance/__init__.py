"""Maintenance of an index: check, backup, restore, prune, forget, upgrade, refine and statistics. This package adds no
articles."""
