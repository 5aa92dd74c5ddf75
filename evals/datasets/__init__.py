"""Golden articles and questions, the sets made of them, and proposals for new questions.

Everything is validated when it is loaded. It must not ask, score or print anything.
"""
