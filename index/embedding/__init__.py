"""Embedding of texts: the bundled static model, a sentence-transformers model, or a provider's. This package does not
know articles or stores."""
