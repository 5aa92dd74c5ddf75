"""Measurements of single components on golden data: query understanding, paraphrases, contradictions, event grouping.

Each module is a command, `python -m evals.component_checks.NAME`. They may call the component that they measure, and
they decide nothing: the limits are in the tests.
"""
