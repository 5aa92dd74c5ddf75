"""The quality of answers: every scorer takes one answered question and returns its score in one metric.

Scorers are pure functions on samples and CONTRACT's rows; they know no runner, model or file. A scorer returns None if
the question is not eligible for its metric: an answer that cannot be judged never counts as correct.
"""
