"""Readers under coverage-guided fuzzing: `make fuzz`. Not part of any test run: what it finds becomes a test."""
