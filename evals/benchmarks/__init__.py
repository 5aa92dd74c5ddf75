"""Reproducible measurements: each module is a command, `python -m evals.benchmarks.NAME`.

A benchmark measures a part of the product, and may call it directly, on our data or on data that the user names. It
ships no third-party data and decides nothing: floors belong to tests and gates.
"""
