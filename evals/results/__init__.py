"""Stored answers, scored: records, metrics with intervals, and their comparison with another run or with floors."""
