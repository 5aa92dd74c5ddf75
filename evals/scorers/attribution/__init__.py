"""Extracted statements and answers, compared with articles in which annotators marked every attribution."""
