"""Statements and answers compared with articles with annotated attributions. It knows no data set and reads no file."""
