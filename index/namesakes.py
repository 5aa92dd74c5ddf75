"""Whose surname it is that stands alone in an article, where several people of the index bear it.

An article that says "President Fox" and never a first name leaves open which Fox it means. Where all others who bear
the name are known to be of the other gender, its own words tell: it says "Mr. Fox", or "he said".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from index.callings import name_words, without_suffix
from index.genders import OTHER, Gender, gender_of, gender_of_title
from index.types import Article, Statement
from index.voices import Voices

_PRONOUNS: Mapping[str, Gender] = {"he": "m", "she": "f"}


def gender_that_tells(bearers: Iterable[Sequence[str]], others: Iterable[Sequence[str]]) -> Gender | None:
    """The gender of some people, by the words of their names, where all the others are known to be of the other.

    None where it is not known of somebody, or where there is nobody.
    """
    ours = {gender_of(words) for words in bearers}
    gender = ours.pop() if len(ours) == 1 else None
    return gender if gender and all(gender_of(words) == OTHER[gender] for words in others) else None


def without_namesakes(
    found: Sequence[Statement],
    asked: Collection[str],
    voices: Voices,
    *,
    articles: Mapping[str, Article],
    read: Callable[[Collection[str], Collection[str]], Iterable[Statement]],
) -> list[Statement]:
    """The statements without those of a surname alone that may be somebody else's than the people's who are asked for.

    `asked` is every spelling of theirs; a surname alone is theirs where nobody else bears it in full. `articles` are
    those of the statements by id, `read` gives the statements of some speakers in some articles.
    """
    shared = _shared(asked, voices)
    theirs = set(asked) - shared.keys()
    doubtful = {one.id for one in found if shared and theirs.isdisjoint(speaker.name for speaker in one.speakers)}
    if not doubtful:
        return list(found)
    called = _called(read(shared.keys(), {one.article_id for one in found if one.id in doubtful}), articles)

    def is_theirs(one: Statement) -> bool:
        text = articles[one.article_id].text
        for speaker in one.speakers:
            name, gender = speaker.name, shared.get(speaker.name)
            told = _in_source(one, name, text) or called[one.article_id, name] | _in_text(text, name)
            if gender and told == {gender}:
                return True
        return False

    return [one for one in found if one.id not in doubtful or is_theirs(one)]


def _shared(asked: Collection[str], voices: Voices) -> dict[str, Gender | None]:
    """Which of the names are surnames alone that somebody bears who is not asked for, beside somebody who is; and the
    gender by which these are told apart, None where nothing tells."""
    shared: dict[str, Gender | None] = {}
    for name in asked:
        words, _ = without_suffix(name_words(name))
        if len(words) != 1:
            continue
        full = [one for one in voices.called(words[0]) if len(one.words) > 1]
        ours = {one.words for one in full if one.voice in asked}
        others = {one.words for one in full} - ours
        if ours and others:
            shared[name] = gender_that_tells(ours, others)
    return shared


def _called(statements: Iterable[Statement], articles: Mapping[str, Article]) -> dict[tuple[str, str], set[Gender]]:
    """Of which gender somebody is, by the sources of what they say, by article and name."""
    called: dict[tuple[str, str], set[Gender]] = defaultdict(set)
    for one in statements:
        for speaker in one.speakers if one.article_id in articles else ():
            called[one.article_id, speaker.name] |= _in_source(one, speaker.name, articles[one.article_id].text)
    return called


def _in_source(one: Statement, name: str, text: str) -> set[Gender]:
    source = one.source.of(text) if one.source else ""
    pronoun = _PRONOUNS.get(source.lower())
    return {pronoun} if pronoun else _in_text(source, name)


def _in_text(text: str, name: str) -> set[Gender]:
    """The genders of the titles before a name: "Mr. Fox"."""
    titles = re.findall(rf"\b([A-Z][a-z]+)\.?\s{re.escape(name)}\b", text)
    return {gender for title in titles if (gender := gender_of_title(title.lower()))}
