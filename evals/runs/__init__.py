"""Asking a set of questions: the assistant is opened, every question asked once, and each answer stored in a folder.

It asks through the public `Assistant`. It must not know how a metric is computed or how a report looks.
"""
