"""Whether the product keeps its promises: each scorer takes one asked question and gives its part of one figure.

Pure functions on golden samples and CONTRACT's rows, which know no runner, no model and no file. A scorer gives None
where the question is not eligible for its figure, and never guesses: what cannot be judged is not counted as right.
"""
