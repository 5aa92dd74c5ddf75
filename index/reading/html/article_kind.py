"""What kind of article a page is: as its markup says, else its section, else the words that papers mark it with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.types import ArticleKind

_BY_TYPE: dict[str, ArticleKind] = {
    "opinionnewsarticle": "opinion",
    "analysisnewsarticle": "analysis",
    "backgroundnewsarticle": "analysis",
    "liveblogposting": "live",
}
_BY_SECTION: tuple[tuple[ArticleKind, re.Pattern[str]], ...] = (
    (
        "opinion",
        re.compile(
            r"opinions?|op-?eds?|comment(?:ary|isfree)?|editorials?|letters?(?: to the editor)?|columns?|columnists?"
            r"|viewpoints?|perspectives?|blogs/op-?ed"
        ),
    ),
    ("live", re.compile(r"live(?:-?blogs?|-updates?|-coverage)?")),
    ("analysis", re.compile(r"(?:news[ -])?analys[ie]s|explainers?|the-?upshot|in-depth")),
    ("interview", re.compile(r"interviews?|q-?(?:and|&)-?a")),
    (
        "press_release",
        re.compile(r"press-?[ ]?(?:releases?|room)|news-?releases?|pr-?newswire|business-?wire|globe-?newswire"),
    ),
)
_BY_TITLE: tuple[tuple[ArticleKind, re.Pattern[str]], ...] = (
    (
        "opinion",
        re.compile(r"(?:opinion|op-ed|editorial|commentary|column|letters? to the editor)\s*[:|–—-]|.*\|\s*opinion$"),
    ),
    ("analysis", re.compile(r"(?:news )?analysis\s*[:|–—-]|explainer\s*[:|–—-]|.*[|–—-]\s*analysis$")),
    (
        "live",
        re.compile(r"live(?: updates?| blog)?\s*[:|–—-]|.*[:|–—-]\s*live(?: updates?| blog)?$|.*\blive updates\b"),
    ),
    ("interview", re.compile(r"(?:interview|q\s?&\s?a)\s*[:|–—-]|.*[|–—:-]\s*(?:the |an )?interview$")),
    ("press_release", re.compile(r"press release\s*[:|–—-]")),
)
_RELEASE = re.compile(
    r"for immediate release\b|[^\n]{0,120}(?:/prnewswire/|\(business wire\)|\(globe newswire\)|/ots/|--business wire)",
    re.IGNORECASE,
)
_TURN = re.compile(r"^(?:[QA]|Question|Answer)\s?[:.]\s", re.MULTILINE)
_FEWEST_TURNS = 4


def kind_of(types: Iterable[str], sections: Iterable[str], path: str, *, title: str, text: str) -> ArticleKind:
    """The kind, by the first of these that tells one: schema.org types, sections, the address, headline and text."""
    for one in types:
        if kind := _BY_TYPE.get(one.lower()):
            return kind
    parts = [part for part in path.lower().strip("/").split("/")[:-1][:3] if part]
    for section in (*(" ".join(one.lower().split()) for one in sections), *parts):
        for kind, words in _BY_SECTION:
            if words.fullmatch(section):
                return kind
    for kind, words in _BY_TITLE:
        if words.match(" ".join(title.lower().split())):
            return kind
    if _RELEASE.match(text.lstrip()[:400]):
        return "press_release"
    return "interview" if len(_TURN.findall(text)) >= _FEWEST_TURNS else "news"
