"""What was said or happened, day by day: one entry a statement, and where a speaker changed position.

It lays out statements of the index and types no word of its own about them. It must not know how articles are stored,
or who shows a timeline.
"""
