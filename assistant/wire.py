"""The old name of `assistant.answers.json_rows` and `article_rows`."""

from assistant.moved import moved

__getattr__ = moved(__name__, "assistant.answers.json_rows", "assistant.answers.article_rows")
