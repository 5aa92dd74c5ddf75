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


def detect_article_kind(
    types: Iterable[str], sections: Iterable[str], path: str, *, title: str, text: str
) -> ArticleKind:
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


_AGENCIES = {
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "ap": "Associated Press",
    "associated press": "Associated Press",
    "the associated press": "Associated Press",
    "afp": "Agence France-Presse",
    "agence france-presse": "Agence France-Presse",
    "bloomberg": "Bloomberg",
    "upi": "United Press International",
    "pa": "PA Media",
    "pa media": "PA Media",
    "press association": "PA Media",
    "dpa": "dpa",
    "ansa": "ANSA",
    "efe": "EFE",
    "xinhua": "Xinhua",
    "tass": "TASS",
    "kyodo": "Kyodo",
    "yonhap": "Yonhap",
    "ani": "ANI",
    "pti": "Press Trust of India",
    "ians": "IANS",
    "aap": "Australian Associated Press",
    "the canadian press": "The Canadian Press",
    "cnn": "CNN",
    "business wire": "Business Wire",
    "globe newswire": "GlobeNewswire",
}
_NAME = "|".join(sorted((re.escape(name) for name in _AGENCIES), key=len, reverse=True))
_DATELINE = re.compile(
    rf"[A-ZÀ-Þ][^\n()]{{0,60}}?\s?\((?P<agency>{_NAME})\)\s*[-–—:]|(?P<slashed>[A-Z][^\n/]{{0,60}})/PRNewswire/",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"(?:source:\s*|\(|\(?with inputs? from |—\s*)(?P<agency>{_NAME})\)?\.?", re.IGNORECASE)
_LAST_LINES = 3


def find_agency(text: str) -> str | None:
    """The agency in the dateline ("BRELL (Reuters) - …") or below the text ("(AP)", "Source: Reuters")."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line in lines[:2]:
        if match := _DATELINE.match(line):
            return _AGENCIES[match["agency"].lower()] if match["agency"] else "PR Newswire"
    for line in lines[-_LAST_LINES:]:
        if match := _SIGNED.fullmatch(line):
            return _AGENCIES[match["agency"].lower()]
    return None
