"""Any number of articles generated from the sample articles, with other people, places, numbers and words in each.

Names follow Zipf's law, as in the news: few people are quoted often, most once. The same number makes the same article.
"""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evals.datasets.samples import INVENTED_NOTICE, ArticleRow, Sample
from index.types import Article

SEED = "onrecord"
SAMPLES_PER_ARTICLE = (2, 5)
"""With 200 words a sample, articles have 400 to 1,000 words and about six passages."""
REPLACED_SHARE = 0.5  # of the replaceable words: two articles then share few runs of five words
PEOPLE_RANKS, PLACE_RANKS = 2_000, 4_000
"""The number of new names for each person and each place of the samples."""
PUBLISHERS = 40
FIRST_DAY, DAYS = date(2023, 1, 2), 1_200

_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][^\W\d_]+")
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])|(?<![\w.])\d+(?=\.(?:\s|$))")
_UNCHANGED = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday president minister secretary governor mayor councillor doctor envoy said says "
    "told asked added wrote called denied declined described spoke according about after again against because before "
    "being between could every nothing other should since still their there these they things those through under "
    "until where which while whose would years about first might having anyone anybody nobody never once".split()
)
_MIN_LENGTH = 5
_CORRECTION = re.compile(r"\b(?:correction|earlier version)\b", re.IGNORECASE)
_ONSETS = "b br c d dr f g gr h j k l m n p r s st t th tr v w".split()
_VOWELS = "a e i o u ea ai or".split()


@dataclass(frozen=True, slots=True)
class Renaming:
    """The replacements of the samples' words in one article."""

    words: Mapping[str, str]
    number: int

    def apply(self, text: str) -> str:
        replaced = _WORD.sub(lambda match: self.words.get(match.group(), match.group()), text)
        return _NUMBER.sub(self._replace_number, replaced)

    def _replace_number(self, match: re.Match[str]) -> str:
        """Return a number with as many digits, always the same for the same one."""
        digits = match.group()
        drawn = random.Random(f"{self.number}:{digits}").randrange(10 ** (len(digits) - 1), 10 ** len(digits))
        return str(drawn)


class Corpus:
    """An endless series of articles, and questions on them."""

    def __init__(self, articles: Sequence[ArticleRow], samples: Sequence[Sample], *, seed: str = SEED) -> None:
        plain = {_text_of(row): row for row in {row["id"]: row for row in articles}.values()}
        self._samples = [_Sample(row["id"], row["title"], tuple(text.split("\n\n"))) for text, row in plain.items()]
        self._seed = seed
        self._questions: dict[str, list[str]] = defaultdict(list)
        for sample in samples:
            if sample.spans and not sample.history and not sample.filters:
                self._questions[sample.spans[0].article_id].append(sample.question)
        people = [name.split() for sample in samples for name in sample.speakers if name]
        self._surnames = frozenset(names[-1] for names in people)
        self._seen = seen = frozenset(word for text in plain for word in _WORD.findall(text))
        inside = {word for text in plain for word in _INSIDE.findall(text)}
        self._names = _names_in(inside, seen, surnames=self._surnames, but={names[0] for names in people})
        self._replacements = _replacements_in(seen)

    def articles(self, count: int, *, first: int = 0) -> Iterator[Article]:
        """Yield `count` articles, starting with number `first`."""
        return (self.article(number) for number in range(first, first + count))

    def article(self, number: int) -> Article:
        generator = self._generator(number)
        joined = self._draw_samples(generator)
        renaming = self._renaming(number, generator)
        head, *rest = [paragraph for sample in joined for paragraph in sample.paragraphs]
        generator.shuffle(rest)
        return Article(
            id=f"made-{number}",
            title=renaming.apply(joined[0].title),
            text=renaming.apply("\n\n".join([head, *rest])),
            url=f"https://made.example/{number}",
            publisher=f"The {_name(generator.randrange(PUBLISHERS))} Courier",
            published=FIRST_DAY + timedelta(days=generator.randrange(DAYS)),
            language="en",
        )

    def questions(self, count: int, *, articles: int) -> list[str]:
        """Return questions on random ones of the first `articles` articles, each in the words of its article."""
        chooser = self._generator("questions")
        asked: list[str] = []
        while len(asked) < count:
            number = chooser.randrange(articles)
            generator = self._generator(number)
            available = [text for sample in self._draw_samples(generator) for text in self._questions[sample.id]]
            if available:
                asked.append(self._renaming(number, generator).apply(chooser.choice(available)))
        return asked

    def _generator(self, purpose: object) -> random.Random:
        return random.Random(f"{self._seed}:{purpose}")

    def _draw_samples(self, generator: random.Random) -> list[_Sample]:
        fewest, most = (min(count, len(self._samples)) for count in SAMPLES_PER_ARTICLE)
        return generator.sample(self._samples, generator.randint(fewest, most))

    def _renaming(self, number: int, generator: random.Random) -> Renaming:
        words: dict[str, str] = {}
        for place, name in enumerate(self._names):
            ranks = PEOPLE_RANKS if name in self._surnames else PLACE_RANKS
            rank = int(math.exp(generator.random() * math.log(ranks)))
            words[name] = _name(rank * len(self._names) + place)
            if name.lower() not in self._seen:  # some questions are in lower case
                words[name.lower()] = words[name].lower()
        for word, others in self._replacements.items():
            if generator.random() < REPLACED_SHARE:
                words[word] = generator.choice(others)
                words.setdefault(word.capitalize(), words[word].capitalize())  # unless that is a name
        return Renaming(words, number)


@dataclass(frozen=True, slots=True)
class _Sample:
    id: str
    title: str
    paragraphs: tuple[str, ...]


def _text_of(row: ArticleRow) -> str:
    """Return the text without its notice of invention and without corrections, which would link articles."""
    paragraphs = row["text"].split("\n\n")
    kept = [text for text in paragraphs if text != INVENTED_NOTICE and not _CORRECTION.search(text)]
    return "\n\n".join(kept)


def _names_in(
    inside: Collection[str], seen: Collection[str], *, surnames: Collection[str], but: Collection[str]
) -> tuple[str, ...]:
    """Return the capitalised words inside sentences, without the given names in `but`, which show a person's gender."""
    names = {word for word in inside if word.lower() not in seen and word.lower() not in _UNCHANGED}
    return tuple(sorted((names | {surname for surname in surnames if surname[0].isupper()}) - set(but)))


def _replacements_in(seen: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return for each longer word those with the same ending, which are usually of the same part of speech."""
    by_ending: dict[str, list[str]] = defaultdict(list)
    for word in sorted(seen):
        if word.islower() and len(word) >= _MIN_LENGTH and word not in _UNCHANGED:
            by_ending[word[-2:]].append(word)
    return {word: tuple(words) for words in by_ending.values() if len(words) > 1 for word in words}


def _name(number: int) -> str:
    """Return a different invented name for every number."""
    syllables: list[str] = []
    while number or len(syllables) < 2:
        number, onset = divmod(number, len(_ONSETS))
        number, vowel = divmod(number, len(_VOWELS))
        syllables.append(_ONSETS[onset] + _VOWELS[vowel])
    return "".join(syllables).capitalize() + "n"
