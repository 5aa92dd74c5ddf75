"""The verbs of the assistant, each handed to the room that does it. Rooms are imported when they are first needed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from assistant.config.settings import NO_MODEL, Settings, load_settings
from assistant.types.filters import Filters
from assistant.types.types import Answer, Answered, Event, Query, Spending, Turn
from assistant.wiring import Wiring
from index.errors import UsageError
from index.types import Article, ArticleStatement, Hit, IngestReport, Record, Rejected, Statement

if TYPE_CHECKING:
    from assistant.overviews.types import Comparison, Digest, Form, Length, Timeline
    from assistant.pipeline import AnswerContext, ModelComposer
    from index.fetching.sources.watch import SourceStatus
    from index.maintenance.backup import BackupReport, RestoreReport
    from index.maintenance.check import CheckReport
    from index.maintenance.forget import ForgetReport
    from index.maintenance.prune import PruneReport
    from index.maintenance.refine import RefineReport
    from index.maintenance.statistics import Statistics
    from index.maintenance.upgrade import UpgradeReport
    from index.ports import Progress
    from index.search.search import View


_IDS = "ids stand in the citations of `onrecord ask --json`"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A question understood, and the passages found for it, best first."""

    query: Query
    hits: tuple[Hit, ...]


class Assistant:
    """The one way in: what the terminal, Slack, evaluation and other programs call. Close it, or use it in a `with`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._wiring = Wiring(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the index and of the connection to the model."""
        self._wiring.close()

    def ask(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """The answer to a question. Raises OnrecordError; "no record" is an answer, not an error."""
        for event in self.stream(question, history=history, filters=filters):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def stream(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Iterator[Event]:
        """The same as events: Searched, verified text as it comes, then Answered. Nothing shown is taken back."""
        from assistant.pipeline import answer_question

        return answer_question(question, self._context(self._wiring.model), history=history, filters=filters)

    def _context(self, model: ModelComposer | None) -> AnswerContext:
        return replace(self._wiring.context(), model=model, strict_model=self.settings.strict_model)

    @property
    def has_index(self) -> bool:
        """Whether anything lies in the index's folder, sound or not: nothing is loaded or opened to tell."""
        folder = self.settings.index
        return folder.is_dir() and any(folder.iterdir())

    def warm(self) -> None:
        """Load what the first question would wait for: to be called in another thread, while a person types it."""
        self.search("warm up", k=1)
        if self.settings.model != NO_MODEL:
            _ = self._wiring.chain

    @property
    def spent(self) -> Spending:
        """What this session has spent on the model: all the questions that this Assistant was asked."""
        return self._wiring.cost_budget.spent if self.settings.model != NO_MODEL else Spending()

    def check_limits(self) -> None:
        """Raises UsageError where the settings set a limit that cannot be kept to."""
        if self.settings.model != NO_MODEL:
            _ = self._wiring.cost_budget

    def search(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None, k: int = 10
    ) -> SearchResult:
        """What an answer would be composed from, ranked."""
        result, _ = self._search(question, history, filters, k)
        return result

    def evidence(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None, k: int = 10
    ) -> tuple[tuple[Hit, tuple[Statement, ...]], ...]:
        """The same hits, each with the statements that stand in its passage; all of it out of one generation."""
        from assistant.retrieval.evidence import statements_by_hit

        result, view = self._search(question, history, filters, k)
        return statements_by_hit(result.hits, view)

    def _search(
        self, question: str, history: Sequence[Turn], filters: Filters | None, k: int
    ) -> tuple[SearchResult, View]:
        from assistant.pipeline import parse_question
        from assistant.retrieval.evidence import search_passages

        if not 1 <= k <= 100:
            raise UsageError(f"k is {k}", hint="choose between 1 and 100")
        context = self._wiring.context()
        query = parse_question(question, context, history=history, filters=filters)
        return SearchResult(query, search_passages(query, context.view, k=k)), context.view

    def statements(self, *, about: str | None = None, filters: Filters | None = None) -> tuple[ArticleStatement, ...]:
        """The index's statements, narrowed; in the order of articles and places."""
        from assistant.retrieval.evidence import list_statements

        context = self._wiring.context()
        return list_statements(filters or Filters(), about=about, view=context.view, registry=context.registry)

    def timeline(
        self,
        *,
        speaker: str | None = None,
        about: str | None = None,
        event: str | None = None,
        filters: Filters | None = None,
    ) -> Timeline:
        """What a speaker, or anybody, said on a topic or an event, by day. Raises UsageError where nothing is asked."""
        from assistant.overviews.timeline.build import build_timeline

        return build_timeline(
            self._context(self._wiring.lead_writer), speaker=speaker, about=about, event=event, filters=filters
        )

    def compare(self, *, about: str, speakers: Sequence[str] = (), filters: Filters | None = None) -> Comparison:
        """Where speakers, or all who spoke to it, stand on a topic. Raises UsageError without a topic."""
        from assistant.overviews.comparison.build import compare_speakers

        return compare_speakers(
            self._context(self._wiring.lead_writer), about=about, speakers=speakers, filters=filters
        )

    def summarise(self, *articles: str, length: Length = "medium", form: Form = "paragraph") -> Answer:
        """What the articles tell (ids, addresses or files): what happened, who said what, what is not known."""
        from assistant.overviews.inputs import read_articles_by_name
        from assistant.overviews.summary.build import answer_summary, require_summarisable

        require_summarisable(articles, length=length, form=form)
        readings = read_articles_by_name(articles, self.view)
        require_summarisable([one.article.id for one in readings], length=length, form=form)
        return answer_summary(
            readings,
            length=length,
            form=form,
            model=self._wiring.summariser,
            strict_model=self.settings.strict_model,
        )

    def digest(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        topic: str | None = None,
        publisher: str | None = None,
    ) -> Digest:
        """The stories of a period once each, the weightiest first. Raises UsageError where that are too many."""
        from assistant.overviews.digest.build import make_digest

        return make_digest(
            self.view(),
            filters=Filters(since=since, until=until, publisher=publisher),
            topic=topic,
            model=self._wiring.summariser,
            strict_model=self.settings.strict_model,
        )

    def day(self, words: str, name: str) -> date:
        """The first day that the words stand for (the last, for `until`). Raises UsageError."""
        from assistant.types.filters import read_day
        from assistant.understanding.dates import read_days

        period = read_days(words, self._wiring.today())
        found = period and (period.until if name == "until" else period.since)
        return found or read_day(words, name, or_else=", or as yesterday, last Monday, last week")

    def view(self) -> View:
        """The generation that is published now, for those who measure its parts."""
        return self._wiring.index.view()

    def article(self, article_id: str) -> Article:
        """The current version of an article. Raises UsageError for an id the index does not hold."""
        article = self._wiring.index.view().snapshot.article(article_id)
        if article is None:
            raise UsageError(f"no article {article_id!r} in this index", hint=_IDS)
        return article

    def record(self, article_id: str, *, version: int | None = None) -> Record:
        """An article, or an older version of it, with all that are held. Raises UsageError as `article` does."""
        snapshot = self._wiring.index.view().snapshot
        versions = snapshot.versions(article_id)
        if not versions:
            held_as = snapshot.held_as(article_id)
            hint = f"its text is held as {held_as!r}" if held_as else _IDS
            raise UsageError(f"no article {article_id!r} in this index", hint=hint)
        found = [one for one in versions if one.version == version or (version is None and not one.superseded_by)]
        if not found:
            held = ", ".join(str(one.version) for one in versions)
            raise UsageError(f"no version {version} of {article_id!r}", hint=f"held are the versions {held}")
        return Record(found[0], versions, self._wiring.index.view().stories.carried_by(article_id))

    def article_statements(self, article_id: str) -> tuple[Article, tuple[Statement, ...]]:
        """An article with what is said in it, as the index holds them. Raises UsageError as `article` does."""
        found = self.statements(filters=Filters(article=article_id))
        article = found[0].article if found else self.article(article_id)
        return article, tuple(one.statement for one in found)

    def ingest(
        self,
        inputs: Sequence[str | Path],
        *,
        stdin: BinaryIO | None = None,
        allow_hosts: Sequence[str] = (),
        progress: Progress | None = None,
    ) -> IngestReport:
        """Read articles into the index, creating it where there is none. What cannot be read is in the report.

        Addresses are fetched if they are public; `allow_hosts` are hosts of an intranet that may be reached as well.
        """
        from index.ingest.ingest import ingest
        from index.ingest.versions import current_rules
        from index.ports import NoProgress
        from index.reading.inputs import read_inputs

        reading = read_inputs(
            [str(one) for one in inputs],
            stdin=stdin or sys.stdin.buffer,
            read_address=self._wiring.read_address(allow_hosts),
        )
        return ingest(
            self.settings.index,
            reading,
            stages=self._wiring.stages,
            rules=current_rules(),
            stores=self._wiring.stores,
            progress=progress or NoProgress(),
            expected=lambda: reading.expected,
        )

    def watch(
        self, sources: str | Path, *, once: bool = False, allow_hosts: Sequence[str] = ()
    ) -> Iterator[SourceStatus]:
        """Keep the index up with the feeds, sitemaps and pages of a file (TOML or OPML), telling what each gave: for
        ever, or `once` all of them and no more."""
        from assistant.app.sources import watch

        return watch(Path(sources), self._wiring, once=once, allow_hosts=allow_hosts)

    def forget(self, what: str, *, everything_of: bool = False, progress: Progress | None = None) -> ForgetReport:
        """Take an article (by its id or address) out of the index for good, in all its versions; of a speaker, with
        `everything_of`, every article that quotes them."""
        from assistant.app.sources import forget
        from index.ports import NoProgress

        return forget(what, self._wiring, everything_of=everything_of, progress=progress or NoProgress())

    def upgrade(self, *, progress: Progress | None = None) -> UpgradeReport:
        """Bring an index of an older version up to date from the articles it holds."""
        from index.ingest.versions import current_rules
        from index.maintenance.upgrade import upgrade
        from index.ports import NoProgress

        return upgrade(
            self.settings.index,
            stages=self._wiring.stages,
            rules=current_rules(),
            stores=self._wiring.stores,
            progress=progress or NoProgress(),
        )

    def refine(self, *, progress: Progress | None = None) -> RefineReport:
        """Embed the passages again with a stronger embedder, beside everything else, and search with that from then
        on. Killed, it goes on where it stopped; call it in a thread of its own to refine in the background."""
        from index.embedding.choice import open_sentence_embedder
        from index.maintenance.refine import refine
        from index.ports import NoProgress

        return refine(
            self.settings.index,
            refiner=open_sentence_embedder(self.settings.refiner),
            stores=self._wiring.stores,
            progress=progress or NoProgress(),
        )

    def rebuild(self, *, progress: Progress | None = None) -> int:
        """Make the search stores anew from the catalog, embedding nothing. Gives the new generation's number."""
        from index.ingest.writer import rebuild
        from index.ports import NoProgress

        return rebuild(self.settings.index, stores=self._wiring.stores, progress=progress or NoProgress())

    def check(self, *, progress: Progress | None = None) -> CheckReport:
        """Look for damage in all of the index, changing nothing."""
        from index.maintenance.check import check
        from index.ports import NoProgress

        return check(self.settings.index, progress=progress or NoProgress())

    def back_up(self, file: str | Path, *, force: bool = False, progress: Progress | None = None) -> BackupReport:
        """Write the index as it is published to one file."""
        from index.maintenance.backup import back_up
        from index.ports import NoProgress

        return back_up(self.settings.index, Path(file), force=force, progress=progress or NoProgress())

    def restore(self, file: str | Path, *, force: bool = False, progress: Progress | None = None) -> RestoreReport:
        """Make the index that a backup holds; `force` puts it in the place of the one there is."""
        from index.maintenance.backup import restore
        from index.ports import NoProgress

        return restore(
            self.settings.index, Path(file), stores=self._wiring.stores, force=force, progress=progress or NoProgress()
        )

    def statistics(self) -> Statistics:
        """What the index holds, in figures."""
        from index.maintenance.statistics import statistics

        return statistics(self.settings.index)

    def prune(self, *, older_than: timedelta, dry_run: bool = False, progress: Progress | None = None) -> PruneReport:
        """Take out what was superseded longer ago than that, and what killed commands left."""
        from index.maintenance.prune import prune
        from index.ports import NoProgress

        return prune(self.settings.index, older_than=older_than, dry_run=dry_run, progress=progress or NoProgress())


def open_assistant(**arguments: object) -> Assistant:
    """An Assistant with settings from the file, the environment and these arguments (`index=`, `model=`, …)."""
    return Assistant(load_settings(arguments))


def read_statements(
    inputs: Sequence[str], *, stdin: BinaryIO
) -> Iterator[tuple[Article, tuple[Statement, ...]] | Rejected]:
    """The statements of files, without an index: each article with what is said in it, or why it could not be read."""
    from index.reading.inputs import read_inputs
    from index.statements import find_statements

    for read in read_inputs(inputs, stdin=stdin):
        yield read if isinstance(read, Rejected) else (read, find_statements(read))
