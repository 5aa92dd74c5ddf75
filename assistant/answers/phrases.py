"""Short texts for answers: names in a list, days, the searched topic and the coverage."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date

from assistant.types import EXTRACTIVE, MARKER, Dropped, Query, Receipt
from index.people.aliases import bare_name
from index.types import Coverage

NEAREST_HEADING = "Nearest passages, which may not answer the question:"
MAX_DROPPED = 90
"""Characters of a sentence that was left out."""
_DOUBLE_QUOTE = re.compile(r"[“”\"]")


def one_line(text: str) -> str:
    """Return the text on one line, with "[7]" as "(7)" so that only our markers look like markers."""
    return MARKER.sub(r"(\1)", re.sub(r"\s+", " ", text).strip())


def pair_quotation_marks(words: str) -> str:
    """Return the words with paired quotation marks. An open one would put later words into a speaker's mouth."""
    marks = "".join(_DOUBLE_QUOTE.findall(words))
    if re.fullmatch(r'(?:“”|"")*', marks):
        return words
    opens = itertools.cycle("“”")
    if marks.startswith("”"):
        words = f"“{words}"
    paired = _DOUBLE_QUOTE.sub(lambda _: next(opens), words)
    return paired if next(opens) == "“" else f"{paired}”"


def format_day(day: date) -> str:
    """Return the day as "Aug 17, 2025"."""
    return f"{day:%b} {day.day}, {day.year}"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: "1 copy", "2,000 copies"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def describe_coverage(coverage: Coverage) -> str:
    """Return the number of searched articles and their dates: "in 12 articles from … to …"."""
    articles = count(coverage.articles, "article")
    if coverage.first is None or coverage.last is None:
        return f"in {articles}" + (" without a date" if coverage.articles else "")
    if coverage.first == coverage.last:
        return f"in {articles} of {format_day(coverage.first)}"
    return f"in {articles} from {format_day(coverage.first)} to {format_day(coverage.last)}"


def describe_search(query: Query) -> str:
    """Return the searched speakers and topic: "of Marco Rubio on Article 5", or "that answers this"."""
    topic = f" on {one_line(query.topic)}" if query.topic else ""
    if query.about_speakers:
        what = {"denied": "a denial by ", "declined": "a refusal by "}.get(query.commitment or "", "")
        return f"of {what}{one_line(' or '.join(people_asked_about(query)))}{topic}"
    return f"of a statement{topic}" if query.asks == "who_said" else "that answers this"


def describe_unanswered(part: str) -> str:
    """Return the line that names the part of a question that the articles do not answer."""
    return f"Not answered by the articles: {one_line(part)}"


def describe_problem(receipt: Receipt) -> str | None:
    """Return what went wrong with the model, and why; None if nothing did."""
    if receipt.degraded:
        is_extractive = receipt.composer == EXTRACTIVE
        problem = "Answered without the model" if is_extractive else "The model's answer is incomplete"
        return f"{problem}: {receipt.degraded}"
    notes = [f"Checked by rules alone: {receipt.check_note}"] if receipt.check_note else []
    notes += [f"Less evidence was used: {receipt.packing_note}"] if receipt.packing_note else []
    return ". ".join(notes) or None


def describe_dropped(dropped: Sequence[Dropped]) -> str:
    """Return what verification left out, with the first sentence and its reason."""
    first = one_line(dropped[0].text)
    short = first if len(first) <= MAX_DROPPED else f"{first[: MAX_DROPPED - 1].rstrip()}…"
    return f"Left out {count(len(dropped), 'sentence')}: “{short}” – {one_line(dropped[0].why)}"


def join_names(names: Sequence[str]) -> str:
    """Return `A`, `A and B` or `A, B and C`."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def without_lone_surnames(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names without a surname alone that also belongs to one of the full names."""
    words = {name: bare_name(name) for name in names}
    surnames = {parts[-1] for parts in words.values() if len(parts) > 1}
    return tuple(name for name, parts in words.items() if len(parts) != 1 or parts[0] not in surnames)


def people_asked_about(query: Query) -> tuple[str, ...]:
    """Return the people a question names, indexed speakers first."""
    return (*without_lone_surnames(query.speakers), *query.unknown_speakers)
