"""Decide whether a lone surname in an article belongs to the requested speaker, if the index has namesakes. An article
that says "President Fox" and never a first name leaves open which Fox it means. If every other bearer of the name is
known to have the other gender, "Mr. Fox said" or "he said" settles it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from index.people.aliases import bare_name
from index.people.genders import OPPOSITE, Gender, gender_of, gender_of_title
from index.people.registry import SpeakerRegistry
from index.types import Article, Statement

_PRONOUNS: Mapping[str, Gender] = {"he": "m", "she": "f"}
_UNISEX_TITLES = frozenset({"chairman", "councilman", "spokesman"})


def distinguishing_gender(bearers: Iterable[Sequence[str]], others: Iterable[Sequence[str]]) -> Gender | None:
    """Return the gender that all `bearers` share and no `others` have, given as name words; None if not known."""
    genders = {gender_of(words) for words in bearers}
    gender = genders.pop() if len(genders) == 1 else None
    return gender if gender and all(gender_of(words) == OPPOSITE[gender] for words in others) else None


def drop_namesakes(
    found: Sequence[Statement],
    names: Collection[str],
    registry: SpeakerRegistry,
    *,
    articles: Mapping[str, Article],
    read: Callable[[Collection[str], Collection[str]], Iterable[Statement]],
) -> list[Statement]:
    """Drop statements under a lone surname that may belong to a namesake of the requested speakers.

    If others bear the surname in full, the article must show the right gender; if nobody does, it must not show the
    wrong one.

    Args:
        names: every spelling of the requested speakers.
        articles: the articles of the statements, by id.
        read: returns the statements of some speaker names in some article ids.
    """
    accepted = _accepted_genders(names, registry)
    full_names = set(names) - accepted.keys()
    doubtful = {one.id for one in found if accepted and full_names.isdisjoint(s.name for s in one.speakers)}
    if not doubtful:
        return list(found)
    in_articles = {one.article_id for one in found if one.id in doubtful}
    by_article = _genders_in_articles(read(accepted.keys(), in_articles), articles)

    def is_accepted(one: Statement) -> bool:
        text, names = articles[one.article_id].text, accepted.keys() & {speaker.name for speaker in one.speakers}
        shown = {name: _genders_in_source(one, name, text) or by_article[one.article_id, name] for name in names}
        return any(genders in accepted[name] for name, genders in shown.items())

    return [one for one in found if one.id not in doubtful or is_accepted(one)]


def _accepted_genders(names: Collection[str], registry: SpeakerRegistry) -> dict[str, list[set[Gender]]]:
    """Return, for each ambiguous lone surname among the names, the sets of genders that an article may show for it."""
    accepted: dict[str, list[set[Gender]]] = {}
    for name in names:
        words = bare_name(name)
        if len(words) != 1:
            continue
        full = [one for one in registry.find_people(words[0]) if len(one.words) > 1]
        bearers = {one.words for one in full if one.voice in names}
        others = {one.words for one in full} - bearers
        gender = distinguishing_gender(bearers, others)
        if bearers and others:
            accepted[name] = [{gender}] if gender else []
        elif gender:
            accepted[name] = [{gender}, set()]
    return accepted


def _genders_in_articles(
    statements: Iterable[Statement], articles: Mapping[str, Article]
) -> dict[tuple[str, str], set[Gender]]:
    """Return the genders that the sources of statements show, by article id and name."""
    genders: dict[tuple[str, str], set[Gender]] = defaultdict(set)
    for one in statements:
        for speaker in one.speakers if one.article_id in articles else ():
            shown = _genders_in_source(one, speaker.name, articles[one.article_id].text)
            genders[one.article_id, speaker.name] |= shown
    return genders


def _genders_in_source(one: Statement, name: str, text: str) -> set[Gender]:
    """Return the genders that a source shows ("he", "Mr. Fox"). A title elsewhere in the text may be a husband's."""
    source = one.source.of(text) if one.source else ""
    if source.lower() in _PRONOUNS:
        return {_PRONOUNS[source.lower()]}
    titles = (title.lower() for title in re.findall(rf"\b([^\W\d_]+)\.?\s{re.escape(name)}(?![\w’'-]*\w)", source))
    return {gender for title in titles if title not in _UNISEX_TITLES and (gender := gender_of_title(title))}
