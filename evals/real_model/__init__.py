"""The golden set asked of a small local model that often invents quotations and speakers."""
