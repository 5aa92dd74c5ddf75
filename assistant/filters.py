"""The old name of `assistant.types`."""

from assistant.moved import moved

__getattr__ = moved(__name__, "assistant.types")
