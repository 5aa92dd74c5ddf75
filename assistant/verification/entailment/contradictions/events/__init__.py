"""Days and the order of events that the claim changes."""
