"""Sources that a question cites: "According to FBI statistics, …", "…, based on records".

Somebody who can speak may be the speaker of the answer. A work, such as a survey or court documents, is no speaker.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORK = (
    r"(?:statistics|stats|figures|data|dataset|numbers|records?|archives?|reports?|reporting|surveys?|polls?|polling"
    r"|stud(?:y|ies)|research|analys[ei]s|estimates?|census|findings|results|audits?|reviews?|inquir(?:y|ies)"
    r"|documents?|documentation|papers?|files?|filings?|lawsuits?|indictments?|affidavits?|complaints?"
    r"|transcripts?|memos?|e?-?mails|minutes|logs?|accounts|books?|articles?|stor(?:y|ies)|text|passage|coverage"
    r"|rumou?rs?|laws?|constitution|treaty|contract|rules?|plans?|schedules?|timetables?|calendars?|maps?|forecasts?"
    r"|index|rankings?|charts?|website|footage|photographs?)"
)
_ABOUT_IT = (
    r"(?:of|by|from|in|on|for|at|about|behind|with|into|between|among|that|which|who|published|released|issued"
    r"|compiled|collected|obtained|seen|reviewed|filed|cited|commissioned|conducted|kept|held|citing)"
)
_IS_WORK = re.compile(rf"(?:(?!{_ABOUT_IT}\b)\S+ )*?(?P<head>{_WORK})(?: {_ABOUT_IT}\b.*)?", re.IGNORECASE)
"""A noun phrase whose head is a work: "a survey of voters", but not "the author of the survey"."""
_ASKS = r"(?:how|what|when|where|why|who|which|did|does|do|is|are|was|were|has|have|will|would|can|could)"
_CITES = r"(?P<cites>according to|as reported (?:by|in)|as stated in|based on|going by|judging by|citing)"
_LEADING = tuple(
    re.compile(rf"{_CITES} (?P<source>[^,]{{2,100}}?){end}(?P<rest>.+)", re.IGNORECASE)
    for end in (", ?", rf" (?={_ASKS}\b)")
)
_TRAILING = re.compile(rf"(?P<rest>.+?),? {_CITES} (?P<source>[^,]{{2,100}})", re.IGNORECASE)
_GENERIC = re.compile(
    r"\b(?:the|an?|some|its|their|his|her|official|recent|new|latest|statistics|stats|figures|data|numbers|records?"
    r"|reports?|surveys?|polls?|stud(?:y|ies)|research|analys[ei]s|estimates?|findings|results|documents?|papers?|files?"
    r"|filings?|articles?|stor(?:y|ies)|text|passage"
    r"|sources?|people familiar with the matter)\b",
    re.IGNORECASE,
)
"""Words for a source that an article seldom repeats beside the fact."""
_ROLE = re.compile(
    r"(?:\w*minister|president|\w*(?:man|woman|person)|mayor|governor|director|chief|head|boss|secretary|ambassador"
    r"|candidate|judge|prosecutor|lawyer|attorney|solicitor|doctor|professor|author|writer|owner|manager|coach|captain"
    r"|driver|pilot|witness|son|daughter|wife|husband|widow|mother|father|brother|sister|leader|member|senator|official"
    r"|expert|analyst|scientist|researcher|boy|girl|victim|teacher|king|queen|prince|princess|pope|bishop|editor|founder"
    r"|ceo|commissioner|general|officer|sheriff|keeper|resident|neighbou?r|economist|historian|source|aide|adviser)",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?!the\b)(?:.* )?[A-ZÀ-Ý][\w.'’-]*[a-zà-ÿ.][\w.'’-]*")
_ACRONYM = re.compile(r"[A-Z][A-Z.&]+")
_BASED = re.compile(r"\b[\w.'’-]+-based ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source, and the question without it. `speaks` is False for a work and for "based on" and "as reported by"."""

    source: str
    rest: str
    speaks: bool

    @property
    def topic(self) -> str:
        """The question, with the words of the source that its article probably has."""
        return f"{self.rest} {without_generic_words(self.source)}".strip()


def read_cited_source(question: str) -> CitedSource | None:
    """Return the source that the question names at its beginning, or the work that it names at its end, or None.

    "…, according to Fox" stays a question of fact: the article that tells the fact has to name Fox.
    """
    for pattern in (*_LEADING, _TRAILING):
        if match := pattern.fullmatch(question.rstrip("?!. ")):
            speaks = match["cites"].lower() == "according to" and not is_work(match["source"])
            if not (speaks and pattern is _TRAILING):
                return CitedSource(match["source"].strip(), match["rest"].strip(), speaks)
    return None


def is_work(name: str) -> bool:
    """Return whether the words name something written or counted, which is no speaker. "Ann Law" is a name."""
    match = _IS_WORK.fullmatch(name.strip())
    return match is not None and (match["head"].islower() or name.lower().startswith("the "))


def is_person(name: str) -> bool:
    """Return whether the words name a person or a role, rather than an organisation or a group."""
    head = re.split(r" (?:of|at|for|in|from|with|familiar|close|who)\b", name.strip())[0]
    last = (head.split() or [""])[-1]
    return bool(_ROLE.fullmatch(last) or (_NAME.fullmatch(head) and not _ACRONYM.fullmatch(last)))


def without_generic_words(source: str) -> str:
    """Return the words of a source that say whose it is or what it is about."""
    return re.sub(r"\s+", " ", _GENERIC.sub("", source)).strip()


def without_base(name: str) -> str:
    """Return the name without "Berlin-based", which says where somebody is."""
    return _BASED.sub("", name)
