"""What belongs together of the sentences beside a quotation: `"Why?" Fox said on Monday. "It holds," which is true.`"""

from __future__ import annotations

from index.statements.content.boundaries import Clause, without_stop
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import TOPIC_ONLY
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.scene import Scene

_CIRCUMSTANCE = lex.PREPOSITIONS | frozenset("when while as after before during upon because".split())
_QUESTIONS = frozenset("whether if".split())
_ADVERBS = frozenset("now today then still instead plus also".split())
_WHOLE_CLAUSE = 40
"""Characters from which a quotation at the head of a sentence is taken for more than a word or a name."""


def heads_sentence(scene: Scene, clause: Clause) -> bool:
    """Whether a clause stands at the head of its sentence, with a subject of its own."""
    start = scene.paragraph.sentences[clause.sentence].start
    subject = clause.subject
    if subject is None or subject.kind == "same":
        return False
    return subject.bound < start or clause.cue_first == start


def is_all_quoted(scene: Scene, sentence: int) -> bool:
    """Whether a sentence is nothing but quotation."""
    tokens = scene.paragraph.sentences[sentence]
    words = sum(scene.tokens[n].kind == "word" for n in tokens)
    quotes = sum(scene.tokens[n].kind == "quote" for n in tokens)
    return quotes > 0 and words == 0


def reports_before(scene: Scene, clause: Clause) -> bool:
    """Whether a clause reports the question or cry that ends before it, and what follows it is no more than a hearer,
    an occasion or a topic."""
    if not clause.sentence or not heads_sentence(scene, clause) or not is_all_quoted(scene, clause.sentence - 1):
        return False
    last = scene.paragraph.sentences[clause.sentence].start - 1
    ending = scene.tokens[last].text if scene.is_quote(last) else ""
    if clause.cue.lemma == "ask":
        return ending == "?"
    if ending not in {"?", "!", "…"} or clause.cue.construction not in {"clause", "hearer"}:
        return False
    return clause.cue.lemma not in TOPIC_ONLY and all(_is_circumstance(scene, piece) for piece in clause.pieces)


def _is_circumstance(scene: Scene, piece: range) -> bool:
    at = piece.start
    if scene.low(at) in _CIRCUMSTANCE and scene.at[at] is None:
        return True
    return not scene.is_quote(at) and not opens_clause(scene, at, piece.stop) and scene.low(at) not in _QUESTIONS


def ends_after(scene: Scene, quote: int, sentence: range) -> bool:
    """`Now, “it holds.”`: an adverb, a comma, and a quotation to the end."""
    opens = quote == sentence.start + 2 and scene.is_mark(quote - 1, ",") and scene.low(quote - 2) in _ADVERBS
    return opens and quote + 1 >= without_stop(scene, sentence)


def is_remarked_on(scene: Scene, quote: int, sentence: range) -> bool:
    """`“It holds,” which nobody doubts.`, `“It holds all of us” or what is left of us.`"""
    if quote != sentence.start or scene.tokens[quote].opens_low or scene.tokens[quote].like_title:
        return False
    following, comma = scene.low(quote + 1), scene.tokens[quote].text == ","
    if following in {"or", "and"} or (comma and following in {"which", "who", "where"}):
        return True
    behind = range(quote + 1, sentence.stop)  # `“It holds. It holds all of us” for another year.`
    other = any(is_verb_form(scene, n) or scene.is_quote(n) or scene.at[n] is not None for n in behind)
    plain = following == "for" and not other
    return plain and scene.tokens[quote].end - scene.tokens[quote].start >= _WHOLE_CLAUSE
