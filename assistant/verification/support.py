"""Check that the evidence supports a sentence: its numbers, names, negations and content words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from assistant.understanding.content_words import STOPWORDS, content_stems, is_negated, split_clauses, stem, stems_of
from assistant.understanding.stemming import fold, split_words
from assistant.verification.attribution import AttributedSentence, Attribution
from assistant.verification.evidence import Excerpt, UnsupportedError
from assistant.verification.numbers import find_unsupported_day_name, find_unsupported_number
from assistant.verification.parsed_sentence import PLACEHOLDER, Quotation
from assistant.verification.reported_speech import NEUTRAL_VERBS

MIN_COVERAGE = 2 / 3
"""Share of a sentence's content words that the evidence must contain."""
MIN_CLAUSE_COVERAGE = 1 / 2
_FRAMING_STEMS = frozenset(
    stem(word)
    for word in """put set lay laid position view statement answer reply response words word subject matter issue
    question topic point follows following regarding concerning interview record""".split()
)
"""Words that may introduce an inserted statement without a claim: "set out the position in these words"."""
_TOPIC = re.compile(
    r"(?:On|About|Regarding|Concerning|As for|Asked about|As to)\s[^,:;.\ufffc]{1,120}[,:]", re.IGNORECASE
)
_BRACKETS = {ord(bracket): None for bracket in "[]"}
_NEUTRAL_STEMS = frozenset(stem(word) for word in NEUTRAL_VERBS)


def check_numbers(sentence: AttributedSentence) -> None:
    """Raise UnsupportedError for a number, date, weekday or month that the evidence does not contain."""
    cited = sentence.cited
    text = "\n".join(excerpt.assertions for excerpt in cited)
    sentences = [span.of(excerpt.article.text) for excerpt in cited for span in excerpt.sentences]
    missing = [
        find_unsupported_number(sentence.bare, text, day) or find_unsupported_day_name(sentence.bare, sentences, day)
        for day in {excerpt.article.published_day for excerpt in cited}
    ]
    if all(missing):
        raise UnsupportedError(f"{missing[0]} is not in the cited evidence")


def check_names(sentence: AttributedSentence) -> None:
    """Raise UnsupportedError for a capitalised word that the evidence does not contain."""
    texts = [excerpt.assertions for excerpt in sentence.cited] + _speaker_names(sentence.cited)
    texts += [utterance.name for utterance in sentence.utterances]
    known = stems_of("\n".join(texts)) | _article_labels(sentence.cited) | stems_of(" ".join(sentence.query.speakers))
    question = stems_of(sentence.query.question)
    for number, word in enumerate(split_words(sentence.bare)):
        if not word[0].isupper() or stem(word) in known:
            continue
        if number == 0 and (fold(word) in STOPWORDS | NEUTRAL_VERBS or stem(word) in question):
            continue
        if fold(word) not in STOPWORDS:
            raise UnsupportedError(f"{word} is not in the cited evidence")


def check_framing(sentence: AttributedSentence) -> None:
    """Raise UnsupportedError if the words around an inserted statement add a claim."""
    statements = [excerpt for excerpt in sentence.cited if excerpt.statement]
    if is_negated(sentence.bare) and not any(is_negated(excerpt.text) for excerpt in statements):
        raise UnsupportedError("contains a negation that the cited statement does not contain")
    names = _names(sentence.attributions)
    known = names | _article_labels(sentence.cited) | _NEUTRAL_STEMS | _FRAMING_STEMS
    known |= stems_of("\n".join(_speaker_names(statements)))
    if len(statements) == 1:  # with two, the words of one could be attributed to the other
        known |= stems_of(statements[0].text)
    frame = sentence.bare
    topic = _TOPIC.match(frame)
    asked = stems_of(f"{sentence.query.question} {sentence.query.topic}")
    if topic and set(content_stems(topic.group())) <= known | asked:
        frame = frame[topic.end() :]
    unknown = next((word for word in split_words(frame) if set(content_stems(word)) - known), None)
    if unknown:
        raise UnsupportedError(f"says {unknown!r}, which is not in the cited statement")
    clauses = [clause for excerpt in statements for clause in split_clauses(excerpt.text)]
    _check_polarity(frame, clauses, ignored=names | _FRAMING_STEMS, min_shared=2)


def check_content(sentence: AttributedSentence, *, only_quotes: bool) -> None:
    """Raise UnsupportedError if the evidence does not support the model's own words.

    Each part is compared with the utterances of its own speaker, and a part without a speaker with the narration: a
    statement is not a fact. `only_quotes`: all quotations are direct speech. A sentence that adds nothing to them needs
    no polarity check, because they contain their own negations.
    """
    names, labels = _names(sentence.attributions), _article_labels(sentence.cited)
    added = set(content_stems(sentence.bare)) - names - labels - _NEUTRAL_STEMS
    all_stems = stems_of("\n".join(excerpt.assertions for excerpt in sentence.cited)) | labels
    apposition = _apposition(sentence.bare, sentence.attributions)
    for part, sources in _parts_with_sources(sentence):
        stems = stems_of("\n".join(sources)) | labels
        clauses = [(clause, all_stems if clause in apposition else stems) for clause in split_clauses(part)]
        has_quotation = bool(sentence.parsed.quotations)
        _check_coverage(clauses, ignored=names | _NEUTRAL_STEMS, has_quotation=has_quotation)
        if not only_quotes or added or is_negated(sentence.bare):
            source_clauses = [clause for source in sources for clause in split_clauses(source)]
            _check_polarity(part, source_clauses, ignored=names, min_shared=1)


def _apposition(bare: str, attributions: Sequence[Attribution]) -> str:
    """Return the words between a speaker and the verb ("Ana Ruiz, the mayor, said"), which describe the speaker."""
    if not attributions:
        return ""
    claim = attributions[0].claim
    start = bare.rfind(claim.words[0], 0, claim.position)
    return bare[start : claim.position] if start >= 0 else ""


def _parts_with_sources(sentence: AttributedSentence) -> Iterator[tuple[str, list[str]]]:
    """Yield the parts of the sentence, each with the texts that must support it."""
    parsed, utterances = sentence.parsed, sentence.utterances
    # With the words of its quotations, so that a "not" inside one counts.
    words = (one.words if isinstance(one, Quotation) else one for one in parsed.segments)
    whole = "".join(one for one in words if isinstance(one, str)).translate(_BRACKETS)
    if not sentence.attributions:
        narration = sentence.evidence.narration
        yield whole, [one.text if parsed.quotations else narration(one) for one in sentence.cited]
    elif len({utterance.name for utterance in utterances}) == 1:
        yield whole, [utterance.text for utterance in utterances]
    else:
        yield from _parts_by_speaker(parsed.bare, sentence.attributions)


def _parts_by_speaker(bare: str, attributions: Sequence[Attribution]) -> Iterator[tuple[str, list[str]]]:
    """Split "A said … and B said …" at the names of the speakers."""
    starts = [max(bare.rfind(one.claim.words[0], 0, one.claim.position), 0) for one in attributions]
    starts[0] = 0
    for number, one in enumerate(attributions):
        end = next((start for start in starts[number + 1 :] if start > starts[number]), len(bare))
        yield bare[starts[number] : end].replace(PLACEHOLDER, " "), [utterance.text for utterance in one.utterances]


def _check_coverage(
    clauses: Sequence[tuple[str, Collection[str]]], *, ignored: Collection[str], has_quotation: bool
) -> None:
    total = covered = 0
    for clause, known in clauses:
        stems = [one for one in _claimed_stems(clause) if one not in ignored]
        supported = sum(one in known for one in stems)
        if supported < MIN_CLAUSE_COVERAGE * len(stems):
            raise UnsupportedError(f"the cited evidence does not say {clause.strip()!r}")
        total, covered = total + len(stems), covered + supported
    if not total and not has_quotation:
        raise UnsupportedError("makes no claim that the evidence could support")
    if covered < MIN_COVERAGE * total:
        raise UnsupportedError("says more than the cited evidence")


def _claimed_stems(clause: str) -> list[str]:
    """Return the content stems of a clause without names, which occur in many sentences and support nothing."""
    words = split_words(clause)
    starts_with_name = len(words) > 1 and words[1][0].isupper()
    names = [word for before, word in pairwise(["", *words]) if word[0].isupper() and (before or starts_with_name)]
    return content_stems(" ".join(word for word in words if word not in names)) or content_stems(clause)


def _check_polarity(part: str, sources: Sequence[str], *, ignored: Collection[str], min_shared: int) -> None:
    """Raise UnsupportedError if a clause is negated and one of the closest source clauses is not, or the reverse."""
    source_stems = [set(content_stems(source)) for source in sources]
    for clause in split_clauses(part):
        lower = " ".join(word for word in split_words(clause) if word[0].islower())
        content = set(content_stems(lower)).difference(ignored, _NEUTRAL_STEMS)
        shared = [len(content & stems) for stems in source_stems]
        best = max(shared, default=0)
        if best < min_shared:
            continue
        closest = [source for source, count in zip(sources, shared, strict=True) if count == best]
        if any(is_negated(source) != is_negated(clause) for source in closest):
            raise UnsupportedError("contradicts the evidence: one affirms what the other denies")


def _names(attributions: Sequence[Attribution]) -> set[str]:
    words = [word for one in attributions for word in one.claim.words]
    words += [f"{utterance.name} {utterance.mention}" for one in attributions for utterance in one.utterances]
    return stems_of("\n".join(words))


def _speaker_names(excerpts: Sequence[Excerpt]) -> list[str]:
    return [one.statement.speaker.name for one in excerpts if one.statement and one.statement.speaker]


def _article_labels(cited: Sequence[Excerpt]) -> set[str]:
    """Return the stems of publisher, authors, weekday and month, but not of the title: headlines misquote."""
    labels: list[str] = []
    for excerpt in cited:
        day = excerpt.article.published_day
        labels += [excerpt.article.publisher or "", *excerpt.article.authors]
        labels += [f"{day:%A %B}"] if day else []
    return stems_of("\n".join(labels))
