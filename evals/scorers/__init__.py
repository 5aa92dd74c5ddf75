"""Scorers: pure functions that take an answered question and return its score in a metric, or None if not eligible."""
