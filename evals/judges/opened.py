"""A judge behind an address of its own: whoever judges need not be who answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.config.settings import Settings
from assistant.generation.chain import Chain, open_chain
from evals.judges.judge import Judge
from index.embedding.token_counter import counter_for_model
from prompts import Rendered


class _ChainAsked:
    """A chat model as a judge asks it."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain

    @property
    def model(self) -> str:
        return self._chain.model

    def reply(self, messages: Rendered, *, output_tokens: int) -> str | None:
        reply = self._chain.compose(messages, output_tokens=output_tokens)
        text = "".join(reply)
        return None if reply.failure is not None else text


@contextmanager
def open_judge(model: str, *, base_url: str | None, settings: Settings, file: Path) -> Iterator[Judge]:
    """A judge. Without a `base_url` it is asked where the settings' models are."""
    key = settings.openai_api_key
    chain = open_chain(
        model=model,
        api_key=key.reveal() if key else None,
        base_url=base_url or settings.openai_base_url,
        counter=counter_for_model(model),
        timeout=settings.timeout,
    )
    try:
        yield Judge(_ChainAsked(chain), file)
    finally:
        chain.close()
