"""Check who, according to a sentence, said something, against the statements of the evidence.

Whether the evidence supports what was said is not decided here.
"""
