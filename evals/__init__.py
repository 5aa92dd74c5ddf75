"""How good the answers are, measured on questions whose right outcome is known.

`evals` asks through the same `Assistant` as everyone else and looks only at what an Answer shows. It holds the golden
set, the checks on answers, and the benchmarks, which alone may measure a part by itself; it must not reach into how an
answer came about, and nothing may depend on it.
"""
