"""A question and the conversation before it, understood without a model.

`understand` reads what is asked, whom it asks about, the period and publisher it is narrowed to, and the topic that is
left. It must not search, compose or know how articles are stored: all it is told of the index is the names of its
speakers and publishers, and of the world which day it is.
"""
