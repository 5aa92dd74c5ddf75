"""Asking a set of questions and storing each answer in a folder. It must not know how a metric is computed."""
