"""Vector stores: Chroma in the folder of the index, or a Chroma server. This package is the only one that knows
chromadb."""
