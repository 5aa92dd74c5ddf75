"""Speed, size and growth of an index: `python -m evals.benchmarks.storage`, or `make bench-index`.

Every part runs in a separate process on a generated corpus, and is compared with the raw libraries (the floor). The
quality of the answers is measured elsewhere.
"""
