"""The words of a claim and of its evidence, sentence by sentence, in a form that rules can compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.understanding.content_words import CALENDAR, STOPWORDS, stem
from assistant.understanding.stemming import fold
from index.tokenization import split_sentences

MAX_LENGTH = 20_000
"""Characters of a text that are read. Evidence is a few paragraphs; what lies behind cannot support a claim."""
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,:]\d+)*|[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


def any_of(phrases: str) -> re.Pattern[str]:
    """Return a pattern for `Sentence.plain` of words and phrases: "at_first" is two words, "plan*" has any ending."""
    alternatives = "|".join(re.escape(one).replace("_", " ").replace(r"\*", r"[^ ]*") for one in phrases.split())
    return re.compile(f" (?:{alternatives}) ")


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its place in the sentence."""

    written: str
    folded: str
    stem: str
    start: int
    is_content: bool
    is_name: bool

    @property
    def end(self) -> int:
        return self.start + len(self.written)


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a part of one, with its words."""

    text: str
    words: tuple[Word, ...]

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """The stems of the words that carry meaning, names among them, without numbers and days."""
        return frozenset(word.stem for word in self.words if word.is_content)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(word.folded for word in self.words)

    @cached_property
    def plain(self) -> str:
        """The folded words with one space between them, and one at each end, for patterns of words."""
        return f" {' '.join(self.folded)} "

    def has(self, *folded: str) -> bool:
        return any(word in self._folded_set for word in folded)

    @cached_property
    def _folded_set(self) -> frozenset[str]:
        return frozenset(self.folded)


@lru_cache(maxsize=512)
def read_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text that have words."""
    text = text[:MAX_LENGTH]
    sentences = (read_sentence(text[one.start : one.end]) for one in split_sentences(text))
    return tuple(one for one in sentences if one.words)


@lru_cache(maxsize=4096)
def read_sentence(text: str) -> Sentence:
    """Return the words of one sentence."""
    matches = list(_WORD.finditer(text[:MAX_LENGTH]))
    words: list[Word] = []
    for number, match in enumerate(matches):
        written = match.group()
        folded = fold(written).replace(".", "") if not written[0].isdigit() else written
        bare = _POSSESSIVE.sub("", folded)
        is_content = _carries_meaning(bare)
        following = matches[number + 1].group() if number + 1 < len(matches) else ""
        is_first = number == 0 or text[matches[number - 1].end() : match.start()].strip(" ,") in _OPENINGS
        is_name = (
            written[0].isupper()
            and bare not in CALENDAR
            and bare not in STOPWORDS
            and (not is_first or (len(written) > 1 and written.isupper()) or following[:1].isupper())
        )
        words.append(Word(written, folded, stem(folded), match.start(), is_content, is_name))
    return Sentence(text, tuple(words))


_OPENINGS = frozenset('" “ ‘ ." .” : :" :“ — –'.split())


def _carries_meaning(word: str) -> bool:
    return len(word) > 1 and not word[0].isdigit() and word not in STOPWORDS and word not in CALENDAR
