"""The text of a comparison: under each position its speakers with their cited statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answers.citations import CitationNumbers
from assistant.answers.extractive import introduce, one_line
from assistant.answers.names import join_names
from assistant.overviews.comparison.positions import Proposition
from assistant.overviews.types import Contradiction, Position
from assistant.types.types import ShownStatement
from index.types import ArticleStatement

SIDES: tuple[Position, Position] = ("agrees", "disputes")
POSITION_ORDER: Mapping[Position, int] = {"agrees": 0, "disputes": 1, "other": 2, "silent": 3}
_SETTLED_HEADINGS: Mapping[Position, str] = {
    "agrees": "Says there is agreement",
    "disputes": "Says it is still open",
    "other": "Spoke to the topic, but not to whether there is agreement",
}
_CONTRADICTION_HEADINGS = {
    "polarity": "Contradictory statements",
    "number": "Different figures for the same thing",
    "day": "Different days for the same thing",
    "settled": "Disagree on whether there is agreement",
}


@dataclass(frozen=True, slots=True)
class SpeakerPosition:
    """A speaker's position with the statements that show it, an earlier one of the other side, and further ones."""

    speaker: str
    position: Position
    current: tuple[ArticleStatement, ...] = ()
    earlier: tuple[ArticleStatement, ...] = ()
    further: tuple[ArticleStatement, ...] = ()

    @property
    def statements(self) -> tuple[ArticleStatement, ...]:
        return (*self.current, *self.earlier, *self.further)


def narrate(
    rows: Sequence[SpeakerPosition],
    proposition: Proposition | None,
    contradictions: Iterable[Contradiction],
    numbering: CitationNumbers,
    *,
    title_only: Collection[str],
) -> str:
    """Return the paragraphs: each heading with its statements, then the silent speakers and the contradictions."""
    headings = _headings(proposition, numbering)
    named = {row.speaker for row in rows if any(item.statement.id not in title_only for item in row.statements)}
    further = [item for row in rows if row.speaker in named for item in row.further]
    sections: list[tuple[str, list[ArticleStatement]]] = [
        *((headings[side], [item for row in rows if row.position == side for item in row.current]) for side in SIDES),
        ("Took the other side before", [item for row in rows if row.position != "other" for item in row.earlier]),
        ("Said both", [item for row in rows if row.position == "other" for item in row.earlier]),
        (headings["other"], [item for item in further if item.statement.commitment != "declined"]),
        ("Declined to say", [item for item in further if item.statement.commitment == "declined"]),
        (
            "In articles on the topic, without naming it",
            [item for row in rows if row.speaker not in named for item in row.further],
        ),
    ]
    paragraphs: list[str] = []
    for heading, items in sections:
        paragraphs += [f"{heading}:", *(_line(item, numbering) for item in items)] if items else []
    silent = [row.speaker for row in rows if row.position == "silent"]
    if silent:
        paragraphs.append(f"Silent in these articles: {one_line(join_names(silent))}.")
    for found in contradictions:
        heading = _CONTRADICTION_HEADINGS[found.kind]
        paragraphs.append(f"{heading}: {_speakers(found.one)} against {_speakers(found.other)}.")
    return "\n\n".join(paragraphs)


def _headings(proposition: Proposition | None, numbering: CitationNumbers) -> Mapping[Position, str]:
    if proposition is None:
        return {"agrees": "", "disputes": "", "other": "Spoke to the topic"}
    if proposition.kind == "settled":
        return _SETTLED_HEADINGS
    marker = numbering.show(proposition.statement)[0].marker
    return {
        "agrees": f"Agrees with [{marker}]",
        "disputes": f"Disputes [{marker}]",
        "other": "Spoke to the topic, but not to this point",
    }


def _line(item: ArticleStatement, numbering: CitationNumbers) -> str:
    pieces = numbering.show(item)
    return f"{introduce(item, pieces)} [{pieces[0].marker}]"


def _speakers(side: Sequence[ShownStatement]) -> str:
    names = list(dict.fromkeys(shown.speaker or "" for shown in side))
    markers = dict.fromkeys(shown.marker for shown in side)
    return one_line(join_names(names)) + "".join(f" [{marker}]" for marker in markers)
