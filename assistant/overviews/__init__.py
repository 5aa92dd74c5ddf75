"""Overviews of many articles: summaries, digests, timelines and comparisons.

An overview is an Answer: each sentence has a citation, and each quotation is verbatim under its speaker's name. This
package does not know how articles are stored or how an overview is shown.
"""
