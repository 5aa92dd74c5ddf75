"""How fast, how large and how steady an index is: `python -m evals.benchmarks.storage`, or `make bench-index`.

Every part is measured in a process of its own on a corpus that is made anew, beside a raw floor of the same libraries.
It knows nothing of how good the answers are: that is what the other evaluations say.
"""
