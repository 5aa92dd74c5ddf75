"""Stored answers, scored: records, metrics with intervals, and their comparison with another run or with floors.

It works on records only. It must not ask a question or render a report.
"""
