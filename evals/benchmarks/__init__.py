"""Measurements that anybody can repeat: each module is a command, `python -m evals.benchmarks.NAME`.

A benchmark measures the parts of the product on data that the user names or that is ours, and prints figures; unlike
the rest of `evals` it may reach past the `Assistant` to the part it measures. It ships no data of others and decides
nothing: floors belong to tests and gates.
"""
