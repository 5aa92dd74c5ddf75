"""The report of a run: one HTML page that works offline, and JUnit XML for programs that count failures.

It renders a RunResult. It must not score, and the page must not load anything.
"""
