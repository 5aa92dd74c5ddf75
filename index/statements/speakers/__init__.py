"""Speaker resolution: from the subject of a reporting clause to a full name, or to nobody if the article leaves doubt.

This package does not find reported speech.
"""
