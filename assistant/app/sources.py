"""Watches sources, and forgets articles everywhere they are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

from assistant.config.settings import Settings, reply_cache_file
from assistant.journal import Journal
from assistant.wiring import Wiring
from index.errors import OnrecordError, StorageFailed
from index.fetching.sources.politeness import WallClock
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
    """Delete the whole reply cache, because any reply may repeat the article's words."""
    with suppress(FileNotFoundError):
        reply_cache_file().unlink()


def _forget_conversations(report: ForgetReport, settings: Settings) -> None:
    """Delete the exchanges whose answers cite a forgotten article."""
    if settings.journal.exists():
        with closing(Journal(settings.journal)) as journal:
            for article in report.articles:
                journal.forget(article)


FORGET_THERE: tuple[Callable[[ForgetReport, Settings], None], ...] = (_forget_replies, _forget_conversations)
"""Deletes articles outside the index. All run again if the command was interrupted."""


def watch(file: Path, wiring: Wiring, *, once: bool, allow_hosts: Sequence[str]) -> Iterator[SourceStatus]:
    """Ingest the sources round after round, or `once`, and yield each one's status. Raises UsageError."""
    sources = read_sources(file)
    folder = wiring.settings.index

    def store(articles: Sequence[Article]) -> Sequence[StagingOutcome]:
        outcomes: list[StagingOutcome] = []
        ingest(
            folder,
            articles,
            stages=wiring.stages,
            rules=current_rules(),
            stores=wiring.stores,
            progress=NoProgress(),
            on_outcome=outcomes.append,
        )
        return outcomes

    with closing(open_source_store(folder)) as states:
        watching = Watch(sources, states, wiring.visitor(allow_hosts), WallClock(), store)
        yield from watching.round(every_source=True) if once else watching.forever()


def open_source_store(folder: Path) -> SourceStore:
    """Open the state of the sources in the index folder, creating it if necessary. Raises StorageFailed."""
    require_index_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFailed(
            f"cannot create the folder {str(folder)!r} ({error.strerror})", hint="choose another with --index"
        ) from error
    return SourceStore(folder)


def forget(what: str, wiring: Wiring, *, everything_of: bool, progress: Progress) -> ForgetReport:
    """Remove it from all other stores and then from the index, so that an interrupted command can be repeated."""

    def forget_elsewhere(report: ForgetReport) -> None:
        try:
            for forget_copies in FORGET_THERE:
                forget_copies(report, wiring.settings)
        except OnrecordError as error:
            error.hint = f"{error.hint}; then run the same command again: some copies remain"
            raise

    folder, stores = wiring.settings.index, wiring.stores
    return forget_in_index(
        folder, what, everything_of=everything_of, stores=stores, progress=progress, elsewhere=forget_elsewhere
    )
