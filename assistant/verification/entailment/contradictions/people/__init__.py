"""People whom the claim confuses: unknown names, other actors and speakers, and exchanged roles."""
