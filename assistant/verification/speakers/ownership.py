"""Find out whose words a sentence reports: those of the speaker it names, of another speaker, or of somebody unnamed.

Words are compared only between speakers. A free paraphrase shares few words with anybody's statement, and then nothing
follows; but words that another speaker's statement has, and the named speaker's has not, are that other speaker's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.understanding.content_words import content_stems, split_clauses, stem, stems_of
from assistant.verification.evidence import UnsupportedError, Utterance
from assistant.verification.parsed_sentence import PLACEHOLDER
from assistant.verification.reported_speech import NEUTRAL_VERBS
from assistant.verification.speakers.attribution import AttributedSentence, is_mentioned

MIN_SHARED = 2
"""Content words that another speaker's statement must share with a clause."""
MIN_LEAD = 2
"""By how many more words than the named speaker's statements."""
MIN_SHARE_OF_CLAUSE = 0.5
_NEUTRAL_STEMS = frozenset(stem(word) for word in NEUTRAL_VERBS)


def check_ownership(sentence: AttributedSentence) -> None:
    """Raise UnsupportedError if a clause has the words of another speaker than the one it names."""
    for part, own in _parts_by_speaker(sentence):
        names = {one.name for one in own}
        named = [one for one in sentence.evidence.utterances if one.statement.speaker]
        others = [one for one in named if one.name not in names and not _relays(one, own)]
        own_text = stems_of("\n".join(one.text for one in own))
        for clause in split_clauses(part):
            stems = _content(clause, sentence)
            shared = len(stems & own_text)
            best = max(others, key=lambda one: len(stems & one.content_stems), default=None)
            count = len(stems & best.content_stems) if best else 0
            if best and count >= max(MIN_SHARED, MIN_SHARE_OF_CLAUSE * len(stems)) and count - shared >= MIN_LEAD:
                raise UnsupportedError(f"the article has this from {best.name}", "misattributed")


def find_unnamed_source(sentence: AttributedSentence) -> Utterance | None:
    """Return whose statement a sentence tells as a fact, without naming a speaker; None if nobody's.

    The cited narration must say clearly less of it than the statement does.
    """
    bare = sentence.bare
    if sentence.attributions or PLACEHOLDER in bare or sentence.parsed.claims:
        return None
    stems = _content(bare, sentence)
    told = set().union(*(stems_of(sentence.evidence.narration(excerpt)) for excerpt in sentence.cited))
    cited = sentence.evidence.utterances_in(sentence.cited)
    best = max(cited, key=lambda one: len(stems & one.content_stems), default=None)
    if best is None or not best.name or is_mentioned(best, bare) or best.statement.commitment != "asserted":
        return None
    count = len(stems & best.content_stems)
    is_theirs = count >= max(MIN_SHARED, MIN_SHARE_OF_CLAUSE * len(stems)) and count - len(stems & told) >= MIN_LEAD
    return best if is_theirs else None


def _relays(one: Utterance, own: Sequence[Utterance]) -> bool:
    """Return whether the two are one report: somebody's words, and the words of whoever passes them on."""
    return any(one.statement.relayed_by == other.name or other.statement.relayed_by == one.name for other in own)


def _content(text: str, sentence: AttributedSentence) -> set[str]:
    """Return the content words of a text without the speakers' names and the verbs that only report."""
    names = stems_of(" ".join(f"{one.name} {one.mention}" for one in sentence.evidence.utterances))
    return set(content_stems(text)) - names - _NEUTRAL_STEMS


def _parts_by_speaker(sentence: AttributedSentence) -> Iterator[tuple[str, Sequence[Utterance]]]:
    """Split "A said … and B said …" at the names of the speakers."""
    bare, attributions = sentence.bare, sentence.attributions
    if len({utterance.name for one in attributions for utterance in one.utterances}) == 1:
        yield bare, sentence.utterances
        return
    starts = [max(bare.rfind(one.claim.words[0], 0, one.claim.position), 0) for one in attributions]
    starts[:1] = [0] * bool(starts)
    for number, one in enumerate(attributions):
        end = next((start for start in starts[number + 1 :] if start > starts[number]), len(bare))
        yield bare[starts[number] : end].replace(PLACEHOLDER, " "), one.utterances
