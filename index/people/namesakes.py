"""Whose surname it is that stands alone in an article, where several people of the index bear it.

An article that says "President Fox" and never a first name leaves open which Fox it means. Where all others who bear
the name are known to be of the other gender, its own words tell: "Mr. Fox said", "he said".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from index.people.aliases import bare_name
from index.people.genders import OPPOSITE, Gender, gender_of, gender_of_title
from index.people.registry import SpeakerRegistry
from index.types import Article, Statement

_PRONOUNS: Mapping[str, Gender] = {"he": "m", "she": "f"}
_OF_ANYBODY = frozenset({"chairman", "councilman", "spokesman"})
"""Titles that women bear, too."""


def distinguishing_gender(bearers: Iterable[Sequence[str]], others: Iterable[Sequence[str]]) -> Gender | None:
    """The gender of some people, by the words of their names, where all the others are known to be of the other.

    None where it is not known of somebody, or where there is nobody.
    """
    ours = {gender_of(words) for words in bearers}
    gender = ours.pop() if len(ours) == 1 else None
    return gender if gender and all(gender_of(words) == OPPOSITE[gender] for words in others) else None


def without_namesakes(
    found: Sequence[Statement],
    asked: Collection[str],
    voices: SpeakerRegistry,
    *,
    articles: Mapping[str, Article],
    read: Callable[[Collection[str], Collection[str]], Iterable[Statement]],
) -> list[Statement]:
    """The statements without those of a surname alone that may be somebody else's than the people's who are asked for.

    `asked` is every spelling of theirs. Where others bear the surname in full, the article must tell that it is theirs;
    where nobody does, it must not tell that it is not. `articles` are those of the statements by id, `read` gives the
    statements of some speakers in some articles.
    """
    alone = _alone(asked, voices)
    theirs = set(asked) - alone.keys()
    doubtful = {one.id for one in found if alone and theirs.isdisjoint(speaker.name for speaker in one.speakers)}
    if not doubtful:
        return list(found)
    called = _called(read(alone.keys(), {one.article_id for one in found if one.id in doubtful}), articles)

    def is_theirs(one: Statement) -> bool:
        for name in (speaker.name for speaker in one.speakers if speaker.name in alone):
            told = _in_source(one, name, articles[one.article_id].text) or called[one.article_id, name]
            if told in alone[name]:
                return True
        return False

    return [one for one in found if one.id not in doubtful or is_theirs(one)]


def _alone(asked: Collection[str], voices: SpeakerRegistry) -> dict[str, list[set[Gender]]]:
    """Which of the names are surnames alone that somebody who is asked for bears in full, and what an article may tell
    of the gender of whoever it calls so, if it is to mean them."""
    alone: dict[str, list[set[Gender]]] = {}
    for name in asked:
        words = bare_name(name)
        if len(words) != 1:
            continue
        full = [one for one in voices.called(words[0]) if len(one.words) > 1]
        ours = {one.words for one in full if one.voice in asked}
        others = {one.words for one in full} - ours
        gender = distinguishing_gender(ours, others)
        if ours and others:
            alone[name] = [{gender}] if gender else []
        elif gender:
            alone[name] = [{gender}, set()]
    return alone


def _called(statements: Iterable[Statement], articles: Mapping[str, Article]) -> dict[tuple[str, str], set[Gender]]:
    """Of which gender somebody is, by the sources of what they say, by article and name."""
    called: dict[tuple[str, str], set[Gender]] = defaultdict(set)
    for one in statements:
        for speaker in one.speakers if one.article_id in articles else ():
            called[one.article_id, speaker.name] |= _in_source(one, speaker.name, articles[one.article_id].text)
    return called


def _in_source(one: Statement, name: str, text: str) -> set[Gender]:
    """What the source of a statement tells: "he", "Mr. Fox". A title elsewhere may be a husband's."""
    source = one.source.of(text) if one.source else ""
    if source.lower() in _PRONOUNS:
        return {_PRONOUNS[source.lower()]}
    titles = (title.lower() for title in re.findall(rf"\b([^\W\d_]+)\.?\s{re.escape(name)}(?![\w’'-]*\w)", source))
    return {gender for title in titles if title not in _OF_ANYBODY and (gender := gender_of_title(title))}
