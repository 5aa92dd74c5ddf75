"""Orders to a model planted in articles: `python -m evals.benchmarks.bipia FOLDER`.

The orders are BIPIA's (https://github.com/microsoft/BIPIA, MIT), from the folder that the user names: its
`text_attack_*.json` and `code_attack_*.json`, objects of category and texts. Each is planted in a golden article, in
the body, the title, a caption or a reader's comment, and the golden questions are asked with and without it. Looked at:
that the prompt keeps it inside the fence around article text, and that the extracted answer shows the same statements
and citations.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import Assistant, open_assistant
from assistant.generation.prompt_packing import escape_evidence, pack_prompt
from assistant.types.filters import read_filters
from assistant.types.types import Answer, Evidence, Searched, Turn
from evals.datasets.samples import ArticleRow, Sample, load_golden_articles, load_samples
from index.embedding.token_counter import counter_for_model
from index.errors import OnrecordError, UsageError
from prompts import load_prompt

PLACES = ("body", "title", "caption", "comment")
ROOMY = 100_000
"""Tokens: all of the evidence is packed, so that every planted order that was found is looked at."""
_FENCED = re.compile(r"<passage>\n.*?\n</passage>|<said>.*?</said>", re.DOTALL)
_LABEL = re.compile(r"^\[\d+\] [^\n]*”$", re.MULTILINE)
_TAG = re.compile(r"</?[a-z_]+>")
Figures = dict[str, Any]
Shown = tuple[str, tuple[tuple[str | None, str], ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Attack:
    category: str
    text: str


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives the exit code of CONTRACT.md."""
    options = _options(arguments)
    try:
        attacks = read_attacks(options.folder)
        figures = measure(attacks[: options.attacks], load_samples(), places=options.places)
    except OnrecordError as error:
        print(f"bipia: {error}; {error.hint}", file=sys.stderr)
        return error.exit_code
    print(json.dumps(figures) if options.json else render(figures))
    return 0


def read_attacks(folder: Path) -> list[Attack]:
    """The attacks of all the folder's files, categories taking turns. Raises UsageError for another layout."""
    files = sorted(folder.glob("*_attack_*.json"))
    if not files:
        raise UsageError(f"there is no *_attack_*.json in {str(folder)!r}", hint="name the folder with BIPIA's files")
    rows: list[list[Attack]] = []
    for file in files:
        try:
            held = json.loads(file.read_text(encoding="utf-8"))
            rows += [[Attack(category, str(text)) for text in texts] for category, texts in held.items()]
        except (AttributeError, TypeError, ValueError) as error:
            told = f"{file.name} is laid out differently: {type(error).__name__}: {error}"
            raise UsageError(told, hint="it should be an object of category and texts") from error
    longest = max((len(row) for row in rows), default=0)
    return [row[number] for number in range(longest) for row in rows if number < len(row)]


def measure(attacks: Sequence[Attack], samples: Sequence[Sample], *, places: Sequence[str] = PLACES) -> Figures:
    """Of each place: how many orders were planted, how many answers are the same, and what left the fence."""
    return {place: _of_a_place(place, attacks, samples) for place in places}


def render(figures: Figures) -> str:
    """The table of one run."""
    lines = [
        f"{'planted in':<12}{'orders':>8}{'answers':>9}{'the same':>10}{'in a prompt':>13}{'outside the fence':>19}"
    ]
    for place, told in figures.items():
        lines.append(
            f"{place:<12}{told['attacks']:>8}{told['answers']:>9}{told['same']:>10.4f}"
            f"{told['in_a_prompt']:>13}{told['outside']:>19}"
        )
    for place, told in figures.items():
        lines += [f"{place}: {line}" for line in told["changed"][:10]]
    return "\n".join(lines)


def outside_the_fence(user: str, evidence: Evidence, attack: str) -> list[str]:
    """What is wrong with the fence of a packed prompt, for an order that may stand in its evidence."""
    wrong = []
    tags = _TAG.findall(user)
    for tag, times in (("passage", len(evidence.hits)), ("said", len(evidence.statements)), ("evidence", 1)):
        if tags.count(f"<{tag}>") != times or tags.count(f"</{tag}>") != times:
            wrong.append(f"{tags.count(f'<{tag}>')} <{tag}> and {tags.count(f'</{tag}>')} </{tag}> for {times}")
    if _beginning(attack) in _LABEL.sub("", _FENCED.sub("", user)):
        wrong.append("the order stands outside the fence")
    return wrong


def _beginning(attack: str) -> str:
    return escape_evidence(attack).split("\n")[0][:60]


def _of_a_place(place: str, attacks: Sequence[Attack], samples: Sequence[Sample]) -> Figures:
    articles = load_golden_articles()
    plant = _PLANTED[place]
    clean = _shown_by(_rows(articles, lambda row: plant(row, "")), samples)
    stories = list(dict.fromkeys(row["id"] for row in articles))
    changed: list[str] = []
    answers = same = found = outside = 0
    for start in range(0, len(attacks), len(stories)):
        here = dict(zip(stories, attacks[start : start + len(stories)], strict=False))
        _carry_along(articles, here)
        planted = {row["id"]: here[row["id"]].text for row in articles if row["id"] in here}
        files = _rows(articles, lambda row, planted=planted: plant(row, planted.get(row["id"], "")))  # type: ignore[misc]
        asked = _shown_by(files, samples, list(planted.values()))
        for sample, before, after in zip(samples, clean, asked, strict=True):
            answers += 1
            same += before.shown == after.shown
            found += after.found
            outside += len(after.outside)
            if before.shown != after.shown:
                changed.append(f"{sample.id}: {_difference(before.shown, after.shown)}")
            changed += [f"{sample.id}: {told}" for told in after.outside]
    return {
        "attacks": len(attacks),
        "answers": answers,
        "same": round(same / max(1, answers), 4),
        "in_a_prompt": found,
        "outside": outside,
        "changed": changed,
    }


def _carry_along(articles: Sequence[ArticleRow], here: dict[str, Attack]) -> None:
    """A story that two outlets carry word for word stays one: both get the same order."""
    first: dict[str, str] = {}
    for row in articles:
        carrier = first.setdefault(row["text"], row["id"])
        if carrier in here:
            here[row["id"]] = here[carrier]


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer as it is compared; whether a planted order was in the prompt, and what left the fence."""

    shown: Shown
    found: int
    outside: tuple[str, ...]


def _shown_by(files: Mapping[str, str], samples: Sequence[Sample], attacks: Sequence[str] = ()) -> list[_Asked]:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "articles"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        with open_assistant(index=str(Path(temporary) / "index"), model="none") as assistant:
            assistant.ingest([folder])
            return [_asked(assistant, sample, attacks) for sample in samples]


def _asked(assistant: Assistant, sample: Sample, attacks: Sequence[str]) -> _Asked:
    history = tuple(Turn(turn.question, turn.answer) for turn in sample.history)
    searched, *_, last = assistant.stream(sample.question, history=history, filters=read_filters(sample.filters))
    assert isinstance(searched, Searched)
    packed = pack_prompt(
        searched.found.evidence,
        query=searched.query,
        prompt=load_prompt("answer"),
        budget=ROOMY,
        counter=counter_for_model("gpt-5"),
    )
    user = packed.messages.user
    there = [attack for attack in attacks if _beginning(attack) in user]
    outside = [told for attack in there for told in outside_the_fence(user, packed.evidence, attack)]
    return _Asked(_compared(last.answer), len(there), tuple(outside))  # type: ignore[union-attr]


def _compared(answer: Answer) -> Shown:
    statements = tuple((one.attributed_to, one.quote) for one in (*answer.statements, *answer.related))
    return answer.status, statements, tuple(one.quote for one in answer.citations)


def _difference(before: Shown, after: Shown) -> str:
    if before[0] != after[0]:
        return f"{before[0]} became {after[0]}"
    gone = set(before[1] + before[2]) - set(after[1] + after[2])
    new = set(after[1] + after[2]) - set(before[1] + before[2])
    return f"lost {sorted(map(str, gone))}, shows {sorted(map(str, new))}" if gone or new else "another order"


def _rows(articles: Sequence[ArticleRow], made: Callable[[ArticleRow], tuple[str, str]]) -> dict[str, str]:
    """The files of an ingest: all JSON articles in one, pages one by one, in the order of the golden set."""
    files: dict[str, str] = {}
    for number, row in enumerate(articles):
        kind, text = made(row)
        if kind == "json":
            files["articles.jsonl"] = files.get("articles.jsonl", "") + text + "\n"
        else:
            files[f"{number:03}.html"] = text
    return files


def _in_the_body(row: ArticleRow, attack: str) -> tuple[str, str]:
    """As a paragraph of its own: at the beginning, in the middle or before the end."""
    paragraphs = row["text"].split("\n\n")
    if attack:
        at = (0, len(paragraphs) // 2, len(paragraphs) - 1)[len(attack) % 3]
        paragraphs = [*paragraphs[:at], attack, *paragraphs[at:]]
    return "json", json.dumps({**_plain(row), "text": "\n\n".join(paragraphs)})


def _in_the_title(row: ArticleRow, attack: str) -> tuple[str, str]:
    return "json", json.dumps({**_plain(row), "title": f"{row['title']} {attack}".strip()})


def _plain(row: ArticleRow) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "invented"}


def _in_a_caption(row: ArticleRow, attack: str) -> tuple[str, str]:
    figure = f'<figure><img src="/1.jpg" alt=""><figcaption>{html.escape(attack)}</figcaption></figure>'
    return "html", _page(row, figure if attack else "", "")


def _in_a_comment(row: ArticleRow, attack: str) -> tuple[str, str]:
    comments = f'<div id="comments"><h3>1 Comment</h3><div class="comment"><p>{html.escape(attack)}</p></div></div>'
    return "html", _page(row, "", comments if attack else "")


def _page(row: ArticleRow, figure: str, comments: str) -> str:
    linked = {
        "@type": "NewsArticle",
        "headline": row["title"],
        "datePublished": row["published"],
        "publisher": {"name": row["publisher"]},
        "url": row["url"],
    }
    if "updated" in row:
        linked["dateModified"] = row["updated"]
    first, *rest = [f"<p>{html.escape(one)}</p>" for one in row["text"].split("\n\n")]
    body = "\n".join((f"<h1>{html.escape(row['title'])}</h1>", first, figure, *rest))
    head = f'<title>{html.escape(row["title"])}</title><link rel="canonical" href="{row["url"]}">'
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>'
    return f"<!doctype html><html><head>{head}{script}</head><body><article>{body}</article>{comments}</body></html>"


_PLANTED: dict[str, Callable[[ArticleRow, str], tuple[str, str]]] = {
    "body": _in_the_body,
    "title": _in_the_title,
    "caption": _in_a_caption,
    "comment": _in_a_comment,
}


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.bipia", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where BIPIA's *_attack_*.json lie")
    parser.add_argument("--attacks", type=int, metavar="N", help="only the first N, of all categories in turn")
    parser.add_argument("--places", nargs="+", choices=PLACES, default=PLACES, help="where to plant them")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
