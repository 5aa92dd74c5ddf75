"""A question and the conversation before it, understood without a model.

`understand` reads what is asked, whom it asks about and the topic that is left. It must not search, compose or know how
articles are stored: all it is told of the index is the names of its speakers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.types import Query, Turn
from assistant.understand.forms import Form, read_form, read_name_on_topic
from assistant.understand.people import Registry, Resolved, name_words
from assistant.understand.topic import read_topic
from assistant.words import fold, words_of
from index.types import Scope

__all__ = ["Registry", "understand"]

_ANYBODY = frozenset("anybody anyone everybody everyone people they others officials leaders somebody someone".split())
_PRONOUN = re.compile(r"^(?:he|she|they|him|her|them)$", re.IGNORECASE)
_FOLLOW_UP = re.compile(r"^(?:and|what about|how about|and what about)\b[ ,]*(?P<rest>.*?)\??$", re.IGNORECASE)
_NAME_ALONE = re.compile(r"^[A-Z][a-zà-ÿ'’-]+(?: [A-Z][a-zà-ÿ'’-]+){0,2}$")
"""After "and", a lone name in upper and lower case is a person to ask about; "and NATO?" is a topic."""
_JOINED = re.compile(r",? and |, | or |/", re.IGNORECASE)


def understand(
    question: str,
    *,
    registry: Registry,
    history: Sequence[Turn] = (),
    scope: Scope | None = None,
    speaker: str | None = None,
    as_of: date | None = None,
) -> Query:
    """The question as a Query. `scope`, `speaker` and `as_of` were asked for by option and win over what is read."""
    query = _read(question, registry, history)
    if speaker is not None:
        query = _with_speakers(query, [registry.resolve(speaker)])
    return replace(query, question=question, scope=scope or Scope(), as_of=as_of)


def _read(question: str, registry: Registry, history: Sequence[Turn]) -> Query:
    before = _read(history[-1].question, registry, history[:-1]) if history else None
    follow_up = _FOLLOW_UP.match(question.strip())
    if before and follow_up and (inherited := _inherit(follow_up["rest"], before, registry)):
        return inherited
    if follow_up and read_form(follow_up["rest"]).speaker:
        question = follow_up["rest"]
    form = read_form(question)
    if form.asks == "fact" and (short := read_name_on_topic(question)) and _all_known(short.speaker, registry):
        form = short
    return _from_form(question, form, registry, before)


def _inherit(rest: str, before: Query, registry: Registry) -> Query | None:
    """ "And Witkoff?" asks what was asked before, about somebody else; "and about NATO?" about something else."""
    about = re.sub(r"^(?:about|on)\s+", "", rest.strip())
    if _PRONOUN.match(about):
        return before
    if _all_known(about, registry) or _NAME_ALONE.match(rest) or registry.is_first_name(rest):
        resolved = [registry.resolve(part) for part in _JOINED.split(about)]
        return replace(_with_speakers(replace(before, speakers=(), unknown_speakers=()), resolved), asks="statement")
    if (
        before.asks in ("statement", "who_said")
        and about
        and len(words_of(about)) <= 8
        and not read_form(about).speaker
    ):
        topic = read_topic(about)
        return replace(before, topic=about, phrases=topic.phrases, presumes=False)
    return None


def _from_form(question: str, form: Form, registry: Registry, before: Query | None) -> Query:
    topic = re.sub(r"^(?:that|the fact that)\s+", "", form.topic)
    query = Query(
        question=question,
        asks=form.asks,
        topic=topic,
        phrases=read_topic(topic).phrases,
        presumes=form.presumes,
        commitment=form.commitment,
    )
    if form.speaker is None:
        return query
    if _PRONOUN.match(form.speaker) and before and (before.speakers or before.unknown_speakers):
        said_of = query if read_topic(topic) else replace(query, topic=before.topic, phrases=before.phrases)
        return replace(said_of, speakers=before.speakers, unknown_speakers=before.unknown_speakers)
    if fold(form.speaker).split()[-1] in _ANYBODY:
        return replace(query, asks="who_said")
    if _PRONOUN.match(form.speaker):
        return replace(query, unknown_speakers=(f"whoever is meant by “{form.speaker}”",))
    resolved = [registry.resolve(part) for part in _JOINED.split(form.speaker)]
    return _with_speakers(query, resolved)


def _with_speakers(query: Query, resolved: Sequence[Resolved]) -> Query:
    known = tuple(dict.fromkeys(name for one in resolved for name in one.names))
    unknown = tuple(_tidy(one.asked) for one in resolved if not one.names and one.asked.strip())
    return replace(query, speakers=known, unknown_speakers=unknown)


def _all_known(names: str | None, registry: Registry) -> bool:
    parts = [part for part in _JOINED.split(names or "") if part.strip()]
    return bool(parts) and all(name_words(part) and registry.resolve(part).names for part in parts)


def _tidy(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"['’]s?$", "", name.strip()))
