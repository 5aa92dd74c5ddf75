"""The commands of the assistant. Each method calls one function of another package.

A method imports that function itself, so that a cold `ask` loads no overviews, fetching or maintenance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from assistant.config.settings import NO_MODEL, Settings, load_settings
from assistant.types import Answer, Answered, Event, Filters, Query, SearchResult, Spending, Turn, read_day
from assistant.wiring import Wiring
from index.errors import UsageError
from index.ports import NoProgress, Progress
from index.types import Article, ArticleStatement, Hit, IngestReport, Record, Statement

if TYPE_CHECKING:
    from assistant.overviews.types import Comparison, Digest, Timeline
    from assistant.pipeline import AnswerContext, ModelComposer
    from assistant.types import Form, Length
    from assistant.verification.entailment import EntailmentChecker
    from index.fetching.sources.watch import SourceStatus
    from index.maintenance.backup import BackupReport
    from index.maintenance.check import CheckReport
    from index.maintenance.forget import ForgetReport
    from index.maintenance.prune import PruneReport
    from index.maintenance.refine import RefineReport
    from index.maintenance.restore import RestoreReport
    from index.maintenance.statistics import Statistics
    from index.maintenance.upgrade import UpgradeReport
    from index.search.view import View


class Assistant:
    """The entry point for the terminal, Slack, evaluation and other programs. Close it, or use it in a `with`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._wiring = Wiring(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the index and the connection to the model."""
        self._wiring.close()

    # Questions

    def ask(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Return the answer to a question. Raises OnrecordError; "no record" is an answer, not an error."""
        for event in self.stream(question, history=history, filters=filters):
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("a stream ends with its answer")

    def stream(self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None) -> Iterator[Event]:
        """Yield Searched, then verified text as it arrives, then Answered. Shown text is never taken back."""
        from assistant.pipeline import answer_question

        return answer_question(question, self._context(self._wiring.model), history=history, filters=filters)

    def search(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None, k: int = 10
    ) -> SearchResult:
        """Return the `k` best passages for a question. Raises UsageError if `k` is not between 1 and 100."""
        return self._search(question, history, filters, k)[0]

    def evidence(
        self, question: str, *, history: Sequence[Turn] = (), filters: Filters | None = None, k: int = 10
    ) -> tuple[tuple[Hit, tuple[Statement, ...]], ...]:
        """Return the same passages, each with its statements of the same generation."""
        from assistant.retrieval.evidence import statements_by_hit

        result, view = self._search(question, history, filters, k)
        return statements_by_hit(result.hits, view)

    def _search(
        self, question: str, history: Sequence[Turn], filters: Filters | None, k: int
    ) -> tuple[SearchResult, View]:
        from assistant.pipeline import parse_question
        from assistant.retrieval.evidence import search_passages

        if not 1 <= k <= 100:
            raise UsageError(f"the number of passages (k) cannot be {k}", hint="choose between 1 and 100")
        context = self._wiring.context()
        query = parse_question(question, context, history=history, filters=filters)
        return SearchResult(query, search_passages(query, context.view, k=k)), context.view

    def statements(self, *, about: str | None = None, filters: Filters | None = None) -> tuple[ArticleStatement, ...]:
        """Return the filtered statements of the index, by article and in reading order."""
        from assistant.retrieval.evidence import list_statements

        context = self._wiring.context()
        return list_statements(filters or Filters(), about=about, view=context.view, registry=context.registry)

    def day(self, words: str, name: str) -> date:
        """Return the first day of a date like "last week", or the last day if `name` is `until`. Raises UsageError."""
        from assistant.understanding.date_expressions import read_days

        period = read_days(words, self._wiring.today())
        found = period and (period.until if name == "until" else period.since)
        return found or read_day(words, name, or_else="; yesterday, last Monday and last week work too")

    def warm(self) -> None:
        """Load everything the first question needs. Call it in a thread while the user types."""
        self.search("warm up", k=1)
        if self.settings.model != NO_MODEL:
            self._wiring.connect()

    @property
    def spent(self) -> Spending:
        """The model spending of this Assistant."""
        return self._wiring.cost_budget.spent if self.settings.model != NO_MODEL else Spending()

    def check_limits(self) -> None:
        """Raise UsageError if the settings limit the cost of a model whose price is unknown."""
        if self.settings.model != NO_MODEL:
            _ = self._wiring.cost_budget, self._wiring.checker

    def checker(self) -> EntailmentChecker:
        """Return the checker of meaning that the settings choose, for claims of any origin."""
        from assistant.generation.model_checker import ModelChecker

        checker = self._wiring.checker
        if isinstance(checker, ModelChecker):
            return checker.start(Query("…", "fact"), generation=0)  # the claims belong to no question of an index
        return checker

    def _context(self, model: ModelComposer | None) -> AnswerContext:
        return replace(self._wiring.context(), model=model, strict_model=self.settings.strict_model)

    # Overviews

    def timeline(
        self,
        *,
        speaker: str | None = None,
        about: str | None = None,
        event: str | None = None,
        filters: Filters | None = None,
    ) -> Timeline:
        """Return statements on a topic or event by day. Raises UsageError without a speaker, topic or event."""
        from assistant.overviews.timeline.build import build_timeline

        context = self._context(self._wiring.lead_writer)
        return build_timeline(context, speaker=speaker, about=about, event=event, filters=filters)

    def compare(self, *, about: str, speakers: Sequence[str] = (), filters: Filters | None = None) -> Comparison:
        """Compare the positions of speakers, by default all, on a topic. Raises UsageError without a topic."""
        from assistant.overviews.comparison.build import compare_speakers

        context = self._context(self._wiring.lead_writer)
        return compare_speakers(context, about=about, speakers=speakers, filters=filters)

    def summarise(self, *articles: str, length: Length = "medium", form: Form = "paragraph") -> Answer:
        """Summarise articles, given by ids, URLs or files. Raises UsageError."""
        from assistant.overviews.inputs import read_articles_by_name
        from assistant.overviews.summary.build import answer_summary, require_summarisable

        require_summarisable(articles, length=length, form=form)
        readings = read_articles_by_name(articles, self.view)
        require_summarisable([one.article.id for one in readings], length=length, form=form)
        model, strict = self._wiring.summariser, self.settings.strict_model
        return answer_summary(readings, length=length, form=form, model=model, strict_model=strict)

    def digest(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        topic: str | None = None,
        publisher: str | None = None,
    ) -> Digest:
        """Return each story of a period once, most important first. Raises UsageError for too many articles."""
        from assistant.overviews.digest.build import make_digest

        model, strict = self._wiring.summariser, self.settings.strict_model
        filters = Filters(since=since, until=until, publisher=publisher)
        return make_digest(self.view(), filters=filters, topic=topic, model=model, strict_model=strict)

    # The index

    @property
    def has_index(self) -> bool:
        """Whether the index folder contains anything; it is not opened."""
        folder = self.settings.index
        return folder.is_dir() and any(folder.iterdir())

    def view(self) -> View:
        """Return the published generation."""
        return self._wiring.index.view()

    def article(self, article_id: str) -> Article:
        """Return the current version of an article. Raises UsageError for an unknown id."""
        from assistant.app.articles import find_article

        return find_article(self.view(), article_id)

    def record(self, article_id: str, *, version: int | None = None) -> Record:
        """Return a version of an article (None: the current one) with all its versions. Raises UsageError."""
        from assistant.app.articles import find_record

        return find_record(self.view(), article_id, version)

    def article_statements(self, article_id: str) -> tuple[Article, tuple[Statement, ...]]:
        """Return an article with its statements in the index. Raises UsageError for an unknown id."""
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
        """Add articles to the index, creating it if necessary. URLs must be public, or of a host in `allow_hosts`."""
        from assistant.app.indexing import ingest

        return ingest(inputs, self._wiring, stdin=stdin, allow_hosts=allow_hosts, progress=progress or NoProgress())

    def watch(
        self, sources: str | Path, *, once: bool = False, allow_hosts: Sequence[str] = ()
    ) -> Iterator[SourceStatus]:
        """Ingest the feeds, sitemaps and pages of a TOML or OPML file, forever or `once`. Yields each one's status."""
        from assistant.app.sources import watch

        return watch(Path(sources), self._wiring, once=once, allow_hosts=allow_hosts)

    def forget(self, what: str, *, everything_of: bool = False, progress: Progress | None = None) -> ForgetReport:
        """Remove an article, by id or URL, for good. With `everything_of`, every article that quotes a speaker."""
        from assistant.app.sources import forget

        return forget(what, self._wiring, everything_of=everything_of, progress=progress or NoProgress())

    def upgrade(self, *, progress: Progress | None = None) -> UpgradeReport:
        """Rebuild an index of an older version from its stored articles."""
        from assistant.app.indexing import upgrade

        return upgrade(self._wiring, progress or NoProgress())

    def refine(self, *, progress: Progress | None = None) -> RefineReport:
        """Embed the passages again with a stronger embedder. Continues where a killed run stopped."""
        from assistant.app.indexing import refine

        return refine(self._wiring, progress or NoProgress())

    def rebuild(self, *, progress: Progress | None = None) -> int:
        """Rebuild the search stores from the catalog without embedding. Returns the new generation's number."""
        from index.ingest.writer import rebuild

        return rebuild(self.settings.index, stores=self._wiring.stores, progress=progress or NoProgress())

    def check(self, *, progress: Progress | None = None) -> CheckReport:
        """Look for damage in the whole index without changing it."""
        from index.maintenance.check import check

        return check(self.settings.index, progress=progress or NoProgress())

    def back_up(self, file: str | Path, *, force: bool = False, progress: Progress | None = None) -> BackupReport:
        """Write the published index to one file."""
        from index.maintenance.backup import back_up

        return back_up(self.settings.index, Path(file), force=force, progress=progress or NoProgress())

    def restore(self, file: str | Path, *, force: bool = False, progress: Progress | None = None) -> RestoreReport:
        """Restore an index from a backup. `force` replaces an existing index."""
        from index.maintenance.restore import restore

        stores, progress = self._wiring.stores, progress or NoProgress()
        return restore(self.settings.index, Path(file), stores=stores, force=force, progress=progress)

    def statistics(self) -> Statistics:
        """Return counts of the index's contents."""
        from index.maintenance.statistics import statistics

        return statistics(self.settings.index)

    def prune(self, *, older_than: timedelta, dry_run: bool = False, progress: Progress | None = None) -> PruneReport:
        """Remove article versions superseded longer ago, and the leftovers of killed commands."""
        from index.maintenance.prune import prune

        return prune(self.settings.index, older_than=older_than, dry_run=dry_run, progress=progress or NoProgress())


def open_assistant(**arguments: object) -> Assistant:
    """Return an Assistant with settings from the file, the environment and these arguments (`index=`, `model=`, …)."""
    return Assistant(load_settings(arguments))
