"""One conversation and what it works with."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.app.assistant import Assistant
from assistant.config.settings import Settings
from assistant.errors import JournalUnusable
from assistant.interfaces.chat.interrupts import Interrupts
from assistant.interfaces.chat.known_names import Names
from assistant.interfaces.chat.screen import Screen
from assistant.interfaces.chat.source_numbers import Sources
from assistant.journal import Asked, Exchange, Journal
from assistant.types import Citation, Filters, Spending, Turn
from index.errors import OnrecordError, UsageError
from index.types import Article

KEYS = "chat:"
"""What the keys of our sessions begin with."""


@dataclass(frozen=True, slots=True)
class World:
    """What a conversation reaches outside the program."""

    open_page: Callable[[str], bool]
    """Show a page to the person; False where there is nothing to show it with."""
    copy: Callable[[str], bool]
    """Put a text where it can be pasted from; False where there is no such place."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(slots=True)
class Chat:
    """A conversation. It begins anew, or goes on with a session of the journal; one thread speaks in it."""

    settings: Settings
    journal: Journal
    screen: Screen
    world: World
    session: str = ""
    filters: Filters = field(default_factory=Filters)
    sources: Sources = field(default_factory=Sources)
    exchanges: list[Exchange] = field(default_factory=list)
    names: Names = field(default_factory=Names)
    interrupts: Interrupts = field(default_factory=Interrupts)
    home: Settings | None = None
    """The settings of the person's own index, while the sample articles are asked in its place."""
    over: bool = False
    """Whether the person has left."""
    quiet: bool = False
    _assistant: Assistant | None = None
    _generation: int | None = None
    _unkept: bool = False

    def __post_init__(self) -> None:
        self.session = self.session or new_key()

    @property
    def assistant(self) -> Assistant:
        """Opened when it is first needed."""
        if self._assistant is None:
            self._assistant = Assistant(self.settings)
        return self._assistant

    def use(self, settings: Settings) -> None:
        """Go on with other settings: another model, another index. Raises UsageError where they cannot be kept to; then
        nothing has changed."""
        other = Assistant(settings)
        try:
            other.check_limits()
        except OnrecordError:
            other.close()
            raise
        self.close()
        self.settings, self._assistant = settings, other

    def close(self) -> None:
        """Let go of the index and of the model."""
        if self._assistant is not None:
            self._assistant.close()
            self._assistant = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history of the next question."""
        return tuple(one.turn for one in self.exchanges if not one.replaced)

    @property
    def last(self) -> Exchange | None:
        return self.exchanges[-1] if self.exchanges else None

    @property
    def spent(self) -> Spending:
        """What the conversation has cost, with what was answered anew."""
        return sum((one.turn.spent for one in self.exchanges), Spending())

    def source(self, number: int) -> Citation:
        """Raises UsageError for a number that nothing has."""
        found = self.sources.get(number)
        if found is None:
            known = f"they go from 1 to {len(self.sources)}" if len(self.sources) else "nothing was cited yet"
            raise UsageError(f"no source {number}", hint=known)
        return found

    def moved(self) -> bool:
        """Whether another generation of the index is published than at the last question."""
        before, self._generation = self._generation, self.assistant.view().snapshot.generation
        return before is not None and before != self._generation

    @property
    def generation(self) -> int | None:
        """The index's, at the last question."""
        return self._generation

    def keep(self, asked: Asked) -> Exchange:
        """An exchange at the end of the conversation. A journal that cannot be written is said once; the conversation
        goes on without it."""
        number = -1 - len(self.exchanges)
        try:
            number = self.journal.record(self.session, asked)
        except JournalUnusable as error:
            if not self._unkept:
                self.screen.error(error)
                self.screen.notice("From here on this conversation is not kept.")
            self._unkept = True
        if asked.replaces is not None:
            self.exchanges = [
                replace(one, replaced=True) if one.id == asked.replaces else one for one in self.exchanges
            ]
        exchange = Exchange(number, self.session, self.world.now(), asked)
        self.exchanges.append(exchange)
        return exchange

    def begin(self, session: str = "", exchanges: tuple[Exchange, ...] = ()) -> None:
        """A conversation in the place of this one: a new one, or one that is gone on with, with its numbers."""
        self.session, self.exchanges = session or new_key(), list(exchanges)
        self.sources = Sources()
        for exchange in exchanges:
            self.sources.take(exchange.citations)
        self.filters = exchanges[-1].asked.filters if exchanges else Filters()

    def current(self, article: Article) -> Article | None:
        """The article as the index holds it now; None where it does not, or cannot be asked."""
        try:
            return self.assistant.view().snapshot.article(article.id)
        except OnrecordError:
            return None


def new_key() -> str:
    return KEYS + secrets.token_hex(3)


def short(key: str) -> str:
    """A session's key as a person types it."""
    return key.removeprefix(KEYS)
