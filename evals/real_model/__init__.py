"""The golden set asked of a small local model that often invents quotations and speakers.

Only the part of its replies that a reader is shown matters. The model and its server are no part of onrecord or of its
tests: they have an environment of their own and are asked over HTTP like any other model.
"""
