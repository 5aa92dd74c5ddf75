"""The files of an index: the SQLite catalog, the lexical and vector stores, checksums and locks. This package does not
decide what goes into an index."""
