"""Offices before and after a name: "Sen. Ann Fox (R-Ohio)", later "the Ohio senator"."""

from __future__ import annotations

from collections.abc import Iterable

from index.statements.lexicon import words as lex
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_OFFICES = {
    "sen": ("senator",),
    "gov": ("governor",),
    "rep": ("representative", "congressman", "congresswoman"),
    "congressman": ("representative",),
    "congresswoman": ("representative",),
    "pres": ("president",),
    "gen": ("general",),
    "prof": ("professor",),
}
_QUALIFIERS = frozenset("vice deputy acting lieutenant lt assistant associate under shadow".split())
_STATES = {
    "ala": "alabama", "ariz": "arizona", "ark": "arkansas", "calif": "california", "colo": "colorado",
    "conn": "connecticut", "del": "delaware", "fla": "florida", "ga": "georgia", "ill": "illinois", "ind": "indiana",
    "kan": "kansas", "ky": "kentucky", "la": "louisiana", "md": "maryland", "mass": "massachusetts", "mich": "michigan",
    "minn": "minnesota", "miss": "mississippi", "mo": "missouri", "mont": "montana", "neb": "nebraska", "nev": "nevada",
    "okla": "oklahoma", "ore": "oregon", "pa": "pennsylvania", "tenn": "tennessee", "tex": "texas", "vt": "vermont",
    "va": "virginia", "wash": "washington", "wis": "wisconsin", "wyo": "wyoming", "tx": "texas", "fl": "florida",
    "ca": "california", "oh": "ohio", "az": "arizona", "ut": "utah", "ia": "iowa", "me": "maine", "mn": "minnesota",
    "wi": "wisconsin", "tn": "tennessee", "mi": "michigan",
}  # fmt: skip


def offices_of(titles: Iterable[str]) -> set[str]:
    """Return titles and the offices that they abbreviate ("sen" is a senator). A vice president is no president."""
    offices: set[str] = set()
    before = ""
    for title in titles:
        if before.rstrip(".") not in _QUALIFIERS and (before, title) != ("attorney", "general"):
            offices.update((title, *_OFFICES.get(title, ())))
        before = title
    return offices


def home_of(scene: Scene, mention: Mention) -> str | None:
    """Return the state or country after a name: "(R-Ohio)", "of Ohio"."""
    at = mention.last
    if scene.is_mark(at, "("):
        party, _, place = scene.low(at + 1).partition("-")
        place = place.rstrip(".")
        return _STATES.get(place, place) if len(party) == 1 and place else None
    place = scene.low(at + 1) if scene.low(at) == "of" else ""
    return place if place in lex.PLACES else None


def office_after(scene: Scene, mention: Mention) -> str | None:
    """Return the office in "Ann Fox, *the mayor* of Arlen"."""
    at = mention.last
    if mention.possessive or not scene.is_mark(at, ",") or scene.low(at + 1) != "the":
        return None
    for n in range(at + 2, min(at + 6, len(scene.tokens))):
        if scene.tokens[n].kind != "word" or scene.is_preposition(n) or scene.low(n) in {"former", "vice", "deputy"}:
            return None
        if scene.low(n) in lex.ROLES and scene.low(n + 1) not in lex.ROLES | lex.PERSON_NOUNS:
            return scene.low(n)
    return None
