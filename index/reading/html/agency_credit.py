"""To whom a republished article is credited: the agency that its text names as agencies are named."""

from __future__ import annotations

import re

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


def agency_of(text: str) -> str | None:
    """The agency in the dateline ("BRELL (Reuters) - …") or below the text ("(AP)", "Source: Reuters")."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    for line in lines[:2]:
        if match := _DATELINE.match(line):
            return _AGENCIES[match["agency"].lower()] if match["agency"] else "PR Newswire"
    for line in lines[-_LAST_LINES:]:
        if match := _SIGNED.fullmatch(line):
            return _AGENCIES[match["agency"].lower()]
    return None
