"""Convert frozen dataclasses to JSON and back by their types. Articles are stored once and referenced by their hash.

Decoding uses the ordinary constructors, so a citation from a manipulated journal is still a span of its article.
"""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from assistant.types import Answer
from index.types import Article

T = TypeVar("T")
FindArticle = Callable[[str], Article]


def encode(value: object) -> tuple[str, Mapping[str, Article]]:
    """Return a dataclass as JSON, and the articles it references by hash."""
    articles: dict[str, Article] = {}
    return json.dumps(_to_json(value, articles), ensure_ascii=True), articles


def decode(kind: type[T], text: str, article: FindArticle) -> T:
    """Return the dataclass from its JSON. Raises ValueError, TypeError or KeyError for invalid content."""
    value: T = _from_json(kind, json.loads(text), article)
    return value


def encode_article(article: Article) -> tuple[str, str]:
    """Return the SHA-256 hash of an article version, and its JSON."""
    text = json.dumps({f.name: _to_json(getattr(article, f.name), {}) for f in fields(article)}, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest(), text


def decode_article(text: str, reference: str) -> Article:
    """Return the article with that hash. Raises ValueError if the text was changed."""
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != reference:
        raise ValueError(f"the article {reference[:12]} was changed after it was stored")

    def reject(reference: str) -> Article:
        raise ValueError(f"an article cannot reference another article: {reference!r}")

    article: Article = _dataclass_from_json(Article, json.loads(text), reject)
    return article


def _to_json(value: object, articles: dict[str, Article]) -> Any:
    if isinstance(value, Article):
        reference, _ = encode_article(value)
        articles[reference] = value
        return reference
    if is_dataclass(value):
        # An answer's history is left out because the earlier turns are exchanges themselves.
        names = [f.name for f in fields(value) if not (isinstance(value, Answer) and f.name == "history")]
        return {name: _to_json(getattr(value, name), articles) for name in names}
    if isinstance(value, tuple):
        return [_to_json(item, articles) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"cannot store {value!r}")


def _from_json(kind: Any, value: Any, article: FindArticle) -> Any:
    """Return the value as its type says. Raises TypeError or ValueError for another type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        (only,) = (one for one in arguments if one is not type(None))
        built = None if value is None else _from_json(only, value, article)
    elif origin is tuple:
        built = tuple(_from_json(arguments[0], item, article) for item in _checked(list, value))
    elif origin is Literal:
        if value not in arguments:
            raise ValueError(f"{value!r} is none of {arguments}")
        built = value
    elif kind is date:
        built = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    elif kind is Article:
        built = article(_checked(str, value))
    elif is_dataclass(kind):
        built = _dataclass_from_json(kind, value, article)
    else:
        built = float(value) if kind is float else _checked(kind, value)
    return built


def _dataclass_from_json(kind: Any, value: Any, article: FindArticle) -> Any:
    """Build a dataclass. Fields from an older version get their defaults; unknown fields are ignored."""
    row, hints = _checked(dict, value), _field_types(kind)
    return kind(**{name: _from_json(hint, row[name], article) for name, hint in hints.items() if name in row})


@cache
def _field_types(kind: Any) -> Mapping[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _checked(kind: type, value: Any) -> Any:
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{value!r} is not of type {kind.__name__}")
    return value
