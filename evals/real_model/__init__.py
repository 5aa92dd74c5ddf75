"""The golden set asked of a small local model that often invents quotations and speakers.

Only the part of its replies that a reader is shown matters. The model and its server are no part of onrecord or of its
tests: they have a separate environment and are asked over HTTP like any other model.
"""
