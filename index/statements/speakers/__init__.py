"""From the subject of a reporting clause to a speaker with a full name, or to nobody where the article leaves doubt.

This package does not find reported speech.
"""
