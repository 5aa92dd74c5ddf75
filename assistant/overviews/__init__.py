"""What many articles come to: summaries of some of them, and a digest of a period, each story once.

An overview is an Answer like any other: every sentence is cited and every quotation in its article under that name.
Which articles are about one event is told by `events`, which sentences tell an article by
`sentences`; a model is asked by `told`. It must not know how articles are stored, nor how an overview is shown.
"""
