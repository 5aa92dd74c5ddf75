"""Scripted replies of a lying model over the golden set, with true ones among them: do lies pass the verifier?

Rules make the replies from each question's evidence; no rule knows the text of an article. The replies are judged by
what a reader is shown, without asking the verifier.
"""
