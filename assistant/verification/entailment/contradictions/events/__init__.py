"""Days and the order of events that the claim changes.

Whether the events themselves are told rightly is for the other packages.
"""
