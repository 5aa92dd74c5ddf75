"""Classify an article: its kind, from markup, section, headline or text, and the news agency that it credits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.types import ArticleKind

_KIND_BY_TYPE: dict[str, ArticleKind] = {
    "opinionnewsarticle": "opinion",
    "analysisnewsarticle": "analysis",
    "backgroundnewsarticle": "analysis",
    "liveblogposting": "live",
}
_SECTIONS: dict[ArticleKind, str] = {
    "opinion": r"opinions?|op-?eds?|comment(?:ary|isfree)?|editorials?|letters?(?: to the editor)?|columns?|columnists?"
    r"|viewpoints?|perspectives?|blogs/op-?ed",
    "live": r"live(?:-?blogs?|-updates?|-coverage)?",
    "analysis": r"(?:news[ -])?analys[ie]s|explainers?|the-?upshot|in-depth",
    "interview": r"interviews?|q-?(?:and|&)-?a",
    "press_release": r"press-?[ ]?(?:releases?|room)|news-?releases?|pr-?newswire|business-?wire|globe-?newswire",
}
_TITLES: dict[ArticleKind, str] = {
    "opinion": r"(?:opinion|op-ed|editorial|commentary|column|letters? to the editor)\s*[:|–—-]|.*\|\s*opinion$",
    "analysis": r"(?:news )?analysis\s*[:|–—-]|explainer\s*[:|–—-]|.*[|–—-]\s*analysis$",
    "live": r"live(?: updates?| blog)?\s*[:|–—-]|.*[:|–—-]\s*live(?: updates?| blog)?$|.*\blive updates\b",
    "interview": r"(?:interview|q\s?&\s?a)\s*[:|–—-]|.*[|–—:-]\s*(?:the |an )?interview$",
    "press_release": r"press release\s*[:|–—-]",
}
_PRESS_RELEASE = re.compile(
    r"for immediate release\b|[^\n]{0,120}(?:/prnewswire/|\(business wire\)|\(globe newswire\)|/ots/|--business wire)",
    re.IGNORECASE,
)
_TURN = re.compile(r"^(?:[QA]|Question|Answer)\s?[:.]\s", re.MULTILINE)
_AGENCY_NAMES = (
    "Reuters|Associated Press|Agence France-Presse|Bloomberg|PA Media|dpa|ANSA|EFE|Xinhua|TASS|Kyodo|Yonhap|ANI|IANS"
    "|The Canadian Press|CNN|Business Wire"
)
_AGENCIES = {name.lower(): name for name in _AGENCY_NAMES.split("|")} | {
    "thomson reuters": "Reuters",
    "ap": "Associated Press",
    "the associated press": "Associated Press",
    "afp": "Agence France-Presse",
    "upi": "United Press International",
    "pa": "PA Media",
    "press association": "PA Media",
    "pti": "Press Trust of India",
    "aap": "Australian Associated Press",
    "globe newswire": "GlobeNewswire",
}
_AGENCY = "|".join(sorted((re.escape(name) for name in _AGENCIES), key=len, reverse=True))
_DATELINE = re.compile(
    rf"[A-ZÀ-Þ][^\n()]{{0,60}}?\s?\((?P<agency>{_AGENCY})\)\s*[-–—:]|[A-Z][^\n/]{{0,60}}/PRNewswire/", re.IGNORECASE
)
_SIGNED = re.compile(rf"(?:source:\s*|\(|\(?with inputs? from |—\s*)(?P<agency>{_AGENCY})\)?\.?", re.IGNORECASE)


def detect_article_kind(
    types: Iterable[str], sections: Iterable[str], path: str, *, title: str, text: str
) -> ArticleKind:
    """Return the kind by schema.org types, else by sections, the URL's path, the headline or the text."""
    for schema_type in types:
        if kind := _KIND_BY_TYPE.get(schema_type.lower()):
            return kind
    folders = [part for part in path.lower().strip("/").split("/")[:-1][:3] if part]
    for section in (*(" ".join(name.lower().split()) for name in sections), *folders):
        for kind, pattern in _SECTIONS.items():
            if re.fullmatch(pattern, section):
                return kind
    for kind, pattern in _TITLES.items():
        if re.match(pattern, " ".join(title.lower().split())):
            return kind
    if _PRESS_RELEASE.match(text.lstrip()[:400]):
        return "press_release"
    return "interview" if len(_TURN.findall(text)) >= 4 else "news"


def find_agency(text: str) -> str | None:
    """Return the agency in the dateline ("BRELL (Reuters) - …") or below the text ("(AP)", "Source: Reuters")."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line in lines[:2]:
        if match := _DATELINE.match(line):
            return _AGENCIES[match["agency"].lower()] if match["agency"] else "PR Newswire"
    for line in lines[-3:]:
        if match := _SIGNED.fullmatch(line):
            return _AGENCIES[match["agency"].lower()]
    return None
