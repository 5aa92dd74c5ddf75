"""How near words are to a topic in meaning: by kindred words (WordNet) and by the vectors of the bundled model.

Two halves, because each is blind where the other sees: the vectors do not know that silt is mud, and WordNet does not
know that a harvest has to do with an orchard.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.retrieval.thesaurus.thesaurus import most_related
from assistant.understanding.topic import Topic
from assistant.understanding.topic_words import topic_stems
from index.ports import Embedder

THESAURUS_WEIGHT = 0.2
"""What kindred words count, all of a topic's, beside the cosine of the vectors. Set by `python -m evals.fit_sure`."""


@dataclass(frozen=True, slots=True)
class Similarity:
    """The cosine of two texts' vectors, and the share of a topic's words that have kindred words in a text."""

    cosine: float
    kindred: float

    @property
    def both(self) -> float:
        """At most 1.2, and seldom above 0.1 for texts on two things."""
        return self.cosine + THESAURUS_WEIGHT * self.kindred


def similarity(topic: Topic, texts: Sequence[str], model: Embedder) -> list[Similarity]:
    """How near each text is to the topic."""
    vectors = model.embed([topic.text, *texts])
    cosines = np.asarray(vectors[1:] @ vectors[0], dtype=float)
    shares = (_share_of_kin(topic, topic_stems(text)) for text in texts)
    return [Similarity(float(cosine), share) for cosine, share in zip(cosines, shares, strict=True)]


def _share_of_kin(topic: Topic, stems: Collection[str]) -> float:
    """How much of a topic stands in some words, or is kindred to one of them."""
    return sum(most_related(term.stem, stems) for term in topic.terms) / len(topic.terms) if topic.terms else 0.0
