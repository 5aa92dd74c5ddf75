"""The report of a run: one HTML page that works offline, and JUnit XML for programs that count failures."""
