"""How long a digest of many articles takes without a model: `python -m evals.benchmarks.digest [--articles N]`.

The articles are made: events that several papers report in different sentences, out of words drawn for each event. The
floor beside it is what every digest must do at the least, measured in the same run: read those articles out of the
index and cut them into words.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from assistant import open_assistant
from assistant.retrieval.thesaurus.thesaurus import TABLE
from evals.command_line import positive
from index.tokenization import words_of
from index.types import Scope

PAPERS = 4
SYLLABLES = "bar cor dun el far gal hol is kel lor mar nor os pel quin ros sal tor ul ven wex yar".split()


def made_articles(many: int, *, seed: int = 7) -> Iterator[dict[str, object]]:
    """Articles of some 300 words, four papers to an event, all of one day."""
    draw = random.Random(seed)
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    vocabulary = sorted({word for line in lines if (word := line.split()[0]).isalpha() and len(word) > 4})
    for number in range(many):
        if number % PAPERS == 0:
            words = draw.sample(vocabulary, 40)
            place, first, last = (f"{draw.choice(SYLLABLES)}{draw.choice(SYLLABLES)}".capitalize() for _ in range(3))
        sentences = [
            f"The {words[0]} of {place} {draw.choice(['closed', 'opened', 'failed'])} on Monday after a {words[1]}."
        ]
        for _ in range(14):
            some = draw.sample(words, 8)
            sentences.append(
                f"In {place} {draw.randint(2, 900)} {some[0]} {some[1]} {some[2]} {some[3]} of the {some[4]} {some[5]} "
                f"and the {some[6]} {some[7]}."
            )
        sentences.append(
            f"“The {words[2]} will not be a {words[3]} again,” said {first} {last}, who runs the {words[4]}."
        )
        draw.shuffle(sentences)
        yield {
            "id": f"made-{number}",
            "title": f"{words[0].capitalize()} of {place} and the {draw.choice(words[1:])}",
            "publisher": f"Paper {number % PAPERS}",
            "published": "2026-01-05",
            "text": "\n\n".join(sentences),
        }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.digest", description=__doc__)
    parser.add_argument("--articles", type=positive, default=1_000)
    many = parser.parse_args(arguments).articles
    with tempfile.TemporaryDirectory() as folder, open_assistant(index=f"{folder}/index", model="none") as assistant:
        file = Path(folder) / "made.jsonl"
        rows = (json.dumps(row, ensure_ascii=False) + "\n" for row in made_articles(many))
        file.write_text("".join(rows), encoding="utf-8")
        assistant.ingest([file])
        began = time.perf_counter()
        snapshot = assistant.view().snapshot
        words = sum(len(words_of(one.text)) for one in snapshot.articles(snapshot.article_ids(Scope())).values())
        floor = time.perf_counter() - began
        began = time.perf_counter()
        digest = assistant.digest()
        seconds = time.perf_counter() - began
    stories = len(digest.stories) + digest.left_out
    sys.stdout.write(
        f"{many:,} articles of {words // many} words, {-(-many // PAPERS):,} events made, {stories:,} found\n"
        f"digest {seconds:.2f} s; floor (read, and cut into words) {floor:.2f} s; {seconds / floor:.0f} times\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
