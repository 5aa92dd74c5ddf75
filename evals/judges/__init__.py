"""A model that judges answers, in addition to the rules, and its agreement with people.

It gets a question, the expected outcome and the shown answer, and returns a verdict or none. It never changes a metric,
and a reply that is not a verdict counts as none.
"""
