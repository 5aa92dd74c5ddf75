"""Speed, size and growth of an index: `python -m evals.benchmarks.storage`, or `make bench-index`.

Every part is measured in a process of its own on a generated corpus, beside a floor of the same raw libraries. The
quality of the answers is measured elsewhere.
"""
