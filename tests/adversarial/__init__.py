"""Scripted replies of a lying model over the golden set. They are judged without the verifier, by what is shown."""
