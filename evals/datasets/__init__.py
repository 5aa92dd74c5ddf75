"""Golden articles, questions and proposals, validated when loaded. It must not ask, score or print anything."""
