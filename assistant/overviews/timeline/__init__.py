"""Timelines: statements on a topic or an event by day, with the changes of position.

This package writes nothing about statements itself. It does not know how articles are stored or who shows a timeline.
"""
