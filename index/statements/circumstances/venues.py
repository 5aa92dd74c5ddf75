"""Where something was said: which phrases of place tell it, and which only look as if they did."""

from __future__ import annotations

from index.people.genders import gender_of
from index.statements.lexicon import words as lex
from index.statements.text.scene import Scene

ROOMS = frozenset({"during", "outside", "inside", "aboard"})
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
_NO_PLACES = frozenset(
    "time end point moment beginning start height age expense behest request outset same least most first last times "
    "best worst length all once stake risk odds".split()
)
_LANGUAGES = frozenset("english spanish french german russian italian arabic hebrew chinese mandarin".split())


def is_venue(scene: Scene, preposition: str, first: int, last: int) -> bool:
    """Whether the noun phrase `[first, last)` after a preposition is an occasion, a channel or a place of speech."""
    lows = {scene.low(n) for n in range(first, last)}
    named = scene.at[first]
    if named is not None and not named.possessive and gender_of(named.words, named.titles) is not None:
        return False  # "hinted at Ann Fox"
    match preposition:
        case "at":
            fits = not lows & _NO_PLACES and (named is not None or scene.low(first) in lex.DETERMINERS)
        case "on":
            fits = bool(lows & _CHANNELS)
        case "by":
            fits = bool(lows & _LINES)
        case "via" | "over" | "through":
            fits = bool(lows & (_LINES | _CHANNELS))
        case "in" | "near" | "from":
            place = named is not None and named.kind != "title" and scene.low(first) not in _LANGUAGES
            fits = place or bool(lows & _OCCASIONS)
        case _:
            fits = preposition in ROOMS
    return fits


def past_state(scene: Scene, last: int, stop: int) -> int:
    """Where a place ends with its state: "in Arlen, N.H."."""
    if last + 1 >= stop or not scene.is_mark(last, ",") or scene.at[last - 1] is None:
        return last
    state = scene.at[last + 1]
    if state is None or not all("." in word or word.lower() in lex.PLACES for word in state.words):
        return last
    return min(state.last, stop)
