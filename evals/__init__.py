"""Measurements of answer quality through the `Assistant` that every user has. No other package depends on this one."""
