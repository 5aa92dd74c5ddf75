"""Golden articles and questions, the sets made of them, and proposals for new questions, all validated when loaded."""
