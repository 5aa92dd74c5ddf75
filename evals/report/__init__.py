"""A run as people read it: one page that opens offline, and JUnit for machines that count failures.

It renders a Result and nothing else; it must not score, nor load anything from anywhere when it is opened.
"""

from evals.report.junit import junit
from evals.report.page import page

__all__ = ["junit", "page"]
