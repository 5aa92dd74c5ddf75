"""Measurements of answer quality on questions with a known correct outcome.

`evals` asks through the same `Assistant` as every user and looks only at the Answer. Benchmarks and component checks
alone may measure a part by itself. Nothing else may depend on this package.
"""
