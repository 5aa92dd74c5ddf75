"""One module per file format, from JSON lines and feeds to PDF and Word.

Each takes bytes or text and gives pages or articles. None opens files or the network.
"""
