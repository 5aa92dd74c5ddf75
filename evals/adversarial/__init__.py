"""Scripted replies of a lying model over the golden set, judged without the verifier by what a reader is shown."""
