"""Speed, size and growth of an index, compared with the raw libraries: `python -m evals.benchmarks.storage`."""
