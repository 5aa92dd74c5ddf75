"""Finds the beginning of the content to the right of a reporting clause's cue."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CLAUSE_ONLY, CUES, OFFERED_SPEECH, TOPIC_ONLY, Cue
from index.statements.syntax.adjuncts import skip_adjuncts, skip_hearer
from index.statements.syntax.subjects import Subject
from index.statements.syntax.verbs import is_verb_form, opens_clause, topic_after
from index.statements.text.dates import parse_time
from index.statements.text.scene import Scene
from index.types import Commitment

REACH = 80  # tokens; limits every search, so that hostile text takes linear time
MAX_ASIDE = 12  # tokens
_MAX_OBJECT = 4  # tokens
_QUESTIONS = frozenset("whether if why what how who which where when".split())
_CLAUSAL = _QUESTIONS | {"that", "to", "not"}
_INTRODUCING = lex.TIME_WORDS | lex.MONTHS
_INTRODUCING |= frozenset("statement interview speech letter email tweet post briefing debate".split())
# A clause follows these verbs even if its verb is unknown.
_WITH_CLAUSE = frozenset("say add argue insist warn contend assert maintain tell assure note concede caution".split())
_ANSWERS = frozenset("that yes no if whether by with simply only in".split())
_TALES = frozenset("lie lies story stories joke jokes tale tales truth untruths untruth fib fibs".split())
_POSSESSIVES = frozenset("his her their its".split())


@dataclass(slots=True)
class Clause:
    """A reporting clause. `pieces` are the token ranges of its content, if its sentence contains any."""

    cue_first: int
    cue_stop: int
    cue: Cue
    subject: Subject | None
    sentence: int
    commitment: Commitment
    rule: str = ""
    after: int = 0
    """The token after the cue and its subject or particle."""
    cut: int = 0
    """The token at which the content of the clause before ends."""
    pieces: list[range] = field(default_factory=list)
    inside: Clause | None = None
    """The clause whose content contains this one."""
    relay: Clause | None = None
    """The clause that passes this one on: "Fox said no, *according to the Post*"."""
    forward: bool = False
    """Whether the content follows the cue."""
    stop: int | None = None
    """The latest end of the content, for a clause before the main one."""
    depth: int = 0
    acts: bool = False
    """Whether the report is the subject of its sentence: "Fox's call for a bridge *was heard*"."""

    @property
    def bound(self) -> int:
        """The token before the subject, or -1."""
        return self.subject.bound if self.subject is not None else -1

    @property
    def content_stop(self) -> int:
        """The token at which the content ends."""
        return self.pieces[-1].stop if self.pieces else self.cue_stop


def is_clausal(scene: Scene, clause: Clause, begin: int, ends: int) -> bool:
    """Return whether the content is a clause, a question or an infinitive, and not an object: "denied the charges"."""
    listed = clause.cue.lemma in _WITH_CLAUSE or scene.low(begin) in _CLAUSAL
    return listed or (clause.cue.construction != "object" and opens_clause(scene, begin, ends))


def end_before_punctuation(scene: Scene, sentence: range) -> int:
    """Return the end of a sentence before its closing punctuation."""
    end = sentence.stop
    marks = ".!?…)" if scene.is_mark(sentence.start, "(") else ".!?…"
    while end > sentence.start and scene.is_mark(end - 1, marks):
        end -= 1
    return end


def find_content_begin(scene: Scene, clause: Clause, ends: int) -> int | None:
    """Return where the content begins to the right of the cue, or None if it does not follow the cue."""
    if clause.rule == "according-to":
        return None
    if clause.rule in {"passive", "noun"}:
        return clause.after
    topic = _find_topic(scene, clause, ends) if clause.rule != "refusal" else None
    if topic is not None:
        return topic
    at = _skip_parenthesis(scene, clause, skip_circumstances(scene, clause, ends), ends)
    if (at < ends and scene.is_mark(at, ",:—–-")) or scene.is_title(at):
        return at + 1 if at + 1 < ends and _begins_after_mark(scene, clause, at) else None
    if at >= ends or scene.is_mark(at, ";)") or scene.low(at) in {"and", "but"}:
        return None
    return at if _can_be_content(scene, clause, at) else None


def _begins_after_mark(scene: Scene, clause: Clause, at: int) -> bool:
    """Return whether content begins after a mark or the title of a show: "said on “The Dam” that"."""
    quoted = scene.is_quote(at + 1) and not scene.is_title(at + 1) and not _is_interruption(scene, clause, at)
    return quoted or scene.low(at + 1) == "that" or scene.is_mark(at, ":")


def _is_interruption(scene: Scene, clause: Clause, comma: int) -> bool:
    """Return whether a clause interrupts its content: `The plan, Fox said, “is dead.”`."""
    if clause.rule != "subject-verb" or clause.subject is None or not scene.is_mark(comma, ","):
        return False
    left, start = clause.bound, scene.start_of(clause.sentence)
    if not scene.is_mark(left, ",") or not scene.tokens[comma + 1].opens_low or scene.is_quote(left - 1):
        return False
    return not (scene.is_preposition(start) and scene.has_any(_INTRODUCING, start, min(left, start + REACH)))


def _find_topic(scene: Scene, clause: Clause, ends: int) -> int | None:
    """Return where a question or the topic after "about" begins, if no clause or quotation follows the verb."""
    question = _find_question(scene, clause.after, ends) if clause.cue.lemma == "ask" else None
    if question is not None:
        return question
    if clause.rule == "participle" and clause.cue.lemma in TOPIC_ONLY:
        return None  # "…, she said, speaking of the dam": the topic of what she said, not its content
    topic = topic_after(scene, clause.after, clause.cue.lemma, ends)
    if topic is None or (scene.low(topic - 1) == "of" and _follows_content(scene, clause)):
        return None
    at = skip_circumstances(scene, clause, ends)
    if topic - 1 <= at < ends:  # a "that", a quotation or a colon makes it a clause, whatever precedes it
        reports = scene.low(at) == "that" or scene.is_quote(at) or (scene.is_mark(at, ":,") and scene.is_quote(at + 1))
        return None if reports else topic
    return topic


def _follows_content(scene: Scene, clause: Clause) -> bool:
    """Return whether the content precedes the clause: "The survey is done, Fox told the committee of the council"."""
    bound, start = clause.bound, scene.start_of(clause.sentence)
    if clause.cue.construction != "hearer" or bound <= start or not scene.is_mark(bound, ","):
        return False
    if scene.is_preposition(start) or scene.has_any(_TALES, clause.after, clause.after + _MAX_OBJECT):
        return False  # "In May, held to ransom, Fox told the story of the dam"
    return any(is_verb_form(scene, n) for n in range(max(start, bound - REACH), bound))


def skip_circumstances(scene: Scene, clause: Clause, ends: int) -> int:
    """Return the token after hearer, time and place. The object of "declined" or "responded" is none of these."""
    at = clause.after
    if clause.cue.construction == "hearer" and clause.rule != "verb-subject":
        at = skip_hearer(scene, at, ends)
    plain = clause.commitment == "declined" or clause.cue.lemma == "respond"
    if (clause.cue.construction in {"clause", "hearer"} or clause.cue.lemma == "put") and not plain:
        at = skip_adjuncts(scene, at, ends)
    elif clause.commitment == "declined" and at < ends:
        time = parse_time(scene.tokens, at, None)  # "declined to say on Tuesday whether"
        at = time.stop if time is not None and opens_clause(scene, time.stop, ends) else at
    return at


def _find_question(scene: Scene, at: int, ends: int) -> int | None:
    """Return where the question in "asked Hill whether …" begins."""
    for number in range(at, min(ends, at + MAX_ASIDE)):
        if scene.tokens[number].kind != "word":
            return None
        if scene.low(number) in _QUESTIONS and scene.at[number] is None:
            return number if scene.low(number + 1) != "possible" else None
        if scene.low(number) in lex.CLAUSE_OPENERS or scene.low(number) in lex.AUXILIARIES:
            return None
    return None


def _skip_parenthesis(scene: Scene, clause: Clause, at: int, ends: int) -> int:
    """Return the token after an insertion in commas: "said, twice, that …", "As Fox said on Monday, …"."""
    if at >= ends or not scene.is_mark(at, ",") or (clause.cue.construction == "quote" and clause.cue.lemma != "put"):
        return at
    if clause.bound >= 0 and scene.low(clause.bound) == "as" and _opens_unit(scene, clause.bound, clause.sentence):
        return at + 1
    closing = scene.find_mark(",", at + 1, min(ends, at + MAX_ASIDE))
    if closing is None:
        return at
    # `acknowledged, however, “No.”`, but not `said, adding, “No.”`
    adverb = closing - at <= 3 and not scene.has_any(CUES.keys(), at + 1, closing)
    opens = scene.low(closing + 1) == "that" or (scene.is_quote(closing + 1) and adverb)
    return closing + 1 if opens else at


def _opens_unit(scene: Scene, at: int, sentence: int) -> bool:
    """Return whether "as" begins a sentence, a bracket or a clause, and does not follow content."""
    start = scene.start_of(sentence)
    before = scene.is_mark(at - 1, "(;") or scene.low(at - 1) in {"and", "but", "that"}
    return at == start or before or follows_conjunction(scene, at, start)


def follows_conjunction(scene: Scene, at: int, start: int) -> bool:
    """Return whether only a conjunction and a comma precede a token: "Or, as Fox put it"."""
    return at == start + 2 and scene.is_mark(at - 1, ",") and scene.low(start) in {"or", "and", "but", "so", "yet"}


def _can_be_content(scene: Scene, clause: Clause, at: int) -> bool:
    quoted, lemma, bound = scene.is_quote(at), clause.cue.lemma, clause.bound
    if lemma == "respond" and bound >= 0 and scene.low(bound) == "how":
        return False  # "how the town responds to a flood"
    if clause.cue.construction == "quote":
        put = lemma == "put" and bound >= 0 and scene.low(bound) == "as"  # "As Fox put it, the town is late"
        return quoted or (put and scene.is_mark(at - 1, ","))
    if clause.rule == "verb-subject" or (lemma in TOPIC_ONLY and clause.rule != "refusal"):
        return quoted or scene.low(at) == "that"
    if lemma in CLAUSE_ONLY:
        stated = lemma == "state" and scene.low(at) in _POSSESSIVES  # "stated his intention"
        added = lemma == "add" and scene.low(clause.after) == "to"  # "adding to his wins this year"
        return stated or (opens_clause(scene, at, len(scene.tokens)) and not added)
    if lemma in {"answer", "reply"}:  # "refused to answer questions", but not "answered the door"
        return clause.commitment == "declined" or quoted or scene.low(at) in _ANSWERS
    return _takes_object(scene, lemma, at)


def _takes_object(scene: Scene, lemma: str, at: int) -> bool:
    """Return whether the object at `at` is content: "told lies" and "denied Fox a photograph" report nothing."""
    match lemma:
        case "deny":
            return scene.at[at] is None or scene.low(at + 1) not in lex.DETERMINERS
        case "offer":
            return scene.has_any(OFFERED_SPEECH, at, at + 5)
        case "respond":  # not "responded on Monday", "in kind"
            quoted = scene.is_quote(at) or (scene.low(at) == "with" and scene.is_quote(at + 1))
            return quoted or scene.low(at) in {"that", "to"}
        case "tell":
            return not scene.has_any(_TALES, at, at + _MAX_OBJECT)
        case "remind":
            return scene.low(at) not in {"of", "me"}
        case _:
            return True
