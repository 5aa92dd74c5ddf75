"""Comparisons of speakers by their position on a topic. This package does not know how they are shown."""
