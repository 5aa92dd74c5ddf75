"""As many articles as one likes, made of the sample articles: different people, places, numbers and words in each.

The texts keep the shape of news (who speaks, how paragraphs follow one another) and are made different enough that no
two are copies of one another: an article joins several samples, and each has its own words for the samples' names,
numbers and about half of their nouns, verbs and adjectives. Names follow Zipf's law, as in the news: few people are
quoted all the time and most of them once. The same number makes the same article on every machine.
"""

from __future__ import annotations

import math
import random
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evals.datasets.samples import INVENTED, ArticleRow, Sample
from index.types import Article

SEED = "onrecord"
SAMPLES_AN_ARTICLE = (2, 5)
"""At 200 words a sample that makes articles of 400 to 1,000 words, of about six passages."""
SHARE_OF_WORDS = 0.5
"""Of the words that could be exchanged, how many are: no two articles share more than a few runs of five words."""
PEOPLE_RANKS, PLACE_RANKS = 2_000, 4_000
"""How many people stand for one of the samples' people, and places for one of their places."""
PUBLISHERS = 40
FIRST_DAY, DAYS = date(2023, 1, 2), 1_200

_WORD = re.compile(r"[^\W\d_]+")
_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][^\W\d_]+")
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])|(?<![\w.])\d+(?=\.(?:\s|$))")
_KEPT = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday president minister secretary governor mayor councillor doctor envoy said says "
    "told asked added wrote called denied declined described spoke according about after again against because before "
    "being between could every nothing other should since still their there these they things those through under "
    "until where which while whose would years about first might having anyone anybody nobody never once".split()
)
_LONG = 5
_NOTICE = re.compile(r"\b(?:correction|earlier version)\b", re.IGNORECASE)
_ONSETS = "b br c d dr f g gr h j k l m n p r s st t th tr v w".split()
_VOWELS = "a e i o u ea ai or".split()


@dataclass(frozen=True, slots=True)
class Renaming:
    """What becomes of the samples' words in one article."""

    words: Mapping[str, str]
    number: int

    def of(self, text: str) -> str:
        """The text in this article's words."""
        return _NUMBER.sub(self._figure, _WORD.sub(self._word, text))

    def _word(self, match: re.Match[str]) -> str:
        return self.words.get(match.group(), match.group())

    def _figure(self, match: re.Match[str]) -> str:
        """A number of as many digits; the same one for the same one."""
        digits = match.group()
        drawn = random.Random(f"{self.number}:{digits}").randrange(10 ** (len(digits) - 1), 10 ** len(digits))
        return str(drawn)


class Corpus:
    """Articles without end, and questions on them."""

    def __init__(self, articles: Sequence[ArticleRow], samples: Sequence[Sample], *, seed: str = SEED) -> None:
        plain = {_text_of(row): row for row in {row["id"]: row for row in articles}.values()}
        self._samples = [_Sample(row["id"], row["title"], tuple(text.split("\n\n"))) for text, row in plain.items()]
        self._seed = seed
        self._questions: dict[str, list[str]] = defaultdict(list)
        for sample in samples:
            if sample.spans and not sample.history and not sample.filters:
                self._questions[sample.spans[0].article_id].append(sample.question)
        people = [name.split() for one in samples for name in one.speakers if name]
        self._surnames = frozenset(names[-1] for names in people)
        self._seen = seen = frozenset(word for text in plain for word in _WORD.findall(text))
        inside = {word for text in plain for word in _INSIDE.findall(text)}
        self._names = _names_in(inside, seen, surnames=self._surnames, but={names[0] for names in people})
        self._exchanges = _exchanges_in(seen)

    def articles(self, count: int, *, first: int = 0) -> Iterator[Article]:
        """So many articles by number, from the `first` on."""
        return (self.article(number) for number in range(first, first + count))

    def article(self, number: int) -> Article:
        """The article of that number."""
        chance = self._chance(number)
        joined = self._joined(chance)
        renaming = self._renaming(number, chance)
        head, *rest = [paragraph for one in joined for paragraph in one.paragraphs]
        chance.shuffle(rest)
        return Article(
            id=f"made-{number}",
            title=renaming.of(joined[0].title),
            text=renaming.of("\n\n".join([head, *rest])),
            url=f"https://made.example/{number}",
            publisher=f"The {_name(chance.randrange(PUBLISHERS))} Courier",
            published=FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
            language="en",
        )

    def questions(self, count: int, *, articles: int) -> list[str]:
        """Questions on some of the first so many articles, each in the words of its article."""
        asking = self._chance("questions")
        asked: list[str] = []
        while len(asked) < count:
            number = asking.randrange(articles)
            chance = self._chance(number)
            known = [question for one in self._joined(chance) for question in self._questions[one.id]]
            if known:
                asked.append(self._renaming(number, chance).of(asking.choice(known)))
        return asked

    def _chance(self, of: object) -> random.Random:
        return random.Random(f"{self._seed}:{of}")

    def _joined(self, chance: random.Random) -> list[_Sample]:
        most = min(SAMPLES_AN_ARTICLE[1], len(self._samples))
        return chance.sample(self._samples, chance.randint(min(SAMPLES_AN_ARTICLE[0], most), most))

    def _renaming(self, number: int, chance: random.Random) -> Renaming:
        words: dict[str, str] = {}
        for place, name in enumerate(self._names):
            ranks = PEOPLE_RANKS if name in self._surnames else PLACE_RANKS
            rank = int(math.exp(chance.random() * math.log(ranks)))
            words[name] = _name(rank * len(self._names) + place)
            if name.lower() not in self._seen:  # questions are asked in lower case, too
                words[name.lower()] = words[name].lower()
        for word, others in self._exchanges.items():
            if chance.random() < SHARE_OF_WORDS:
                words[word] = chance.choice(others)
                words.setdefault(word.capitalize(), words[word].capitalize())  # unless that is somebody's name
        return Renaming(words, number)


@dataclass(frozen=True, slots=True)
class _Sample:
    id: str
    title: str
    paragraphs: tuple[str, ...]


def _text_of(row: ArticleRow) -> str:
    """The text without the line that says it is invented and without a correction notice, which would tie articles."""
    told = row["text"].split("\n\n")
    return "\n\n".join(one for one in told if one != INVENTED and not _NOTICE.search(one))


def _names_in(
    inside: Collection[str], seen: Collection[str], *, surnames: Collection[str], but: Collection[str]
) -> tuple[str, ...]:
    """Words with a capital inside a sentence: names, but for given names, which tell a man from a woman."""
    names = {word for word in inside if word.lower() not in seen and word.lower() not in _KEPT}
    return tuple(sorted((names | {one for one in surnames if one[0].isupper()}) - set(but)))


def _exchanges_in(seen: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each of the longer words those that end alike, and so mostly do the same job in a sentence."""
    alike: dict[str, list[str]] = defaultdict(list)
    for word in sorted(seen):
        if word.islower() and len(word) >= _LONG and word not in _KEPT:
            alike[word[-2:]].append(word)
    return {word: tuple(words) for words in alike.values() if len(words) > 1 for word in words}


def _name(number: int) -> str:
    """An invented name, another one for every number."""
    syllables: list[str] = []
    while number or len(syllables) < 2:
        number, onset = divmod(number, len(_ONSETS))
        number, vowel = divmod(number, len(_VOWELS))
        syllables.append(_ONSETS[onset] + _VOWELS[vowel])
    return "".join(syllables).capitalize() + "n"
