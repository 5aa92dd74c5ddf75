"""Stored answers: scored, compared with a run, or with floors. It must not ask a question or render a report."""
