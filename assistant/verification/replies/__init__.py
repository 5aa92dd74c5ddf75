"""Read a model's reply: its sentences, markers and quotations, and the lines that say that there is no answer.

Nothing here looks at the evidence.
"""
