"""The sample articles and the golden questions, with the outcome that a careful reader accepts.

Loading reports all faults at once, such as an expected word in no article: each would make a question easier.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from assistant.types import Status, Turn, read_filters
from index.errors import UsageError

GOLDEN = Path(__file__).parents[1] / "golden"
ARTICLES = GOLDEN / "articles.jsonl"
MORE_ARTICLES = GOLDEN / "more_articles.jsonl"
"""Sample articles for the paraphrased questions, asked together with the others."""
QUESTIONS = GOLDEN / "questions.jsonl"

T = TypeVar("T")
INVENTED_NOTICE = "(Places and people in this sample article are invented.)"
_STRAIGHT_QUOTES = str.maketrans("‘’“”", "''\"\"")
_ARTICLE_KEYS = frozenset({"id", "url", "title", "text", "publisher", "published", "kind", "language", "invented"})
_OPTIONAL_ARTICLE_KEYS = frozenset({"authors", "updated"})

ArticleRow = Mapping[str, Any]
"""One line of the articles file: a JSON article of CONTRACT.md with the additional key `invented`."""


class StrictRow:
    """A JSON object that refuses unknown keys and converts no types."""

    __slots__ = ()
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class GoldSpan(StrictRow):
    """A place that supports the expected answer. `quote` is `text[start:end]` of the article's current version."""

    article_id: str
    start: int
    end: int
    quote: str

    @property
    def place(self) -> tuple[int, int]:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class RelevantPassage(StrictRow):
    """An article that a search should find, or a passage of it. Grade 2 answers the question, 1 is related to it."""

    article_id: str
    grade: Literal[1, 2]
    passage: str | None = None


@dataclass(frozen=True, slots=True)
class PriorTurn(StrictRow):
    """One exchange before the question."""

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Sample(StrictRow):
    """One golden question and the properties of every correct answer. evals/golden/README.md explains each key."""

    id: str
    question: str
    status: Status
    tags: tuple[str, ...]
    why: str
    filters: Mapping[str, str] = field(default_factory=dict)
    history: tuple[PriorTurn, ...] = ()
    speaker: str | tuple[str | None, ...] | None = ()
    """Speakers that may be shown: one name, several, or None for an unnamed speaker. Empty: anyone."""
    said_by: tuple[str, ...] | None = None
    """On `no_evidence`: the exact list of others who spoke about the topic. None: not checked."""
    spans: tuple[GoldSpan, ...] = ()
    quotes: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    carried_by: tuple[str, ...] = ()
    relevant: tuple[RelevantPassage, ...] = ()
    """The expected search results. Empty: the places in `spans`."""
    as_of: str | None = None
    """The same as the filter of that name."""
    twin_of: str | None = None
    split: Literal["train", "dev", "held"] | None = None
    """Thresholds may be fitted on `train`; failures on `dev` may be inspected; `held` is only reported."""

    @property
    def speakers(self) -> tuple[str | None, ...]:
        return self.speaker if isinstance(self.speaker, tuple) else (self.speaker,)

    @property
    def all_filters(self) -> Mapping[str, str]:
        """The filters of the question, `as_of` included."""
        return {**self.filters, "as_of": self.as_of} if self.as_of else self.filters

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history as the assistant takes it."""
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)

    @property
    def relevance_judgements(self) -> tuple[RelevantPassage, ...]:
        """The expected search results, annotated or derived from the spans."""
        return self.relevant or tuple(RelevantPassage(span.article_id, 2, span.quote) for span in self.spans)


def load_golden_articles(*paths: Path) -> tuple[ArticleRow, ...]:
    """Return the articles in ingest order; a corrected version follows the one that it replaces."""
    paths = paths or (ARTICLES,)
    rows = [row for path in paths for row in read_json_lines(path, TypeAdapter(dict[str, Any]))]
    raise_faults(paths, list(_article_faults(rows)))
    return tuple(rows)


def current_texts(articles: Iterable[ArticleRow]) -> dict[str, str]:
    """Return the text of each article's current version, by id."""
    return {row["id"]: row["text"] for row in articles}


def load_samples(
    *paths: Path, articles: Sequence[ArticleRow] | None = None, complete: bool = True
) -> tuple[Sample, ...]:
    """Return the validated questions. With `complete=False`, `articles` are only some of the index."""
    paths = paths or (QUESTIONS,)
    samples = [sample for path in paths for sample in read_json_lines(path, TypeAdapter(Sample))]
    articles = load_golden_articles() if articles is None else articles
    raise_faults(paths, list(_sample_faults(samples, articles, complete=complete)))
    return tuple(samples)


def spread(samples: Sequence[T], limit: int | None) -> tuple[T, ...]:
    """Return at most `limit` samples, taken evenly from the whole sequence."""
    if limit is None or limit >= len(samples):
        return tuple(samples)
    return tuple(samples[number * len(samples) // limit] for number in range(limit))


def normalize_text(text: str) -> str:
    """Return the text with straight quotation marks, lower case and single spaces, for comparisons only."""
    return " ".join(text.translate(_STRAIGHT_QUOTES).casefold().split())


def read_json_lines(path: Path, adapter: TypeAdapter[T]) -> list[T]:
    """Return the rows of a JSON Lines file, without comment lines (#). Raises UsageError with every fault."""
    rows, faults = [], []
    for line, text in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            rows.append(adapter.validate_json(text))
        except ValidationError as error:
            faults += [f"line {line}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    raise_faults([path], faults)
    return rows


def raise_faults(paths: Sequence[Path], faults: Sequence[str]) -> None:
    """Raise UsageError with all faults, if there are any."""
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        names = ", ".join(map(str, paths))
        raise UsageError("\n".join([f"{names} has {count}:", *faults]), hint="see evals/golden/README.md")


def _article_faults(rows: Sequence[ArticleRow]) -> Iterator[str]:
    seen: dict[str, ArticleRow] = {}
    for row in rows:
        name = f"article {row.get('id')!r}"
        keys = set(row)
        if missing := _ARTICLE_KEYS - keys:
            yield f"{name}: missing key {', '.join(sorted(missing))}"
            continue
        if unknown := keys - _ARTICLE_KEYS - _OPTIONAL_ARTICLE_KEYS:
            yield f"{name}: unknown key {', '.join(sorted(unknown))}"
        if bool(row["invented"]) != row["text"].endswith(INVENTED_NOTICE):
            yield f"{name}: `invented` must be true exactly if the text ends with {INVENTED_NOTICE!r}"
        before = seen.get(row["id"])
        if before and (before["url"] != row["url"] or "updated" not in row):
            yield f"{name}: duplicate id; only a later version, with the same url and an `updated` key, may repeat it"
        seen[row["id"]] = row


def _sample_faults(samples: Sequence[Sample], articles: Sequence[ArticleRow], *, complete: bool) -> Iterator[str]:
    texts = current_texts(articles)
    everything = [f"{row['title']}\n{row['text']}" for row in articles]
    publishers = {row["publisher"] for row in articles}
    ids = Counter(sample.id for sample in samples)
    yield from (f"{name}: the id occurs {times} times" for name, times in ids.items() if times > 1)
    for sample in samples:
        faults = [*_span_faults(sample, texts), *_outcome_faults(sample), *_filter_faults(sample)]
        faults += _relevance_faults(sample, texts)
        if complete:
            faults += _word_faults(sample, everything)
            faults += [f"no article by {name!r}" for name in sample.carried_by if name not in publishers]
        if sample.twin_of is not None and (sample.twin_of not in ids or sample.twin_of == sample.id):
            faults.append(f"twin_of {sample.twin_of!r} is not another question")
        yield from (f"{sample.id}: {fault}" for fault in faults)


def _span_faults(sample: Sample, texts: Mapping[str, str]) -> Iterator[str]:
    for span in sample.spans:
        text = texts.get(span.article_id)
        if text is None:
            yield f"no article {span.article_id!r}"
        elif not span.quote or not 0 <= span.start < span.end or text[span.start : span.end] != span.quote:
            places = [start for start in range(len(text)) if span.quote and text.startswith(span.quote, start)]
            where = ", ".join(f"[{start}, {start + len(span.quote)})" for start in places) or "nowhere in the article"
            yield f"[{span.start}, {span.end}) of {span.article_id!r} is not {span.quote!r}, which is at {where}"


def _word_faults(sample: Sample, everything: Sequence[str]) -> Iterator[str]:
    """Words that no article contains would make a check that never passes, or one that never fails."""
    for words in (*sample.quotes, *sample.never, *sample.mentions):
        if not words.strip() or not any(words in text for text in everything):
            yield f"{words!r} is in no article"
    for name in (*sample.speakers, *(sample.said_by or ())):
        if name is not None and not any(normalize_text(name) in normalize_text(text) for text in everything):
            yield f"{name!r} is named in no article"


def _outcome_faults(sample: Sample) -> Iterator[str]:
    if not sample.tags or not sample.why.strip() or not sample.question.strip():
        yield "needs a question, a tag and a reason in `why`"
    if sample.status == "answered" and not sample.spans:
        yield "an answered question needs a span that supports the answer"
    if sample.status == "answered" and sample.said_by is not None:
        yield "`said_by` is only for `no_evidence`"
    if sample.status == "no_evidence" and (sample.mentions or sample.carried_by):
        yield "`mentions` and `carried_by` are only for `answered`"
    if sample.spans and sample.status == "no_evidence" and not sample.said_by:
        yield "on `no_evidence` a span quotes the people in `said_by`, but there are none"


def _relevance_faults(sample: Sample, texts: Mapping[str, str]) -> Iterator[str]:
    for relevant in sample.relevant:
        text = texts.get(relevant.article_id)
        if text is None:
            yield f"no article {relevant.article_id!r}, which is marked as relevant"
        elif (words := relevant.passage) is not None and (not words.strip() or text.count(words) != 1):
            yield f"{words!r} occurs {text.count(words)} times in {relevant.article_id!r}, not once"


def _filter_faults(sample: Sample) -> Iterator[str]:
    if sample.as_of and "as_of" in sample.filters:
        yield "`as_of` is both a key and a filter; keep one"
    try:
        read_filters(sample.all_filters)
    except UsageError as error:
        yield f"{error} ({error.hint})"
