"""The old name of `assistant.pipeline`."""

from assistant.moved import moved

__getattr__ = moved(
    __name__,
    "assistant.pipeline",
    Desk="AnswerContext",
    read_question="parse_question",
    with_receipt="assemble_answer",
)
