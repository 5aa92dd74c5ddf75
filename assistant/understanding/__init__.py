"""Understands a question and the conversation before it, without a model.

`understand` reads the question type, the speakers, the implied filters and the topic. This package does not search or
compose, and it does not know how articles are stored. From the index it gets only the names of speakers and publishers.
"""
