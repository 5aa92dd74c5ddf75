"""Layout clues about a quotation: interview turns, signatures, and the sentences beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.statements.candidates.clauses import find_clauses
from index.statements.content.boundaries import Clause, end_before_punctuation
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import TOPIC_ONLY
from index.statements.syntax.subjects import Subject, subject_before
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.names import Mention
from index.statements.text.scene import Scene

_MAX_LABEL = 9  # tokens of a commenter's label
_MAX_BRACKET = 8  # tokens of a party and a place
_MIN_TURNS = 3  # paragraphs that begin with a name and a colon make an interview
_MAX_SIGNATURE = 16  # tokens of a name and a description under a quotation
_MIN_CLAUSE = 40  # characters of a quotation that is more than a word or a name
_CIRCUMSTANCE = lex.PREPOSITIONS | frozenset("when while as after before during upon because".split())
_ADVERBS = frozenset("now today then still instead plus also".split())
_CONTRACTED = re.compile(r"n['’]t$|['’](?:s|re|ve|ll|d|m)$")
_SPOKEN = frozenset("i we you our my your let".split())
_ANSWERED = frozenset("responded replied answered retorted countered".split())


def is_comment(scene: Scene) -> bool:
    """Whether a paragraph is a reader's comment (`Comment by reader Foxy77: …`), which is no part of the article."""
    words = [scene.low(n) for n in range(min(len(scene.tokens), _MAX_LABEL))]
    if words[:1] in (["reader"], ["readers"]):
        words = words[1:]
    labelled = words[:1] in (["comment"], ["comments"]) and words[1:2] in (["by"], ["from"], [":"])
    return labelled and ":" in words


def find_turns(scenes: Sequence[Scene], first: int) -> dict[int, Mention]:
    """Return the labels of interview turns by paragraph. A surname is a label if a full name labels another turn."""
    labels = {n: label for n in range(first, len(scenes)) if (label := _label(scenes[n])) is not None}
    described = {n for n, label in labels.items() if _is_described(scenes[n], label)}
    if 2 * len(described) > len(labels):
        return {}
    labels = {n: label for n, label in labels.items() if n not in described}
    certain = {n: label for n, label in labels.items() if _is_certain(label)}
    surnames = {label.key[-1] for label in certain.values() if label.key}
    turns = {n: label for n, label in labels.items() if n in certain or (label.key and label.key[-1] in surnames)}
    if len(turns) >= _MIN_TURNS:
        return turns
    return {n: label for n, label in certain.items() if scenes[n].is_quote(label_end(scenes[n], label) + 1)}


def _is_described(scene: Scene, label: Mention) -> bool:
    """Whether a paragraph tells about its label, as lists do: `Ann Fox: New roads. Mayor Fox wants …`."""
    others = (mention for mention in scene.mentions if mention is not label and not mention.possessive)
    return any(mention.key[-1:] == label.key[-1:] and mention.titles for mention in others)


def _label(scene: Scene) -> Mention | None:
    """Return the name before a colon that opens a paragraph: `FOX: It holds.`, `Rep. Ann Fox (R-Arlen):`."""
    named = scene.at[0] if scene.tokens else None
    if named is None or named.kind == "title":
        return None
    end = label_end(scene, named)
    return named if scene.is_mark(end, ":") and end + 1 < len(scene.tokens) else None


def label_end(scene: Scene, named: Mention) -> int:
    """Return the token of the colon after a name, past a party and a place in brackets."""
    if not scene.is_mark(named.last, "("):
        return named.last
    closing = (n for n in range(named.last, min(named.last + _MAX_BRACKET, len(scene.tokens))) if scene.is_mark(n, ")"))
    return next(closing, named.last - 1) + 1


def _is_certain(label: Mention) -> bool:
    uppercase = all(word.isupper() and (len(word) > 1 or word == "Q") for word in label.words)
    return uppercase or (label.kind == "person" and len(label.words) > 1)


def heads_sentence(scene: Scene, clause: Clause) -> bool:
    """Whether a clause with its own subject stands at the head of its sentence."""
    start = scene.paragraph.sentences[clause.sentence].start
    subject = clause.subject
    if subject is None or subject.kind == "same":
        return False
    return subject.bound < start or clause.cue_first == start


def is_all_quoted(scene: Scene, sentence: int | None = None) -> bool:
    """Whether a sentence, or else each sentence of a paragraph, is only quotation."""
    sentences = scene.paragraph.sentences if sentence is None else [scene.paragraph.sentences[sentence]]
    kinds = ({scene.tokens[n].kind for n in tokens} for tokens in sentences)
    return all("quote" in found and "word" not in found for found in kinds)


def reports_before(scene: Scene, clause: Clause) -> bool:
    """Whether a clause reports the question or cry before it, because only a hearer, an occasion or a topic follows."""
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
    return not scene.is_quote(at) and not opens_clause(scene, at, piece.stop) and scene.low(at) not in {"whether", "if"}


def ends_after(scene: Scene, quote: int, sentence: range) -> bool:
    """Whether a sentence is an adverb, a comma and a quotation: `Now, “it holds.”`"""
    opens = quote == sentence.start + 2 and scene.is_mark(quote - 1, ",") and scene.low(quote - 2) in _ADVERBS
    return opens and quote + 1 >= end_before_punctuation(scene, sentence)


def is_remarked_on(scene: Scene, quote: int, sentence: range) -> bool:
    """Whether a remark follows a quotation: `“It holds,” which nobody doubts.`, `“It holds us” or most of us.`"""
    if quote != sentence.start or scene.tokens[quote].opens_low or scene.tokens[quote].like_title:
        return False
    following, comma = scene.low(quote + 1), scene.tokens[quote].text == ","
    if following in {"or", "and"} or (comma and following in {"which", "who", "where"}):
        return True
    after = range(quote + 1, sentence.stop)  # `“It holds. It holds all of us” for another year.`
    if following != "for" or any(is_verb_form(scene, n) or scene.is_quote(n) or scene.at[n] is not None for n in after):
        return False
    return scene.tokens[quote].end - scene.tokens[quote].start >= _MIN_CLAUSE


def signature(scene: Scene, sentence: int) -> Subject | None:
    """Return who signs the quotation before a sentence: `— Ann Fox, nurse`."""
    tokens = scene.paragraph.sentences[sentence]
    first = tokens.start
    named = scene.at[first + 1] if first + 1 < len(scene.tokens) else None
    if not scene.is_mark(first, "—–-") or len(tokens) > _MAX_SIGNATURE or named is None or named.kind == "title":
        return None
    return Subject(named.first, named.last, named.kind, named, bound=first)


def inline_signature(scene: Scene, tokens: range) -> Subject | None:
    """Return who signs a sentence that is a quotation, a dash and a name: `“It holds” – Ann Fox`."""
    dash = tokens.start + 1
    named = scene.at[dash + 1] if len(tokens) >= 3 and scene.is_mark(dash, "—–-") else None
    if named is None or named.kind != "person" or named.last < end_before_punctuation(scene, tokens):
        return None
    return Subject(named.first, named.last, "person", named, bound=dash)


def is_spoken(scene: Scene) -> bool:
    """Whether a paragraph without quotation marks sounds spoken and reports nobody else's words."""
    spoken = any(token.low in _SPOKEN or _CONTRACTED.search(token.low) for token in scene.tokens)
    return spoken and not any(one.subject is not None and one.subject.kind != "same" for one in find_clauses(scene))


def answering_subject(scene: Scene, sentence: int, stop: int) -> Subject | None:
    """Return whose answer follows a colon: `When Hill asked, Fox responded with a word of Ott's: “No.”`"""
    start = scene.paragraph.sentences[sentence].start
    answers = [n for n in range(start + 1, stop) if _is_answering(scene, n)]
    return subject_before(scene, answers[0], start, progressive=False) if len(answers) == 1 else None


def _is_answering(scene: Scene, at: int) -> bool:
    """Whether "responded with" or "had this to say" begins at a token."""
    had = [scene.low(n) for n in range(at, at + 4)] == ["had", "this", "to", "say"]
    return had or (scene.low(at) in _ANSWERED and scene.low(at + 1) == "with")
