"""Time of a digest of many articles without a model: `python -m evals.benchmarks.digest [--articles N]`.

The floor is the least that every digest must do: read the articles from the index and split them into words.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant import open_assistant
from assistant.retrieval.thesaurus.lookup import TABLE
from evals.command_line import make_parser, positive, run_command, write_json_lines
from index.tokenization import split_words
from index.types import Scope

PAPERS = 4
SYLLABLES = "bar cor dun el far gal hol is kel lor mar nor os pel quin ros sal tor ul ven wex yar".split()


def make_articles(count: int, *, seed: int = 7) -> Iterator[dict[str, object]]:
    """Yield articles of about 300 words of one day, four for each event."""
    draw = random.Random(seed)
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    vocabulary = sorted({word for line in lines if (word := line.split()[0]).isalpha() and len(word) > 4})
    for number in range(count):
        if number % PAPERS == 0:
            words = draw.sample(vocabulary, 40)
            place, first, last = (f"{draw.choice(SYLLABLES)}{draw.choice(SYLLABLES)}".capitalize() for _ in range(3))
        verb = draw.choice(["closed", "opened", "failed"])
        sentences = [f"The {words[0]} of {place} {verb} on Monday after a {words[1]}."]
        for _ in range(14):
            some = draw.sample(words, 8)
            sentences.append(
                f"In {place} {draw.randint(2, 900)} {some[0]} {some[1]} {some[2]} {some[3]} of the {some[4]} {some[5]} "
                f"and the {some[6]} {some[7]}."
            )
        quote = f"“The {words[2]} will not be a {words[3]} again,”"
        sentences.append(f"{quote} said {first} {last}, who runs the {words[4]}.")
        draw.shuffle(sentences)
        yield {
            "id": f"made-{number}",
            "title": f"{words[0].capitalize()} of {place} and the {draw.choice(words[1:])}",
            "publisher": f"Paper {number % PAPERS}",
            "published": "2026-01-05",
            "text": "\n\n".join(sentences),
        }


def measure(articles: int) -> str:
    """Return the time of a digest and of the floor, with the numbers of events made and found."""
    with tempfile.TemporaryDirectory() as folder, open_assistant(index=f"{folder}/index", model="none") as assistant:
        assistant.ingest([write_json_lines(Path(folder) / "made.jsonl", make_articles(articles))])
        started = time.perf_counter()
        snapshot = assistant.view().snapshot
        stored = snapshot.articles(snapshot.article_ids(Scope())).values()
        words = sum(len(split_words(article.text)) for article in stored)
        floor = time.perf_counter() - started
        started = time.perf_counter()
        digest = assistant.digest()
        seconds = time.perf_counter() - started
    stories = f"{-(-articles // PAPERS):,} events made, {len(digest.stories) + digest.left_out:,} found"
    return (
        f"{articles:,} articles of {words // articles} words, {stories}\n"
        f"digest {seconds:.2f} s; floor (read, and split into words) {floor:.2f} s; {seconds / floor:.0f} times"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = make_parser("benchmarks.digest", __doc__, with_json=False)
    parser.add_argument("--articles", type=positive, default=1_000)
    return run_command(parser, arguments, measure, str)


if __name__ == "__main__":
    sys.exit(main())
