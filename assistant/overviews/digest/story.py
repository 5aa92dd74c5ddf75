"""One event of a digest as a story: what it is called, two lines on it, and who speaks, each voice in its own line."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import closed, join_names, one_line
from assistant.overviews.digest.narration import DigestNarrator
from assistant.overviews.headlines import headline, lead_of, loose_headline
from assistant.overviews.summary.extractive import ALIKE, HEARD, heard, is_told, likeness, tell
from assistant.overviews.summary.sentence_selection import candidates
from assistant.overviews.types import Reading, Sentence, Voice
from assistant.types import ShownStatement
from assistant.understanding.stemming import fold
from assistant.understanding.topic import topic_stems
from index.statements.lexicon.words import ROLES, TITLES
from index.tokenization import split_sentences
from index.types import Article, ArticleStatement

SENTENCES = 2
HAPPENED = 0.3
"""What a second line counts for telling what happened, and not who said what."""
SAME_NEWS = 1.5
"""What it loses for being another article's first sentence: that is the same news in other words."""
VOICES = 4
FEWEST_WORDS_OF_A_VOICE = 5
NAMES_IN_A_TITLE = 2
_HALF_A_SENTENCE = frozenset(
    "because since although though while when if unless until after before so and but or to for with as who which"
    " than whether is was are were has had will would".split()
)


_OF_ANOTHER = re.compile(r"(?:that )?(?:they|it|these|those|this)\b|(?-i:He|She|His|Her|Their)\b", re.IGNORECASE)
"""What somebody says of what was spoken of before ("that they had been put off until January"), or of somebody else, as
where a sentence begins with "He"."""

_GOES_ON = re.compile(r"[,;] but\b")
"""Where a report of what was said may go over into the reporter's own words."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story's words, and the statements that stand in them."""

    title: str
    headline_of: Article | None
    """Whose headline the title is; None where it is nobody's, or says so itself."""
    summary: str
    voices: tuple[Voice, ...]
    shown: tuple[ShownStatement, ...]


def tell_story(readings: Sequence[Reading], numbering: CitationNumbers, telling: DigestNarrator) -> Told:
    """The story of an event that some articles report: by the model where it could be verified, else in their words."""
    found = _reported([one for reading in readings for one in candidates(reading)])
    summary, shown = telling.summary(readings, numbering, most=SENTENCES) or _in_own_words(readings, found, numbering)
    voices = _voices(found, numbering, told={one.statement.id for one in shown})
    title, article = _title(readings, _named([*(voice.shown for voice in voices), *shown]))
    return Told(title, article, summary, voices, (*shown, *(voice.shown for voice in voices)))


def _named(shown: Sequence[ShownStatement]) -> list[str]:
    """Who speaks in a story, people before their organisations."""
    people = [one for one in shown if one.statement.speaker and one.statement.speaker.kind == "person"]
    return [one.attributed_to for one in (*people, *shown) if one.attributed_to]


def _reported(found: list[Sentence]) -> list[Sentence]:
    """Without the sentences of comment, where anybody reports."""
    return [one for one in found if not one.reading.article.argues] or found


def _in_own_words(
    readings: Sequence[Reading], found: Sequence[Sentence], numbering: CitationNumbers
) -> tuple[str, tuple[ShownStatement, ...]]:
    """A story's lines out of its articles: the one that tells it best, mostly a lead, then what else happened."""
    if not found:
        return _opening(readings[0], numbering), ()
    best = max(found, key=lambda one: one.score)
    sentences = [best]
    beside = [one for one in found if one is not best and not is_told(one, sentences)]
    if beside:
        sentences.append(max(beside, key=lambda one: _beside(one, best)))
    shown: list[ShownStatement] = []
    return " ".join(tell(one, numbering, shown) for one in sentences), tuple(shown)


def _beside(one: Sentence, best: Sentence) -> float:
    """What a second line is worth beside the first: who speaks has a line of their own further down."""
    happens = HAPPENED if one.role == "happened" else 0.0
    again = SAME_NEWS if one.leads else 0.0
    return one.score + happens - again - ALIKE * likeness(one, [best]) - HEARD * heard(one, [best])


def _opening(reading: Reading, numbering: CitationNumbers) -> str:
    """The first words of an article of which no sentence stands by itself."""
    article = reading.article
    span = split_sentences(article.text)[0]
    marker = numbering.cite(article, span, reading.also_carried_by)
    return f"{closed(one_line(span.of(article.text)))} [{marker}]"


def _voices(found: Sequence[Sentence], numbering: CitationNumbers, *, told: Collection[str]) -> tuple[Voice, ...]:
    """The best words of each of those who speak, nobody twice and nothing that is told already, as far as it is plain
    that they are theirs."""
    voices: dict[str, Voice] = {}
    for one in sorted(found, key=lambda one: -one.score):
        for said in one.shown:
            name = said.statement.speaker.name if said.statement.speaker else None
            known = name is None or any(is_one(name, other) for other in voices)
            if (
                name
                and not known
                and not _is_a_heading(name)
                and len(voices) < VOICES
                and said.statement.id not in told
            ):
                longest = _longest_piece(said)
                if _says_enough(longest):
                    voices[name] = _voice(longest, numbering)
    return tuple(voices.values())


def _is_a_heading(name: str) -> bool:
    """Whether a name is more likely a line in capitals that was taken for somebody: "BRELL SAYS NO"."""
    return name.isupper() and " " in name


def is_one(name: str, other: str) -> bool:
    """Whether two papers may mean one person: "Inspector Reyer", "Maud Reyer" and "Inspector Maud Reyer"."""
    words, others = ([word for word in fold(one).split() if word not in TITLES | ROLES] for one in (name, other))
    return words[-1:] == others[-1:] and (set(words) <= set(others) or set(others) <= set(words))


def _longest_piece(said: ArticleStatement) -> ArticleStatement:
    piece = max(said.statement.pieces, key=lambda piece: piece.end - piece.start)
    return replace(said, statement=replace(said.statement, pieces=(piece,)))


def _voice(said: ArticleStatement, numbering: CitationNumbers) -> Voice:
    (shown,) = numbering.show(said)
    return Voice(f"{introduce(said, (shown,))} [{shown.marker}]", shown)


def _says_enough(said: ArticleStatement) -> bool:
    """Whether a piece of a statement can stand beside a name: "the mayor to step aside" cannot, nor "because her father
    was ill"."""
    statement = said.statement
    if statement.commitment != "asserted":
        return False
    words = statement.pieces[0].of(said.article.text).strip()
    if _OF_ANOTHER.match(words) and statement.speaker is not None and statement.speaker.kind == "person":
        return False
    if len(words.split()) < FEWEST_WORDS_OF_A_VOICE:
        return False
    if statement.kind == "indirect" and _GOES_ON.search(words):
        return False
    if statement.kind == "direct" or words.startswith(("that ", "“", '"')):
        return True
    said_so = statement.cue is not None and _is_said(statement.cue.of(said.article.text))
    return said_so and words.split()[0].lower() not in _HALF_A_SENTENCE


def _is_said(cue: str) -> bool:
    """After other verbs ("urged", "warned of") what follows is no sentence by itself."""
    return cue.rsplit(maxsplit=1)[-1].lower() in ("said", "says", "say")


def _title(readings: Sequence[Reading], named: Sequence[str]) -> tuple[str, Article | None]:
    """The most typical headline that its own article bears out; else one that claims nothing, as its publisher's; else
    who speaks. Nothing is made up for a title, and nothing is claimed in one that the story does not bear out."""
    ordered = sorted(readings, key=lambda one: -_typical(one, readings))
    for one in ordered:
        if title := headline(one):
            return one_line(title), one.article
    for one in ordered:
        if one.article.publisher and not one.article.argues and (title := loose_headline(one)):
            return f"{one.article.publisher}: “{one_line(title)}”", None
    speakers = list(dict.fromkeys(named))[:NAMES_IN_A_TITLE]
    if speakers:
        return f"What {join_names(speakers)} said", None
    return f"A story in {readings[0].article.publisher or 'an article without a publisher'}", None


def _typical(one: Reading, readings: Sequence[Reading]) -> float:
    """How much of a headline the other articles' headlines and leads have too: what all report, and no one's angle."""
    words = topic_stems(one.article.title)
    others = [topic_stems(f"{other.article.title} {lead_of(other.article)}") for other in readings if other is not one]
    return sum(len(words & other) for other in others) / len(words) if words else 0.0
