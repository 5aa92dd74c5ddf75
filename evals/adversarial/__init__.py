"""Scripted replies of a model that lies, and of one that does not, over the golden set: what gets past the verifier.

Replies are made by rule from the evidence of each question and judged by what the reader is shown. No rule knows the
text of an article, and the judge does not ask the verifier.
"""
