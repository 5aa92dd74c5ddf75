"""Digests: the events of a period, each summarised once. This package does not render pages."""
