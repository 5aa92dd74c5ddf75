"""Noun phrases that name a hearer or a venue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.people.genders import gender_of
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import FINITE_CUES
from index.statements.text.dates import parse_time
from index.statements.text.scene import Scene

PLACE_PREPOSITIONS = frozenset({"during", "outside", "inside", "aboard"})
MAX_PHRASE = 20  # tokens
# After the name of an outlet, these nouns continue the phrase: "CNN anchor Ann Fox".
_OCCUPATIONS = frozenset(
    "host hosts anchor reporter reporters correspondent columnist journalist journalists editor editors interviewer "
    "moderator magazine newspaper radio television news affiliate audience audiences viewers listeners".split()
)
_AFTER_NAME = _OCCUPATIONS | lex.PERSON_NOUNS
_PARTICIPLES = frozenset(
    "released issued aired published posted held sent shown broadcast taped recorded given".split()
)
_PHRASE_ENDS = (
    lex.CLAUSE_OPENERS | lex.AUXILIARIES | lex.PRONOUNS | frozenset({"but", "then", "about", "not", "here", "there"})
)
_OCCASIONS = frozenset(
    "interview interviews statement statements speech speeches address remarks testimony letter letters email emails "
    "e-mail e-mails message messages memo memorandum note post posts tweet tweets video podcast column essay op-ed "
    "editorial book memoir report filing filings affidavit deposition court hearing debate briefing conference call "
    "meeting session conversation appearance release announcement forum panel lecture sermon series thread blog".split()
)
_CHANNELS = frozenset(
    "twitter facebook instagram youtube telegram tiktok snapchat weibo website site blog air radio television tv show "
    "program programme podcast broadcast network channel floor trail stump stage page feed account media news cnn "
    "msnbc abc nbc cbs bbc npr pbs itv cnbc c-span hbo".split()
)
_LINES = frozenset("phone telephone email e-mail text video fax skype zoom radio letter statement spokesman".split())
_MEDIA = {"on": _CHANNELS, "by": _LINES} | dict.fromkeys(["via", "over", "through"], _LINES | _CHANNELS)
_NO_PLACES = frozenset(
    "time end point moment beginning start height age expense behest request outset same least most first last times "
    "best worst length all once stake risk odds".split()
)
_LANGUAGES = frozenset("english spanish french german russian italian arabic hebrew chinese mandarin".split())


def is_venue(scene: Scene, preposition: str, first: int, last: int) -> bool:
    """Return whether the phrase `[first, last)` after a preposition is an occasion, a channel or a place."""
    lows = {scene.low(n) for n in range(first, last)}
    named = scene.at[first]
    if named is not None and not named.possessive and gender_of(named.words, named.titles) is not None:
        return False  # "hinted at Ann Fox"
    if preposition in _MEDIA:
        return bool(lows & _MEDIA[preposition])
    if preposition == "at":
        return not lows & _NO_PLACES and (named is not None or scene.low(first) in lex.DETERMINERS)
    if preposition in {"in", "near", "from"}:
        place = named is not None and named.kind != "title" and scene.low(first) not in _LANGUAGES
        return place or bool(lows & _OCCASIONS)
    return preposition in PLACE_PREPOSITIONS


def skip_state(scene: Scene, last: int, stop: int) -> int:
    """Return the end of a place including its state: "in Arlen, N.H."."""
    if last + 1 >= stop or not scene.is_mark(last, ",") or scene.at[last - 1] is None:
        return last
    state = scene.at[last + 1]
    if state is None or not all("." in word or word.lower() in lex.PLACES for word in state.words):
        return last
    return min(state.last, stop)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase between `first` and `stop` that may contain the prepositions `through`.

    `tight` means that the content follows at `stop`, so that only the phrase can separate it from the cue.
    """

    scene: Scene
    first: int
    stop: int
    through: frozenset[str]
    tight: bool
    published: date | None

    def end(self) -> int:
        """Return the end of the phrase, or `first` if there is none."""
        scene, at = self.scene, self.first
        while at < self.stop:
            step = self._step(at)
            if step == at:
                break
            at = step
        while at > self.first and (scene.is_preposition(at - 1) or scene.low(at - 1) in lex.DETERMINERS | {"and"}):
            at -= 1
        return at

    def _step(self, at: int) -> int:
        scene = self.scene
        if scene.tokens[at].kind != "word":  # NBC's "Morning Bell"
            return at + (scene.is_quote(at) and (at == self.first or scene.tokens[at - 1].possessive))
        named = scene.at[at]
        if named is not None:
            return min(named.last, self.stop)
        if scene.low(at) in _PHRASE_ENDS or self._is_participle(at):
            return at
        occasion = at > self.first and scene.low(at - 1) in lex.DETERMINERS  # "a Thursday rally"
        dated = not occasion and parse_time(scene.tokens, at, self.published) is not None
        return at if dated else at + self._continues(at)

    def _continues(self, at: int) -> bool:
        """Return whether an uncapitalised word continues the phrase."""
        scene, low = self.scene, self.scene.low(at)
        if low == "and":
            return self.first < at < self.stop - 1 and scene.at[at - 1] is not None and scene.at[at + 1] is not None
        if scene.is_preposition(at):
            of_a_name = low == "of" and scene.at[at - 1] is not None  # "told the Post of the talks"
            return at > self.first and low in self.through and not of_a_name and self._can_follow_preposition(at + 1)
        if at == self.first or scene.is_preposition(at - 1) or scene.low(at - 1) == "and":
            return True
        if low in lex.DETERMINERS:  # "all the members", "NBC's Greet the Day"
            titled = scene.tokens[at - 1].capital and at + 1 < self.stop and scene.tokens[at + 1].capital
            return titled or scene.low(at - 1) in {"all", "both"}
        return self.tight or not self._is_after_name(at)

    def _is_participle(self, at: int) -> bool:
        """Return whether a participle describes the phrase before it: "a statement *released* by the council"."""
        low = self.scene.low(at)
        if at == self.first or self.scene.low(at - 1) in lex.DETERMINERS:
            return False
        ends = at + 1 >= self.stop or self.scene.is_preposition(at + 1) or self.scene.low(at + 1) in lex.TIME_WORDS
        return low in _PARTICIPLES or low in FINITE_CUES or (low.endswith("ed") and ends)

    def _can_follow_preposition(self, at: int) -> bool:
        """Return whether a name or a noun, but no time, begins at a token."""
        if at >= self.stop or self.scene.tokens[at].kind != "word":
            return False
        if parse_time(self.scene.tokens, at - 1, self.published) is not None:
            return False
        low = self.scene.low(at)
        named = self.scene.at[at] is not None or (at + 1 < self.stop and self.scene.at[at + 1] is not None)
        return named or low in lex.DETERMINERS or low in lex.PERSON_NOUNS or low.endswith("s")

    def _is_after_name(self, at: int) -> bool:
        """Return whether a word follows a name that it does not belong to: "told CNN *repeatedly*"."""
        scene = self.scene
        if scene.at[at - 1] is None or scene.tokens[at - 1].possessive or scene.tokens[at].capital:
            return False
        return scene.low(self.first) not in lex.DETERMINERS and scene.low(at) not in _AFTER_NAME
