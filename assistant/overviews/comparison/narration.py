"""A comparison in words: under each position who takes it, with the quotations that tell so, all cited."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce
from assistant.answers.phrases import join_names, one_line
from assistant.overviews.comparison.positions import Stand
from assistant.overviews.comparison.types import Contradiction, Position
from assistant.types import ShownStatement
from index.types import ArticleStatement

ORDER: Mapping[Position, int] = {"agrees": 0, "disputes": 1, "other": 2, "silent": 3}
_SETTLED: Mapping[Position, str] = {
    "agrees": "Says there is agreement",
    "disputes": "Says it is still open",
    "other": "Spoke to the topic, not to whether there is agreement",
}
_NOT_NAMED = "In articles on it, without naming it"
_AT_ODDS = {
    "polarity": "At odds on the same point",
    "number": "Two figures for the same thing",
    "day": "Two days for the same thing",
    "settled": "At odds over whether there is agreement",
}


@dataclass(frozen=True, slots=True)
class NarratedComparison:
    """A speaker's position with the statements that tell it, one of the other side from before, and others on the
    topic."""

    speaker: str
    position: Position
    telling: tuple[ArticleStatement, ...] = ()
    before: tuple[ArticleStatement, ...] = ()
    besides: tuple[ArticleStatement, ...] = ()

    @property
    def all(self) -> tuple[ArticleStatement, ...]:
        return (*self.telling, *self.before, *self.besides)


def narrate(
    rows: Sequence[NarratedComparison],
    stand: Stand | None,
    contradictions: Iterable[Contradiction],
    numbering: CitationNumbers,
    *,
    beside: Collection[str],
) -> str:
    """The paragraphs of the answer: a heading, then the statements under it; at last what is at odds."""
    labels = _labels(stand, numbering)
    named = {laid.speaker for laid in rows if any(one.statement.id not in beside for one in laid.all)}
    groups: list[tuple[str, list[ArticleStatement]]] = [
        (labels[side], [one for laid in rows if laid.position == side for one in laid.telling])
        for side in ("agrees", "disputes")
    ]
    groups.append(
        ("Took the other side before", [one for laid in rows if laid.position != "other" for one in laid.before])
    )
    groups.append(("Said both", [one for laid in rows if laid.position == "other" for one in laid.before]))
    besides = [one for laid in rows if laid.speaker in named for one in laid.besides]
    groups.append((labels["other"], [one for one in besides if one.statement.commitment != "declined"]))
    groups.append(("Declined to say", [one for one in besides if one.statement.commitment == "declined"]))
    groups.append((_NOT_NAMED, [one for laid in rows if laid.speaker not in named for one in laid.besides]))
    paragraphs: list[str] = []
    for label, some in groups:
        paragraphs += [f"{label}:", *(_line(one, numbering) for one in some)] if some else []
    silent = [laid.speaker for laid in rows if laid.position == "silent"]
    if silent:
        paragraphs.append(f"Silent in these articles: {one_line(join_names(silent))}.")
    paragraphs += [f"{_AT_ODDS[one.kind]}: {_side(one.one)} against {_side(one.other)}." for one in contradictions]
    return "\n\n".join(paragraphs)


def _labels(stand: Stand | None, numbering: CitationNumbers) -> Mapping[Position, str]:
    if stand is None:
        return {"agrees": "", "disputes": "", "other": "Spoke to the topic"}
    if stand.kind == "settled":
        return _SETTLED
    marker = numbering.show(stand.anchor)[0].marker
    return {
        "agrees": f"Says what [{marker}] says",
        "disputes": f"Disputes what [{marker}] says",
        "other": "Spoke to the topic otherwise",
    }


def _line(one: ArticleStatement, numbering: CitationNumbers) -> str:
    pieces = numbering.show(one)
    return f"{introduce(one, pieces)} [{pieces[0].marker}]"


def _side(side: Sequence[ShownStatement]) -> str:
    names = list(dict.fromkeys(shown.speaker or "" for shown in side))
    markers = dict.fromkeys(shown.marker for shown in side)
    return one_line(join_names(names)) + "".join(f" [{marker}]" for marker in markers)
