"""The time, place and hearer of a statement.

This package looks only at the words beside the cue.
"""
