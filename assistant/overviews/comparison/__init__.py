"""Who stands where on a topic: speakers by position, every cell a quotation of theirs or silence.

It lays out statements of the index and types no word of its own about them. It must not know how articles are stored,
or who shows a comparison.
"""
