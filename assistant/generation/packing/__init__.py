"""Format evidence for a prompt: numbered, within a token budget, and escaped so that it cannot imitate our markup."""
