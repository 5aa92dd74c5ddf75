"""When, where and to whom something was said.

This package looks only at the words beside the cue.
"""
