"""A run as one HTML page and as JUnit XML. It must not score, and the page works offline."""
