"""Speed, size and growth of an index, beside the raw libraries. Answer quality is measured elsewhere."""
