"""Timelines: statements by day, with changes of position. This package does not know who shows them."""
