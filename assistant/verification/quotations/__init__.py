"""Find words in texts although their typography differs, or say how they differ: altered, spliced or fabricated.

Both know only texts, and no speakers.
"""
