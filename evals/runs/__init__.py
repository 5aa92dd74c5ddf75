"""Asking a set of questions through the public `Assistant`, with each answer stored in a folder as it arrives."""
