"""Mentions of people and organisations: runs of capitalised words, split into titles and the name itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.people.genders import FIRST_NAMES, may_be_first_name
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES
from index.statements.text.tokens import Paragraph, Token

_MEMBER_NOUNS = frozenset({"women", "men", "people", "children"})
_MIN_PARTICIPLE = 5  # letters; excludes "King"
_MIN_ADJECTIVE = 8  # letters; excludes "Mohamed"
_OCCUPATION_ENDINGS = ("ist", "er", "or", "ian", "man", "woman")
_ALSO_SURNAMES = frozenset({"read", "look", "see"})
_SPEECH_VERBS = frozenset({"said", "says", "wrote", "writes"})
_MAX_NICKNAME = 14  # characters, including the quotation marks
_COURTESY_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx"})
_MONTH_NAMES = frozenset({"may", "march", "april", "june"})
_ALSO_FIRST_NAMES = frozenset({"jan", "will", "may", "april", "june", "august"})

MentionKind = Literal["person", "organisation", "title"]


@dataclass(slots=True)
class Mention:
    """A name in the tokens `[first, last)`, which begins at the offset `start`."""

    first: int
    last: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    kind: MentionKind
    possessive: bool
    start: int
    placed: bool = False
    """Whether a preposition precedes it: "in Israel"."""

    @property
    def key(self) -> tuple[str, ...]:
        return name_key(self.words)


def name_key(words: Iterable[str]) -> tuple[str, ...]:
    """Return a name for comparison: without case, diacritics, suffixes (Jr.) and transliteration differences."""
    folded = (fold(word) for word in words)
    return tuple(word for word in folded if word not in lex.SUFFIXES)


def fold(word: str) -> str:
    """Return a word without case, diacritics and transliteration differences."""
    low = word.lower()
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
        low = low.replace("’", "'")
    if len(low) > 5:
        low = low.replace("yy", "y").replace("iy", "y")
    return low


def mixes_scripts(name: str) -> bool:
    """Return whether a name mixes alphabets, as look-alikes of other names do."""
    if name.isascii():
        return False
    return len({unicodedata.name(c, "?").split()[0] for c in name if c.isalpha()}) > 1


def find_mentions(paragraph: Paragraph, capitalised: frozenset[str]) -> list[Mention]:
    """Return the mentions in a paragraph in order, without those in quotations and in the dateline."""
    heads = {sentence.start for sentence in paragraph.sentences}
    found = mentions_in(paragraph.tokens, heads, capitalised)
    return [mention for mention in found if mention.first >= paragraph.dateline]


def capitalised_words(paragraphs: Sequence[Paragraph]) -> frozenset[str]:
    """Return the lower-cased words that are capitalised somewhere else than at the head of a sentence."""
    return frozenset(
        token.low
        for paragraph in paragraphs
        for sentence in paragraph.sentences
        for token in paragraph.tokens[sentence.start + 1 : sentence.stop]
        if token.capital
    )


def mentions_in(tokens: Sequence[Token], heads: set[int], capitalised: frozenset[str]) -> list[Mention]:
    """Return the mentions in a run of tokens; `heads` are the tokens that begin a sentence."""
    out: list[Mention] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if not _begins_name(tokens, at, heads) or (at in heads and _precedes_name(tokens, at, capitalised)):
            at += 1
            continue
        last = _find_run_end(tokens, at, heads)
        turn = at + 1 < len(tokens) and tokens[at + 1].text == ":" and token.text.isupper()
        lone = last == at + 1 and at in heads and token.low not in capitalised and not turn
        if not (lone and token.low.rstrip(".") not in lex.TITLES) and not (last == at + 1 and token.low in lex.MONTHS):
            out.append(_build_mention(tokens, at, last))
        at = last
    return out


def _begins_name(tokens: Sequence[Token], at: int, heads: set[int]) -> bool:
    token = tokens[at]
    if not token.capital:
        return False
    if token.low not in lex.NOT_NAMES:
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else token
    if token.low in _ALSO_SURNAMES:
        return at > 0 and at not in heads and tokens[at - 1].kind != "mark"
    return token.low in _ALSO_FIRST_NAMES and following.capital and following.low not in lex.NOT_NAMES


def _precedes_name(tokens: Sequence[Token], at: int, capitalised: frozenset[str]) -> bool:
    """Return whether the first word of a sentence only precedes a name: "Using Ann Fox", "Added Fox"."""
    low = tokens[at].low
    if at + 1 >= len(tokens) or not tokens[at + 1].capital or low in capitalised or may_be_first_name(low):
        return False
    full = at + 2 < len(tokens) and _is_name_word(tokens[at + 2]) and not tokens[at + 1].possessive
    if full and tokens[at + 1].low in FIRST_NAMES and low not in lex.TITLES:
        return True  # "Rival Ann Fox", where no other sentence capitalises "rival"
    if low in _SPEECH_VERBS and tokens[_find_run_end(tokens, at + 1, set()) % len(tokens)].text == ":":
        return True  # "Said Fox:"
    cue = CUES.get(low)
    if low.endswith(("ous", "ful", "less")) or (low.endswith("ed") and len(low) >= _MIN_ADJECTIVE):
        return True  # "Understated Fox wins"
    return (low.endswith("ing") and len(low) >= _MIN_PARTICIPLE) or (
        cue is not None and cue.form == "finite" and low.endswith("ed")
    )


def _find_run_end(tokens: Sequence[Token], first: int, heads: set[int]) -> int:
    at = first
    while not tokens[at].possessive or _is_member_genitive(tokens, at, heads):
        step = _next_in_run(tokens, at, heads)
        if step is None:
            break
        at = step
    return at + 1


def _is_member_genitive(tokens: Sequence[Token], at: int, heads: set[int]) -> bool:
    """Return whether a genitive plural is part of an organisation's name: "the Lowfield Growers' League"."""
    low, following = tokens[at].low, at + 1
    if not (low.endswith("s") or low in _MEMBER_NOUNS) or following >= len(tokens) or following in heads:
        return False
    institution = tokens[following].low in lex.ASSOCIATIONS
    return institution and tokens[following].capital and tokens[at].text[-1] in "s'’"


def _next_in_run(tokens: Sequence[Token], at: int, heads: set[int]) -> int | None:
    """Return the next token of the name that token `at` belongs to, or None at its end."""
    following = at + 1
    if following >= len(tokens) or following in heads:
        return None
    token = tokens[following]
    if _is_name_word(token):
        return following
    beyond = following + 1
    if beyond >= len(tokens) or beyond in heads:
        return None
    quoted = token.kind == "quote" and token.end - token.start <= _MAX_NICKNAME and token.text not in {",", "."}
    nicknamed = quoted and tokens[at].low in FIRST_NAMES  # Marcia “Cia” Price
    if (nicknamed or token.low in lex.PARTICLES or token.text == "&") and _is_name_word(tokens[beyond]):
        return beyond
    if token.low in {"of", "for", "on"} and tokens[at].low in lex.OF_HEADS:
        if tokens[beyond].low == "the" and beyond + 1 < len(tokens):
            beyond += 1
        return beyond if _is_name_word(tokens[beyond]) else None
    return None


def _is_name_word(token: Token) -> bool:
    if not token.capital or token.low in lex.DAYS:
        return False
    return token.low not in lex.NOT_NAMES - _ALSO_SURNAMES or token.low in _MONTH_NAMES


def _build_mention(tokens: Sequence[Token], first: int, last: int) -> Mention:
    run = tokens[first:last]
    cut = 0
    for number, token in enumerate(run):
        if token.low in lex.TITLES and not _is_surname(run, number):
            cut = number + 1
    if cut and cut < len(run) and run[cut].low == "of":  # "Secretary of Roads Ann Fox"
        cut = next((n for n in range(cut, len(run)) if run[n].low in FIRST_NAMES), 0)
    if 0 < cut < len(run) - 2 and not may_be_first_name(run[cut].low) and run[cut + 1].low in FIRST_NAMES:
        cut += 1  # "Miss Lowfield Ann Fox"
    cut = max(cut, _skip_occupation(run))
    kind: MentionKind = "person"
    if cut == len(run):
        kind, cut = "organisation" if any(t.low in lex.ORGANISATION_WORDS for t in run) else "title", 0
    elif _is_organisation(run[cut:], titled=cut > 0):
        kind, cut = "organisation", 0
    words = (*(token.text for token in run[cut:-1] if token.kind != "quote"), _without_possessive(run[-1]))
    return Mention(
        first=first,
        last=last,
        words=words,
        titles=tuple(token.low.rstrip(".") if token.low != "u.s." else token.low for token in run[:cut]),
        kind=kind,
        possessive=run[-1].possessive,
        start=run[0].start,
        placed=first > 0 and tokens[first - 1].low in lex.PREPOSITIONS,
    )


def _is_surname(run: Sequence[Token], number: int) -> bool:
    """Return whether a title is the surname of a full name: "Ida Dean"."""
    last = number == len(run) - 1 or run[number + 1].low in lex.SUFFIXES
    if last and number > 0 and run[number - 1].low.rstrip(".") in _COURTESY_TITLES:
        return True  # "Mr. Singer"
    first = number - 2 if number > 1 and len(run[number - 1].low.rstrip(".")) == 1 else number - 1  # "Ida T. King"
    return last and first >= 0 and run[number].low in lex.SURNAME_TITLES and run[first].low in FIRST_NAMES


def _skip_occupation(run: Sequence[Token]) -> int:
    """Return where the name begins after an unlisted occupation: "County Recorder Ann Fox", "DJ Ann Fox"."""
    named = next((n for n in (len(run) - 2, len(run) - 3) if n > 0 and run[n].low in FIRST_NAMES), 0)
    if not named or run[named].low in lex.PLACES or run[-1].low in lex.ORGANISATION_WORDS | lex.PLACES:
        return 0
    before = run[named - 1].low
    if named == len(run) - 3 and before in lex.PARTICLES:
        return 0
    occupation = before.endswith(_OCCUPATION_ENDINGS) or before in lex.PERSON_NOUNS or "-based" in before
    initials = run[named - 1].text.isupper() and "." not in run[named - 1].text
    known = may_be_first_name(before) or any(
        token.low in FIRST_NAMES or len(token.low.rstrip(".")) == 1 for token in run[:named]
    )
    return named if (occupation or initials) and not known else 0


def _without_possessive(token: Token) -> str:
    if not token.possessive:
        return token.text
    return token.text[: len(token.low)] if len(token.low) < len(token.text) else token.text.rstrip("'’")


def _is_organisation(tail: Sequence[Token], *, titled: bool) -> bool:
    lows = [token.low for token in tail]
    if titled and len(lows) == 1 and lows[0] in lex.SURNAME_ORGANISATION_WORDS:
        return False
    if any(low in lex.ORGANISATION_WORDS for low in lows):  # "Fox News", but not "Ann Fox" or "Ann B. Fox"
        initialled = len(lows) == 3 and len(lows[1].rstrip(".")) == 1
        return not (lows[0] in FIRST_NAMES and (len(lows) == 2 or initialled))
    if not {"of", "for", "&", "the", "on"}.isdisjoint(lows):
        return True
    if all(low.strip(".") in lex.PLACES or low in lex.PLACES for low in lows):
        return not titled and not (len(lows) == 2 and lows[0] in FIRST_NAMES)
    text = tail[0].text
    return len(tail) == 1 and not titled and len(text) > 1 and text.isupper() and text.isalpha()
