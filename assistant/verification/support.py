"""Whether a sentence says what its evidence says: its numbers, its names, its negations and its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from assistant.types.types import Query
from assistant.understanding.content_words import STOPWORDS, content_stems, is_negated, split_clauses, stem, stems_of
from assistant.understanding.stemming import fold, words_of
from assistant.verification.attribution import Attribution
from assistant.verification.evidence import CitedEvidence, NumberedEvidence
from assistant.verification.numbers import unsupported_name_of_a_day, unsupported_number
from assistant.verification.parsed_sentence import PLACEHOLDER, Parsed
from assistant.verification.reported_speech import NEUTRAL
from assistant.verification.unsupported import UnsupportedError

ENOUGH = 2 / 3
"""The share of a sentence's content words that its evidence must hold."""
ENOUGH_OF_A_CLAUSE = 1 / 2
_FRAMING = frozenset(
    map(
        stem,
        """put set lay laid position view statement answer reply response words word subject matter issue question topic
        point follows following regarding concerning interview record""".split(),
    )
)
"""What may stand around a statement's own words without saying anything: "set out the position in these words"."""
_TOPIC = re.compile(
    r"(?:On|About|Regarding|Concerning|As for|Asked about|As to)\s[^,:;.\ufffc]{1,120}[,:]", re.IGNORECASE
)
_BRACKETS = {ord(bracket): None for bracket in "[]"}
_NEUTRAL_STEMS = frozenset(stem(word) for word in NEUTRAL)


def check_numbers(parsed: Parsed, cited: Sequence[CitedEvidence]) -> None:
    support = "\n".join(one.testimony for one in cited)
    days = {one.article.published_day for one in cited}
    sentences = [sentence.of(one.article.text) for one in cited for sentence in one.sentences]
    missing = [
        unsupported_number(parsed.bare, support, day) or unsupported_name_of_a_day(parsed.bare, sentences, day)
        for day in days
    ]
    if all(missing):
        raise UnsupportedError(f"{missing[0]} is not in the cited evidence")


def check_names(
    parsed: Parsed, cited: Sequence[CitedEvidence], attributions: Sequence[Attribution], query: Query
) -> None:
    known = _known_stems(cited, attributions) | stems_of(" ".join(query.speakers))
    opening = stems_of(query.question)
    for number, word in enumerate(words_of(parsed.bare)):
        if not word[0].isupper() or stem(word) in known:
            continue
        if number == 0 and (fold(word) in STOPWORDS | NEUTRAL or stem(word) in opening):
            continue
        if fold(word) not in STOPWORDS:
            raise UnsupportedError(f"{word} is not in the cited evidence")


def check_frame(
    parsed: Parsed, cited: Sequence[CitedEvidence], attributions: Sequence[Attribution], query: Query
) -> None:
    """Of a sentence that puts a statement's own words in: what it says around them is the evidence's, or nothing."""
    shown = [one for one in cited if one.statement]
    if is_negated(parsed.bare) and not any(is_negated(one.text) for one in shown):
        raise UnsupportedError("denies what the cited statement does not")
    known = _names(attributions) | _labels(cited) | _NEUTRAL_STEMS | _FRAMING
    known |= stems_of("\n".join(one.statement.speaker.name for one in shown if one.statement and one.statement.speaker))
    if len(shown) == 1:  # with two, one's words could be put in the other's mouth
        known |= stems_of(shown[0].text)
    topic = _TOPIC.match(parsed.bare)
    frame = parsed.bare
    if topic and set(content_stems(topic.group())) <= known | stems_of(f"{query.question} {query.topic}"):
        frame = frame[topic.end() :]
    strange = next((word for word in words_of(frame) if set(content_stems(word)) - known), None)
    if strange:
        raise UnsupportedError(f"says {strange!r}, which the cited statement does not")
    sources = [clause for one in shown for clause in split_clauses(one.text)]
    _check_polarity(frame, sources, ignored=_names(attributions) | _FRAMING, from_words=2)


def check_content(
    parsed: Parsed,
    cited: Sequence[CitedEvidence],
    attributions: Sequence[Attribution],
    casebook: NumberedEvidence,
    *,
    only_quotes: bool,
) -> None:
    """Of a sentence in the model's own words: each part against those it makes speak.

    What nobody is said to have said must stand in the article's own voice: a statement is no fact. `only_quotes`: its
    quotations are all of direct speech; where it says nothing else, they say themselves whether they deny.
    """
    names = _names(attributions)
    adds = set(content_stems(parsed.bare)) - names - _labels(cited) - _NEUTRAL_STEMS
    everything = stems_of("\n".join(one.testimony for one in cited)) | _labels(cited)
    head = _apposition(parsed.bare, attributions)
    for part, sources in _parts(parsed, cited, attributions, casebook):
        theirs = stems_of("\n".join(sources)) | _labels(cited)
        clauses = [(clause, everything if clause in head else theirs) for clause in split_clauses(part)]
        _check_coverage(clauses, ignored=names | _NEUTRAL_STEMS, quoted=bool(parsed.typed))
        if not only_quotes or adds or is_negated(parsed.bare):
            _check_polarity(part, [c for source in sources for c in split_clauses(source)], ignored=names, from_words=1)


def _apposition(bare: str, attributions: Sequence[Attribution]) -> str:
    """What stands between a speaker and the verb ("Ana Ruiz, the mayor, said"): who they are, not what they said."""
    if not attributions:
        return ""
    claim = attributions[0].claim
    start = bare.rfind(claim.words[0], 0, claim.position)
    return bare[start : claim.position] if start >= 0 else ""


def _parts(
    parsed: Parsed, cited: Sequence[CitedEvidence], attributions: Sequence[Attribution], casebook: NumberedEvidence
) -> Iterator[tuple[str, list[str]]]:
    whole = _with_quotations(parsed)
    speakers = {voice.name for one in attributions for voice in one.voices}
    if not attributions:
        yield whole, [one.text if parsed.typed else casebook.narrative(one) for one in cited]
    elif len(speakers) == 1:
        yield whole, [voice.text for one in attributions for voice in one.voices]
    else:
        yield from _by_claim(parsed.bare, attributions)


def _by_claim(bare: str, attributions: Sequence[Attribution]) -> Iterator[tuple[str, list[str]]]:
    """ "A said … and B said …": what each is made to say, from their name to the next."""
    starts = [max(bare.rfind(one.claim.words[0], 0, one.claim.position), 0) for one in attributions]
    starts[0] = 0
    for number, one in enumerate(attributions):
        end = next((start for start in starts[number + 1 :] if start > starts[number]), len(bare))
        yield bare[starts[number] : end].replace(PLACEHOLDER, " "), [voice.text for voice in one.voices]


def _with_quotations(parsed: Parsed) -> str:
    """The sentence with the words of its quotations in place, so that "not" inside one counts."""
    whole = "".join(
        segment if isinstance(segment, str) else getattr(segment, "words", "") for segment in parsed.segments()
    )
    return whole.translate(_BRACKETS)


def _check_coverage(clauses: Sequence[tuple[str, Collection[str]]], *, ignored: Collection[str], quoted: bool) -> None:
    said = known = 0
    for clause, held in clauses:
        words = [word for word in _told(clause) if word not in ignored]
        covered = sum(word in held for word in words)
        if covered < ENOUGH_OF_A_CLAUSE * len(words):
            raise UnsupportedError(f"the cited evidence does not say {clause.strip()!r}")
        said, known = said + len(words), known + covered
    if not said and not quoted:
        raise UnsupportedError("says nothing that the evidence could bear out")
    if known < ENOUGH * said:
        raise UnsupportedError("says more than the cited evidence")


def _told(clause: str) -> list[str]:
    """What a clause says of those whom it names: names stand in every other sentence, and bear nothing out."""
    words = words_of(clause)
    named = [word for before, word in pairwise(["", *words]) if word[0].isupper() and (before or _two_names(words))]
    return content_stems(" ".join(word for word in words if word not in named)) or content_stems(clause)


def _two_names(words: Sequence[str]) -> bool:
    return len(words) > 1 and words[1][0].isupper()


def _check_polarity(part: str, sources: Sequence[str], *, ignored: Collection[str], from_words: int) -> None:
    """A clause and the clauses of the evidence that it is nearest to are all negated, or none is.

    Names are ignored: they stand beside a denial as well as beside an assertion.
    """
    source_words = [set(content_stems(source)) for source in sources]
    for clause in split_clauses(part):
        lower = " ".join(word for word in words_of(clause) if word[0].islower())
        content = set(content_stems(lower)).difference(ignored, _NEUTRAL_STEMS)
        shared = [len(content & words) for words in source_words]
        best = max(shared, default=0)
        if best < from_words:
            continue
        nearest = [source for source, count in zip(sources, shared, strict=True) if count == best]
        if any(is_negated(source) != is_negated(clause) for source in nearest):
            raise UnsupportedError("affirms what the evidence denies, or denies what it affirms")


def _names(attributions: Sequence[Attribution]) -> set[str]:
    voices = [voice for one in attributions for voice in one.voices]
    claimed = [word for one in attributions for word in one.claim.words]
    return stems_of("\n".join([*claimed, *(f"{voice.name} {voice.mention}" for voice in voices)]))


def _known_stems(cited: Sequence[CitedEvidence], attributions: Sequence[Attribution]) -> set[str]:
    texts = [one.testimony for one in cited]
    texts += [one.statement.speaker.name for one in cited if one.statement and one.statement.speaker]
    texts += [voice.name for one in attributions for voice in one.voices]
    return stems_of("\n".join(texts)) | _labels(cited)


def _labels(cited: Sequence[CitedEvidence]) -> set[str]:
    """What an answer may say of an article itself: publisher, authors and day. Not its title: headlines misquote."""
    labels: list[str] = []
    for one in cited:
        day = one.article.published_day
        labels += [one.article.publisher or "", *one.article.authors]
        labels += [f"{day:%A %B}"] if day else []
    return stems_of("\n".join(labels))
