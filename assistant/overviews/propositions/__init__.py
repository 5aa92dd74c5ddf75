"""What a statement claims, and whether two statements are on the same proposition: the same thing said of the same one.

Told by words alone, and never when unsure: a contradiction that is none is worse than one that is missed. It must not
know where statements come from, what was asked, or how anything is shown.
"""
