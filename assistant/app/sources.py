"""Watching sources and forgetting articles: the index's own verbs, wired to everything else that would remember."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from assistant.config.settings import Settings, reply_cache_file
from assistant.journal import Journal
from assistant.wiring import Wiring
from index.errors import OnrecordError, StorageFailed
from index.fetching.sources.clock import WallClock
from index.fetching.sources.state import SourceStore
from index.fetching.sources.subscriptions import read_sources
from index.fetching.sources.watch import SourceStatus, Watch
from index.ingest.ingest import ingest
from index.ingest.stages import current_rules
from index.ingest.writer import require_index_folder
from index.maintenance.forget import ForgetReport
from index.maintenance.forget import forget as forget_in_index
from index.ports import NoProgress, Progress
from index.storage.catalog.staging import StagingOutcome
from index.types import Article


def _forget_replies(_: ForgetReport, __: Settings) -> None:
    """A reply that a model wrote may repeat an article's words, and nobody can tell which did: all of them go."""
    with suppress(FileNotFoundError):
        reply_cache_file().unlink()


def _forget_conversations(report: ForgetReport, settings: Settings) -> None:
    """Whatever was answered from an article shows its words."""
    if settings.journal.exists():
        with closing(Journal(settings.journal)) as journal:
            for article in report.articles:
                journal.forget(article)


FORGET_THERE: tuple[Callable[[ForgetReport, Settings], None], ...] = (_forget_replies, _forget_conversations)
"""What else remembers articles, each told of what is being forgotten; told again where that was not ended."""


def watch(file: Path, wiring: Wiring, *, once: bool, allow_hosts: Sequence[str]) -> Iterator[SourceStatus]:
    """What each source gives, round after round; `once` looks at each and ends. Raises UsageError, and what an ingest
    raises."""
    sources = read_sources(file)
    folder = wiring.settings.index

    def keep(articles: Sequence[Article]) -> Sequence[StagingOutcome]:
        outcomes: list[StagingOutcome] = []
        ingest(
            folder,
            articles,
            stages=wiring.stages,
            rules=current_rules(),
            stores=wiring.stores,
            progress=NoProgress(),
            told=outcomes.append,
        )
        return outcomes

    with closing(open_memory(folder)) as memory:
        watching = Watch(sources, memory, wiring.visitor(allow_hosts), WallClock(), keep)
        yield from watching.round(every_source=True) if once else watching.forever()


def open_memory(folder: Path) -> SourceStore:
    """What is remembered of sources, in the index's folder, which is made if it is not there. Raises StorageFailed."""
    require_index_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(
            f"{str(folder)!r} cannot be made ({error.strerror})", hint="choose another with --index"
        ) from error
    return SourceStore(folder)


def forget(what: str, wiring: Wiring, *, everything_of: bool, progress: Progress) -> ForgetReport:
    """Takes it out of the index, and out of all that was made of it before the index lets go of its name."""

    def elsewhere(report: ForgetReport) -> None:
        try:
            for forget_there in FORGET_THERE:
                forget_there(report, wiring.settings)
        except OnrecordError as error:
            error.hint = f"{error.hint}; then run the same command again: not all is forgotten yet"
            raise

    return forget_in_index(
        wiring.settings.index,
        what,
        everything_of=everything_of,
        stores=wiring.stores,
        progress=progress,
        elsewhere=elsewhere,
    )
