"""One module per family of file formats, from JSON lines and feeds to PDF and Word.

Each module turns bytes or text into pages or articles. None opens files or uses the network.
"""
