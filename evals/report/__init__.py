"""A run as one HTML page that works offline, and as JUnit XML. It must not score, and the page must not load anything."""
