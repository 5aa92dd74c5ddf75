"""The golden set as the harness reads it: the sample articles, and questions with what a careful reader accepts.

Everything that could silently make a question easier is refused loudly, all of it at once: an unknown key, a span that
is not its quote, a word to look for that stands in no article, a twin that does not exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from assistant.types.filters import read_filters
from assistant.types.types import Status
from index.errors import UsageError

GOLDEN = Path(__file__).parent / "golden"
ARTICLES = GOLDEN / "articles.jsonl"
MORE_ARTICLES = GOLDEN / "more_articles.jsonl"
"""Sample articles that only the questions in other words are asked of, beside the others."""
QUESTIONS = GOLDEN / "questions.jsonl"

T = TypeVar("T")
INVENTED = "(Places and people in this sample article are invented.)"
_TYPEWRITER = str.maketrans("‘’“”", "''\"\"")
_ARTICLE_KEYS = frozenset({"id", "url", "title", "text", "publisher", "published", "kind", "language", "invented"})
_ARTICLE_EXTRAS = frozenset({"authors", "updated"})

ArticleRow = Mapping[str, Any]
"""One line of the articles file: a JSON article of CONTRACT.md, with `invented` beside it."""


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A place that bears out the expected answer. `quote` is `text[start:end]` of the article's current version."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    article_id: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Relevant:
    """An article that a search for the question should find: `passage` are words of the part that matters, none for
    all of it. Grade 2 answers the question, grade 1 bears on it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    article_id: str
    grade: Literal[1, 2]
    passage: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One exchange before the question."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One golden question and what every right answer to it has in common. evals/golden/README.md explains each key."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)

    id: str
    question: str
    status: Status
    tags: tuple[str, ...]
    why: str
    filters: Mapping[str, str] = field(default_factory=dict)
    history: tuple[Asked, ...] = ()
    speaker: str | tuple[str | None, ...] | None = ()
    """Who may be shown speaking: a name, several, or None for a speaker without a name. Empty: anyone."""
    said_by: tuple[str, ...] | None = None
    """On `no_evidence`: exactly who else spoke to the topic. None: not looked at."""
    spans: tuple[GoldSpan, ...] = ()
    quotes: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    carried_by: tuple[str, ...] = ()
    relevant: tuple[Relevant, ...] = ()
    """What a search should find. Empty: the places in `spans`."""
    as_of: str | None = None
    """The question is asked as of this day: the same as the filter of that name."""
    twin_of: str | None = None
    split: Literal["train", "dev", "held"] | None = None
    """Figures may be fitted on `train`; `dev` may be looked at, its failures too; `held` is only reported."""

    @property
    def speakers(self) -> tuple[str | None, ...]:
        return self.speaker if isinstance(self.speaker, tuple) else (self.speaker,)

    @property
    def asked_filters(self) -> Mapping[str, str]:
        """The filters that the question is asked with."""
        return {**self.filters, "as_of": self.as_of} if self.as_of else self.filters

    @property
    def to_find(self) -> tuple[Relevant, ...]:
        """What a search should find, as marked or as it follows from the spans."""
        return self.relevant or tuple(Relevant(span.article_id, 2, span.quote) for span in self.spans)


def load_golden_articles(*paths: Path) -> tuple[ArticleRow, ...]:
    """The articles as they are ingested, in order: a corrected version stands after the one that it replaces."""
    paths = paths or (ARTICLES,)
    rows = [row for path in paths for row in read_lines(path, TypeAdapter(dict[str, Any]))]
    refuse(paths, list(_article_problems(rows)))
    return tuple(rows)


def current_texts(articles: Iterable[ArticleRow]) -> dict[str, str]:
    """The text of each article's current version, by id."""
    return {row["id"]: row["text"] for row in articles}


def load_samples(*paths: Path, articles: Sequence[ArticleRow] | None = None, among: bool = True) -> tuple[Sample, ...]:
    """The questions, checked against the articles that they are asked of, and against one another. `among` is False
    where `articles` are not all of them: then a word or a name that none of them has may stand in another."""
    paths = paths or (QUESTIONS,)
    samples = [sample for path in paths for sample in read_lines(path, TypeAdapter(Sample))]
    articles = load_golden_articles() if articles is None else articles
    refuse(paths, list(_sample_problems(samples, articles, among=among)))
    return tuple(samples)


def plain(text: str) -> str:
    """The text with typewriter quotation marks, in small letters, on one line: for comparing, never to show."""
    return " ".join(text.translate(_TYPEWRITER).casefold().split())


def read_lines(path: Path, adapter: TypeAdapter[T]) -> list[T]:
    """The rows of a file of JSON lines; every line that is none is named at once. Raises UsageError. A line that
    begins with # is a remark."""
    rows, found = [], []
    for line, text in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        try:
            rows.append(adapter.validate_json(text))
        except ValidationError as error:
            found += [f"line {line}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
    refuse([path], found)
    return rows


def refuse(paths: Sequence[Path], found: Sequence[str]) -> None:
    """Raises UsageError with all that was found wrong, if anything was."""
    if found:
        faults = "1 fault" if len(found) == 1 else f"{len(found)} faults"
        names = ", ".join(map(str, paths))
        raise UsageError("\n".join([f"{names} has {faults}:", *found]), hint="see evals/golden/README.md")


def _article_problems(rows: Sequence[ArticleRow]) -> Iterator[str]:
    seen: dict[str, ArticleRow] = {}
    for row in rows:
        name = f"article {row.get('id')!r}"
        keys = set(row)
        if missing := _ARTICLE_KEYS - keys:
            yield f"{name}: has no {', '.join(sorted(missing))}"
            continue
        if unknown := keys - _ARTICLE_KEYS - _ARTICLE_EXTRAS:
            yield f"{name}: unknown key {', '.join(sorted(unknown))}"
        if bool(row["invented"]) != row["text"].endswith(INVENTED):
            yield f"{name}: `invented` and the last line of the text must agree; the line is {INVENTED!r}"
        before = seen.get(row["id"])
        if before and (before["url"] != row["url"] or "updated" not in row):
            yield f"{name}: stands twice; only a later version, with the same url and its `updated`, may repeat an id"
        seen[row["id"]] = row


def _sample_problems(samples: Sequence[Sample], articles: Sequence[ArticleRow], *, among: bool) -> Iterator[str]:
    texts = current_texts(articles)
    everything = [f"{row['title']}\n{row['text']}" for row in articles]
    publishers = {row["publisher"] for row in articles}
    known = {sample.id for sample in samples}
    for name, times in Counter(sample.id for sample in samples).items():
        if times > 1:
            yield f"{name}: the id stands {times} times"
    for sample in samples:
        found = [
            *_span_problems(sample, texts),
            *_wording_problems(sample),
            *(_word_problems(sample, everything) if among else ()),
            *_outcome_problems(sample),
            *_filter_problems(sample),
            *_relevant_problems(sample, texts),
            *(f"no article of {one!r}" for one in sample.carried_by if among and one not in publishers),
        ]
        if sample.twin_of is not None and (sample.twin_of not in known or sample.twin_of == sample.id):
            found.append(f"twin_of {sample.twin_of!r} is no other question")
        yield from (f"{sample.id}: {problem}" for problem in found)


def _span_problems(sample: Sample, texts: Mapping[str, str]) -> Iterator[str]:
    for span in sample.spans:
        text = texts.get(span.article_id)
        if text is None:
            yield f"no article {span.article_id!r}"
        elif not span.quote or not 0 <= span.start < span.end or text[span.start : span.end] != span.quote:
            places = [start for start in range(len(text)) if span.quote and text.startswith(span.quote, start)]
            where = ", ".join(f"[{start}, {start + len(span.quote)})" for start in places) or "nowhere in the article"
            yield f"[{span.start}, {span.end}) of {span.article_id!r} is not {span.quote!r}, which stands at {where}"


def _wording_problems(sample: Sample) -> Iterator[str]:
    if not sample.tags or not sample.why.strip() or not sample.question.strip():
        yield "needs a question, a tag and a reason in `why`"


def _word_problems(sample: Sample, everything: Sequence[str]) -> Iterator[str]:
    """Words to look for that no article has would make a check that never passes, or one that can never fail."""
    for words in (*sample.quotes, *sample.never, *sample.mentions):
        if not words.strip() or not any(words in text for text in everything):
            yield f"{words!r} stands in no article"
    for name in (*sample.speakers, *(sample.said_by or ())):
        if name is not None and not any(plain(name) in plain(text) for text in everything):
            yield f"{name!r} is named in no article"


def _outcome_problems(sample: Sample) -> Iterator[str]:
    if sample.status == "answered" and not sample.spans:
        yield "an answered question needs a span that bears the answer out"
    if sample.status == "answered" and sample.said_by is not None:
        yield "`said_by` belongs to `no_evidence`"
    if sample.status == "no_evidence" and (sample.mentions or sample.carried_by):
        yield "`mentions` and `carried_by` belong to `answered`"
    if sample.spans and sample.status == "no_evidence" and not sample.said_by:
        yield "on `no_evidence` a span shows what those in `said_by` said"


def _relevant_problems(sample: Sample, texts: Mapping[str, str]) -> Iterator[str]:
    for one in sample.relevant:
        text = texts.get(one.article_id)
        if text is None:
            yield f"no article {one.article_id!r}, which is said to be relevant"
        elif one.passage is not None and (not one.passage.strip() or text.count(one.passage) != 1):
            yield f"{one.passage!r} stands {text.count(one.passage)} times in {one.article_id!r}, not once"


def _filter_problems(sample: Sample) -> Iterator[str]:
    if sample.as_of and "as_of" in sample.filters:
        yield "`as_of` stands twice: as a key and among the filters"
    try:
        read_filters(sample.asked_filters)
    except UsageError as error:
        yield f"{error} ({error.hint})"
