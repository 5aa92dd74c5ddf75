"""A model that judges answers, beside the rules and never in their place; and how far it agrees with people.

It is given a question, what is expected and what was shown, and gives a verdict or none; it must not change a figure of
`evals.scorers`, and what it says that is no verdict is no verdict.
"""
