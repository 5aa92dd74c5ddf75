"""Asking a set of questions and keeping what came back: records on the disk, so that nothing is asked twice.

It asks through a port and scores what is kept; it must not know what a figure means, nor how a report looks.
"""
