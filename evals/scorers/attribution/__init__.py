"""Extracted statements and answers, compared with articles in which annotators marked every attribution.

Pure functions that return counts and shares. They know no particular data set and read no file.
"""
