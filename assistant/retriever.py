"""The old name of `assistant.interfaces.langchain`."""

from assistant.moved import moved

__getattr__ = moved(__name__, "assistant.interfaces.langchain")
