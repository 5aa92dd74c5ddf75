"""People whom the claim confuses: unknown names, other actors and speakers, and exchanged roles.

Quotations and named speakers were checked before, against the statements; here only the text counts.
"""
