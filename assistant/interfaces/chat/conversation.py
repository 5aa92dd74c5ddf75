"""The state of one conversation: its settings, exchanges, source numbers and known names."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.app.assistant import Assistant
from assistant.config.settings import Settings
from assistant.errors import JournalUnusable
from assistant.interfaces.chat.keyboard import Interrupts
from assistant.interfaces.chat.screen import Screen
from assistant.journal import Exchange, ExchangeContent, Journal
from assistant.types import MARKER, Citation, Filters, Spending, Turn
from index.errors import OnrecordError, UsageError
from index.types import Article, Span, Speaker

INTERRUPTED = "Interrupted. No partial data was saved."
SESSION_PREFIX = "chat:"  # starts the keys of chat sessions in the journal

MAX_SPEAKERS = 5_000


@dataclass(frozen=True, slots=True)
class NameLists:
    """The names in one generation of an index: the most quoted speakers first, publishers by name."""

    generation: int = -1
    speakers: Sequence[str] = ()
    publishers: Sequence[str] = ()


class KnownNames:
    """The names that were read last. One thread may read them while another completes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.lists = NameLists()

    def read(self, assistant: Assistant) -> NameLists:
        """Return the names, read again if the index has changed. Raises OnrecordError without an index."""
        with self._lock:
            view = assistant.view()
            snapshot = view.snapshot
            if snapshot.generation != self.lists.generation:
                counts = sorted(snapshot.statement_counts(), key=lambda count: -count.statements)
                named = [Speaker(count.name, count.kind) for count in counts if count.kind != "unnamed"]
                speakers = dict.fromkeys(view.voices.canonical(speaker).name for speaker in named[:MAX_SPEAKERS])
                self.lists = NameLists(snapshot.generation, tuple(speakers), tuple(sorted(snapshot.publishers())))
            return self.lists


class SourceNumbers:
    """Numbers the passages that a conversation cites, in the order they are first shown."""

    def __init__(self) -> None:
        self._numbered: dict[tuple[Article, Span], Citation] = {}

    def __len__(self) -> int:
        return len(self._numbered)

    def number_of(self, citation: Citation) -> int:
        """Return the number of a passage. A passage of another version of the article has another number."""
        key = (citation.article, citation.span)
        if key not in self._numbered:
            self._numbered[key] = replace(citation, marker=len(self._numbered) + 1)
        return self._numbered[key].marker

    def get(self, number: int) -> Citation | None:
        """Return the citation with that number, which is also its `marker`."""
        citations = list(self._numbered.values())
        return citations[number - 1] if 1 <= number <= len(citations) else None

    def titles(self) -> list[tuple[int, str]]:
        return [(citation.marker, citation.article.title) for citation in self._numbered.values()]

    def after(self, number: int) -> tuple[Citation, ...]:
        return tuple(self._numbered.values())[number:]

    def add(self, citations: Iterable[Citation]) -> Mapping[int, int]:
        """Number an answer's citations. Return the number for each of its markers."""
        return {citation.marker: self.number_of(citation) for citation in citations}


def renumber_text(text: str, numbers: Mapping[int, int]) -> str:
    """Return the text with the conversation's numbers instead of the answer's markers."""
    return MARKER.sub(lambda match: f"[{numbers[int(match[1])]}]", text)


@dataclass(frozen=True, slots=True)
class Desktop:
    """The browser and the clipboard. Both functions return False if there is none."""

    open_page: Callable[[str], bool]
    copy: Callable[[str], bool]


def new_session_key() -> str:
    return SESSION_PREFIX + secrets.token_hex(3)


def short_key(key: str) -> str:
    """Return a session's key as it is shown and typed."""
    return key.removeprefix(SESSION_PREFIX)


@dataclass(slots=True)
class Chat:
    """A conversation, new or resumed from the journal. Only one thread may use it."""

    settings: Settings
    journal: Journal
    screen: Screen
    desktop: Desktop
    session: str = field(default_factory=new_session_key)
    filters: Filters = field(default_factory=Filters)
    sources: SourceNumbers = field(default_factory=SourceNumbers)
    exchanges: list[Exchange] = field(default_factory=list)
    names: KnownNames = field(default_factory=KnownNames)
    interrupts: Interrupts = field(default_factory=Interrupts)
    own_settings: Settings | None = None
    """The settings of the person's own index, while the sample articles are used instead."""
    ended: bool = False
    quiet: bool = False
    generation: int | None = None  # the generation of the index at the last question
    _assistant: Assistant | None = None
    _journal_failed: bool = False

    @property
    def assistant(self) -> Assistant:
        """The assistant, opened at first use."""
        if self._assistant is None:
            self._assistant = Assistant(self.settings)
        return self._assistant

    def use_settings(self, settings: Settings) -> None:
        """Change the model or the index. Raises UsageError, and changes nothing, if a cost limit cannot be enforced."""
        assistant = Assistant(settings)
        try:
            assistant.check_limits()
        except OnrecordError:
            assistant.close()
            raise
        self.close()
        self.settings, self._assistant = settings, assistant

    def close(self) -> None:
        if self._assistant is not None:
            self._assistant.close()
            self._assistant = None

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history for the next question."""
        return tuple(exchange.turn for exchange in self.exchanges if not exchange.replaced)

    @property
    def last_exchange(self) -> Exchange:
        """Raises UsageError before the first question."""
        if not self.exchanges:
            raise UsageError("no question asked yet", hint="ask a question first")
        return self.exchanges[-1]

    @property
    def spent(self) -> Spending:
        """The cost of the conversation, including answers that were replaced."""
        return sum((exchange.turn.spent for exchange in self.exchanges), Spending())

    def source(self, number: int) -> Citation:
        """Return the source with that number. Raises UsageError if there is none."""
        citation = self.sources.get(number)
        if citation is None:
            count = len(self.sources)
            hint = f"sources are numbered 1 to {count}" if count else "no sources yet; ask a question first"
            raise UsageError(f"no source {number}", hint=hint)
        return citation

    def index_has_changed(self) -> bool:
        """Return whether the index was published again since the last question."""
        before, self.generation = self.generation, self.assistant.view().snapshot.generation
        return before is not None and before != self.generation

    def record(self, asked: ExchangeContent) -> Exchange:
        """Add an exchange. If the journal fails, say so once and go on without it."""
        number = -1 - len(self.exchanges)
        try:
            number = self.journal.record(self.session, asked)
        except JournalUnusable as error:
            if not self._journal_failed:
                self.screen.error(error)
                self.screen.notice(
                    "This conversation can no longer be saved automatically. To keep it, type /save FILE."
                )
            self._journal_failed = True
        if asked.replaces is not None:
            replaced = asked.replaces
            self.exchanges = [replace(one, replaced=True) if one.id == replaced else one for one in self.exchanges]
        exchange = Exchange(number, self.session, datetime.now(UTC), asked)
        self.exchanges.append(exchange)
        return exchange

    def restart(self, session: str = "", exchanges: tuple[Exchange, ...] = ()) -> None:
        """Start a new conversation, or continue a saved one with its source numbers and filters."""
        self.session, self.exchanges = session or new_session_key(), list(exchanges)
        self.sources = SourceNumbers()
        for exchange in exchanges:
            self.sources.add(exchange.citations)
        self.filters = exchanges[-1].asked.filters if exchanges else Filters()

    def current_version(self, article: Article) -> Article | None:
        """Return the article as the index has it now, or None if the index cannot be read or no longer has it."""
        try:
            return self.assistant.view().snapshot.article(article.id)
        except OnrecordError:
            return None
