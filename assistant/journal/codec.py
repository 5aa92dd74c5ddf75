"""Frozen dataclasses to JSON and back, by their own types; an article is written once and referred to by its hash.

What is read back is built by the same constructors as everything else, so that a citation out of a journal that
somebody wrote to is a span of its article, or none.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache, partial
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from assistant.types import Answer
from index.types import Article

T = TypeVar("T")
_HISTORY = ("history",)
"""The turns before are exchanges of their own."""


def encode(value: object) -> tuple[str, Mapping[str, Article]]:
    """A dataclass as JSON, and the articles it refers to by their hashes."""
    articles: dict[str, Article] = {}
    return json.dumps(_plain(value, articles), ensure_ascii=True), articles


def decode(kind: type[T], text: str, article: Callable[[str], Article]) -> T:
    """The dataclass again. Raises ValueError, TypeError or KeyError for what is no such thing."""
    value: T = _build(kind, json.loads(text), article)
    return value


def encode_article(article: Article) -> tuple[str, str]:
    """The hash of a version of an article as it was shown, and its JSON."""
    text = json.dumps({f.name: _plain(getattr(article, f.name), {}) for f in fields(article)}, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest(), text


def decode_article(text: str, reference: str) -> Article:
    """The article of that hash. Raises ValueError where somebody changed it."""
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != reference:
        raise ValueError(f"the article {reference[:12]} was changed after it was kept")
    article: Article = _of_fields(Article, json.loads(text), _no_article)
    return article


def _no_article(reference: str) -> Article:
    raise ValueError(f"an article refers to no other: {reference!r}")


def _plain(value: object, articles: dict[str, Article]) -> Any:
    if isinstance(value, Article):
        reference, _ = encode_article(value)
        articles[reference] = value
        return reference
    if is_dataclass(value):
        left_out = _HISTORY if isinstance(value, Answer) else ()
        return {f.name: _plain(getattr(value, f.name), articles) for f in fields(value) if f.name not in left_out}
    if isinstance(value, tuple):
        return [_plain(one, articles) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"cannot keep {value!r}")


def _build(kind: Any, value: Any, article: Callable[[str], Article]) -> Any:
    """The value as its type says. What has another type in the file is refused."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        built = _optional(kind, value, article)
    elif origin is tuple:
        built = tuple(_build(get_args(kind)[0], one, article) for one in _checked(list, value))
    elif origin is Literal:
        built = _one_of(get_args(kind), value)
    elif kind is Article:
        built = article(_checked(str, value))
    elif is_dataclass(kind):
        built = _of_fields(kind, value, article)
    else:
        built = _SIMPLE.get(kind, partial(_checked, kind))(value)
    return built


def _optional(kind: Any, value: Any, article: Callable[[str], Article]) -> Any:
    if value is None:
        return None
    (only,) = (one for one in get_args(kind) if one is not type(None))
    return _build(only, value, article)


def _of_fields(kind: Any, value: Any, article: Callable[[str], Article]) -> Any:
    """A field that an older version did not write has its default; one that a newer version wrote is not needed."""
    hints = _hints(kind)
    given = _checked(dict, value)
    return kind(**{name: _build(hint, given[name], article) for name, hint in hints.items() if name in given})


@cache
def _hints(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _one_of(choices: tuple[Any, ...], value: Any) -> Any:
    if value not in choices:
        raise ValueError(f"{value!r} is none of {choices}")
    return value


def _day(value: str) -> date:
    return datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)


_SIMPLE: Mapping[Any, Callable[[Any], Any]] = {date: _day, float: float}


def _checked(kind: type, value: Any) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
