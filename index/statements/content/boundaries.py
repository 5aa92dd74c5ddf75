"""What a reporting clause reports: where on its right it begins, and what on its left belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CLAUSE_ONLY, CUES, OFFERED_SPEECH, TOPIC_ONLY, Cue
from index.statements.syntax.adjuncts import skip_adjuncts, skip_apposition, skip_hearer
from index.statements.syntax.subjects import Subject
from index.statements.syntax.verbs import is_verb_form, opens_clause, topic_after
from index.statements.text.dates import parse_time
from index.statements.text.scene import Scene
from index.types import Commitment

_HEARER = 12  # tokens that whom was asked takes at most
_QUESTIONS = frozenset("whether if why what how who which where when".split())
_CLAUSAL = _QUESTIONS | {"that", "to", "not"}
_STAGES = frozenset("statement interview speech letter email tweet post briefing debate".split())
# After these comes a clause, whether we know its verb or not.
_WITH_CLAUSE = frozenset("say add argue insist warn contend assert maintain tell assure note concede caution".split())
_ANSWERED = frozenset("that yes no if whether by with simply only in".split())
_TOLD = frozenset("lie lies story stories joke jokes tale tales truth untruths untruth fib fibs".split())
_TIME = 4  # tokens of a time
_PERIODS = frozenset("hour hours day days week weeks month months year years minutes moments decade decades".split())
_POSSESSIVES = frozenset("his her their its".split())
_AFTER_REPORT = lex.CLAUSE_OPENERS | lex.PREPOSITIONS | {"and", "but", "who", "or", "not", "here", "there"}
REACH = 80  # tokens; no subject lies further from its verb, and hostile text stays linear


@dataclass(slots=True)
class Clause:
    """One reporting clause. `pieces` are the token ranges it reports; none where that is a neighbour's quotation."""

    cue_first: int
    cue_last: int
    cue: Cue
    subject: Subject | None
    sentence: int
    commitment: Commitment
    rule: str = ""
    after: int = 0
    cut: int = 0
    pieces: list[range] = field(default_factory=list)
    inside: Clause | None = None
    relay: Clause | None = None
    """Who passed it on: "Fox said no, *according to the Post*"."""
    forward: bool = False
    stop: int | None = None
    """Where the content ends at the latest, for clauses that stand before their sentence's own."""
    depth: int = 0
    acts: bool = False
    """Whether the report is in a noun that is the subject of its sentence: "Fox's call for a bridge *was heard*"."""

    @property
    def stops_at(self) -> int:
        """The token at which what it reports is over."""
        return self.pieces[-1].stop if self.pieces else self.cue_last


_ACCORDING = Cue(lemma="accord", construction="clause", form="finite")


def is_clausal(scene: Scene, clause: Clause, begin: int, ends: int) -> bool:
    """Whether a whole clause is reported, or a question or an intention, and not a thing: "denied the charges"."""
    if clause.cue.lemma in _WITH_CLAUSE or scene.low(begin) in _CLAUSAL:
        return True
    return clause.cue.construction != "object" and opens_clause(scene, begin, ends)


def without_stop(scene: Scene, sentence: range) -> int:
    end = sentence.stop
    marks = ".!?…)" if scene.is_mark(sentence.start, "(") else ".!?…"
    while end > sentence.start and scene.is_mark(end - 1, marks):
        end -= 1
    return end


def content_begin(scene: Scene, clause: Clause, ends: int) -> int | None:
    """Where what the clause reports begins on its right, or None where nothing does."""
    if clause.rule == "according-to":
        return None
    if clause.rule in {"passive", "noun"}:
        return clause.after
    topic = _topic(scene, clause, ends) if clause.rule != "refusal" else None
    if topic is not None:
        return topic
    at = _after_parenthesis(scene, clause, _after_circumstances(scene, clause, ends), ends)
    if (at < ends and scene.is_mark(at, ",:—–-")) or scene.is_title(at):
        return at + 1 if at + 1 < ends and _opens_after(scene, clause, at) else None
    if at >= ends or scene.is_mark(at, ";)") or scene.low(at) in {"and", "but"}:
        return None
    return at if _can_be_content(scene, clause, at) else None


def _opens_after(scene: Scene, clause: Clause, at: int) -> bool:
    """Whether what is said begins after a mark, or after the name of a show: "said on “The Dam” that"."""
    if scene.low(at + 1) == "that" or scene.is_mark(at, ":"):
        return True
    return scene.is_quote(at + 1) and not scene.is_title(at + 1) and not _goes_on_after(scene, clause, at)


def _goes_on_after(scene: Scene, clause: Clause, comma: int) -> bool:
    """`The plan, Fox said, “is dead.”`: whether a quotation in the middle of a clause goes on with what came before."""
    subject = clause.subject
    if clause.rule != "subject-verb" or subject is None or not scene.is_mark(comma, ","):
        return False
    left, start = subject.bound, scene.paragraph.sentences[clause.sentence].start
    if not scene.is_mark(left, ",") or not scene.tokens[comma + 1].opens_low or scene.is_quote(left - 1):
        return False
    when = lex.TIME_WORDS | lex.MONTHS | _STAGES
    return not (
        scene.is_preposition(start) and any(scene.low(n) in when for n in range(start, min(left, start + REACH)))
    )


def _topic(scene: Scene, clause: Clause, ends: int) -> int | None:
    """What is asked, or talked "about", where no clause or quotation follows the verb."""
    question = _question(scene, clause.after, ends) if clause.cue.lemma == "ask" else None
    if question is not None:
        return question
    if clause.rule == "participle" and clause.cue.lemma in TOPIC_ONLY:
        return None  # "…, she said, speaking of the dam": of what she said something, and not what
    topic = topic_after(scene, clause.after, clause.cue.lemma, ends)
    if topic is not None and scene.low(topic - 1) == "of" and _has_told_before(scene, clause):
        return None
    at = _after_circumstances(scene, clause, ends)
    return topic if topic is not None and not _reports_clause(scene, at, topic, ends) else None


def _has_told_before(scene: Scene, clause: Clause) -> bool:
    """`The survey is done, Fox told the committee of the council`: whether what was told stands before it."""
    bound = clause.subject.bound if clause.subject is not None else -1
    start = scene.paragraph.sentences[clause.sentence].start
    if clause.cue.construction != "hearer" or bound <= start or not scene.is_mark(bound, ","):
        return False
    if scene.is_preposition(start) or any(scene.low(n) in _TOLD for n in range(clause.after, clause.after + _TIME)):
        return False  # "In May, held to ransom, Fox told the story of the dam"
    return any(is_verb_form(scene, n) for n in range(max(start, bound - REACH), bound))


def _after_circumstances(scene: Scene, clause: Clause, ends: int) -> int:
    """Passes over hearer, time and place. What somebody declined or responded to is no circumstance."""
    at = clause.after
    if clause.cue.construction == "hearer" and clause.rule != "verb-subject":
        at = skip_hearer(scene, at, ends)
    plain = clause.commitment == "declined" or clause.cue.lemma == "respond"
    if (clause.cue.construction in {"clause", "hearer"} or clause.cue.lemma == "put") and not plain:
        at = skip_adjuncts(scene, at, ends)
    elif clause.commitment == "declined" and at < ends:
        when = parse_time(scene.tokens, at, None)  # "declined to say on Tuesday whether"
        at = when.stop if when is not None and opens_clause(scene, when.stop, ends) else at
    return at


def _question(scene: Scene, at: int, ends: int) -> int | None:
    """`asked Hill whether …`: whom was asked is no part of the question."""
    for number in range(at, min(ends, at + _HEARER)):
        if scene.tokens[number].kind != "word":
            return None
        if scene.low(number) in _QUESTIONS and scene.at[number] is None:
            return number if scene.low(number + 1) != "possible" else None
        if scene.low(number) in lex.CLAUSE_OPENERS or scene.low(number) in lex.AUXILIARIES:
            return None
    return None


def _reports_clause(scene: Scene, at: int, topic: int, ends: int) -> bool:
    """Whether a "that", a colon or a quotation follows the verb, whatever else stands in between."""
    if at >= ends or at < topic - 1:
        return False
    return scene.low(at) == "that" or scene.is_quote(at) or (scene.is_mark(at, ":,") and scene.is_quote(at + 1))


def _after_parenthesis(scene: Scene, clause: Clause, at: int, ends: int) -> int:
    """`said, twice, that …` and `As Fox said on Monday, …`: past what the commas set off."""
    if at >= ends or not scene.is_mark(at, ",") or (clause.cue.construction == "quote" and clause.cue.lemma != "put"):
        return at
    subject = clause.subject
    opens = subject is not None and subject.bound >= 0 and scene.low(subject.bound) == "as"
    if opens and subject is not None and _opens_unit(scene, subject.bound, clause.sentence):
        return at + 1
    closing = next((n for n in range(at + 1, min(ends, at + _HEARER)) if scene.is_mark(n, ",")), None)
    opens = closing is not None and (scene.low(closing + 1) == "that" or _is_quoted_aside(scene, at, closing))
    return closing + 1 if closing is not None and opens else at


def _is_quoted_aside(scene: Scene, opening: int, closing: int) -> bool:
    """Whether a quotation follows an adverb in commas: `acknowledged, however, “No.”`, not `said, adding, “No.”`."""
    reports = any(scene.low(n) in CUES for n in range(opening + 1, closing))
    return scene.is_quote(closing + 1) and closing - opening <= 3 and not reports


def _opens_unit(scene: Scene, at: int, sentence: int) -> bool:
    """Whether "as" stands at the head of a sentence, a bracket or a clause and not after what was said."""
    start = scene.paragraph.sentences[sentence].start
    before = scene.is_mark(at - 1, "(;") or scene.low(at - 1) in {"and", "but", "that"}
    return at == start or before or _is_connected(scene, at, start)


def _is_connected(scene: Scene, at: int, start: int) -> bool:
    """`Or, as Fox put it`: a conjunction and a comma at the head of the sentence."""
    return at == start + 2 and scene.is_mark(at - 1, ",") and scene.low(start) in {"or", "and", "but", "so", "yet"}


def _can_be_content(scene: Scene, clause: Clause, at: int) -> bool:
    quoted, lemma = scene.is_quote(at), clause.cue.lemma
    bound = clause.subject.bound if clause.subject is not None else -1
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
        return clause.commitment == "declined" or quoted or scene.low(at) in _ANSWERED
    return _takes_object(scene, lemma, at)


def _takes_object(scene: Scene, lemma: str, at: int) -> bool:
    """Whether what stands at `at` is what the verb says and not whom or how it does something else."""
    match lemma:
        case "deny":  # "denied Fox a photograph"
            return scene.at[at] is None or scene.low(at + 1) not in lex.DETERMINERS
        case "offer":
            return any(scene.low(n) in OFFERED_SPEECH for n in range(at, min(len(scene.tokens), at + 5)))
        case "respond":  # not "responded on Monday", "in kind"
            quoted = scene.is_quote(at) or (scene.low(at) == "with" and scene.is_quote(at + 1))
            return quoted or scene.low(at) in {"that", "to"}
        case "tell":  # not "told lies"
            return not any(scene.low(n) in _TOLD for n in range(at, min(len(scene.tokens), at + 4)))
        case "remind":
            return scene.low(at) not in {"of", "me"}
        case _:
            return True


def reported_before(scene: Scene, clause: Clause, floor: int, ends: int, following: Clause | None) -> int:
    """Gives the clause what stands on its left, and what goes on after it; returns where it stops."""
    subject = clause.subject
    if subject is None or subject.kind == "same" or not _may_follow(scene, clause, subject, floor, ends):
        return floor
    left = (
        min(subject.bound + 1, subject.first, clause.cue_first) if clause.rule == "subject-verb" else clause.cue_first
    )
    stop = left
    while stop > floor and (scene.is_mark(stop - 1, ",—–-") or (scene.low(stop - 1) == "as" and stop - 1 > floor)):
        stop -= 1
    adjacent = stop < left or (stop > floor and scene.is_quote(stop - 1)) or clause.rule == "according-to"
    floor = _inside_bracket(scene, floor, stop)
    if adjacent and stop > floor:
        clause.pieces.append(range(floor, stop))
    rest = _rest(scene, clause, ends, following)
    if not clause.pieces and clause.rule != "according-to" and not _is_headless(clause, stop, floor):
        return floor
    if rest is not None and (clause.pieces or clause.rule == "according-to"):
        clause.pieces.append(rest)
        return rest.stop
    return max(floor, clause.after)


def _may_follow(scene: Scene, clause: Clause, subject: Subject, floor: int, ends: int) -> bool:
    """Whether a clause can report what stands before it."""
    topical = clause.cue.construction in {"object", "quote"} or clause.cue.lemma in TOPIC_ONLY
    if topical and not _is_after_quotation(scene, clause, floor):
        return False
    if subject.kind == "phrase" and clause.cue.lemma in {"announce", "offer", "reveal", "disclose"}:
        return False  # "a plan announced last year"
    return clause.rule != "subject-verb" or not _has_object(scene, clause, ends)


def _has_object(scene: Scene, clause: Clause, ends: int) -> bool:
    """`In contrast, Fox maintained a lead`: a verb with an object of its own reports nothing that stands before it."""
    at = _after_circumstances(scene, clause, ends)
    if at >= ends or scene.tokens[at].kind != "word" or follows_quotation(scene, clause, range(ends)):
        return False
    return scene.low(at) not in _AFTER_REPORT and not scene.low(at).endswith("ly")


def _is_after_quotation(scene: Scene, clause: Clause, floor: int) -> bool:
    """`"Why?" asked Fox`: a verb that takes an object reports a quotation right before it all the same."""
    subject = clause.subject
    left = subject.bound if subject is not None and clause.rule == "subject-verb" else clause.cue_first - 1
    if scene.low(left) == "as":
        left -= 1 + scene.is_mark(left - 1, ",")
    return left >= floor and scene.is_quote(left) and scene.ends_open(left)


def _inside_bracket(scene: Scene, floor: int, stop: int) -> int:
    """What a clause in brackets reports begins with the bracket."""
    for at in range(stop - 1, max(floor, stop - REACH) - 1, -1):
        if scene.is_mark(at, ")"):
            break
        if scene.is_mark(at, "("):
            return at + 1
    return floor


def _is_headless(clause: Clause, stop: int, floor: int) -> bool:
    """Whether the clause begins its sentence, so that only a neighbouring quotation can be what it reports."""
    return stop <= floor and clause.cue.construction != "object"


def _rest(scene: Scene, clause: Clause, ends: int, following: Clause | None) -> range | None:
    """What goes on after "A, X said, …"."""
    at = clause.after
    if clause.cue.construction == "hearer":
        at = skip_hearer(scene, at, ends)
    skip = skip_apposition if clause.rule == "according-to" else skip_adjuncts
    at = skip(scene, at, ends)
    if clause.rule == "verb-subject" and scene.is_mark(at, ","):
        at = _past_apposition(scene, at, ends)
    if at >= ends or not scene.is_mark(at, ",—–-") or at + 1 >= ends:
        return None
    begin = at + 1
    stop = ends
    if following is not None and following.subject is not None:
        if following.cut <= begin:  # the next speaker's clause begins at this very comma: nothing is left of this one
            return None
        stop = following.cut
    token = scene.tokens[begin]
    if _is_distance_in_time(scene, begin, stop):
        return None
    if stop <= begin or scene.is_title(begin) or (token.low.endswith("ing") and scene.at[begin] is None):
        return None
    goes_on = clause.rule != "verb-subject" or scene.low(begin) in lex.AUXILIARIES
    quoted = bool(clause.pieces) and _only_quotes(scene, clause.pieces[-1])
    if goes_on and (not quoted or scene.low(begin) == "that"):  # "“Bad luck,” Fox said, *that both had come*"
        return range(begin, stop)
    quote = next((n for n in range(begin, min(stop, begin + REACH)) if scene.is_quote(n)), None)
    return range(quote, stop) if quote is not None and scene.is_mark(quote - 1, ",:—–-") else None


def _past_apposition(scene: Scene, comma: int, ends: int) -> int:
    """`The point, says Ann Fox, historian at the town's library, *is that*`: the comma before what goes on."""
    closing = next((n for n in range(comma + 1, min(ends - 1, comma + _HEARER)) if scene.is_mark(n, ",")), None)
    return closing if closing is not None and scene.low(closing + 1) in lex.AUXILIARIES else comma


def _is_distance_in_time(scene: Scene, begin: int, stop: int) -> bool:
    """`…, Fox conceded, *six months* after he had ruled it out`: when something was said is no part of it."""
    period = next((n for n in range(begin, min(stop, begin + _TIME)) if scene.low(n) in _PERIODS), None)
    return period is not None and scene.low(period + 1) in {"after", "before", "since"}


def _only_quotes(scene: Scene, piece: range) -> bool:
    return len(piece) <= 4 and all(scene.tokens[n].kind != "word" for n in piece)


def follows_quotation(scene: Scene, clause: Clause, sentence: range) -> bool:
    """`"A," X said …`: whatever comes after, the words reported are the quotation before."""
    if clause.subject is None or clause.subject.kind == "same" or clause.rule == "according-to":
        return False
    left = clause.subject.bound if clause.rule == "subject-verb" else clause.cue_first - 1
    if scene.low(left) == "as" and left > sentence.start and (scene.is_mark(left - 1, ",") or scene.is_quote(left - 1)):
        return not _is_connected(scene, left, sentence.start)  # "…, as Fox said in May"
    if left >= sentence.start and scene.is_mark(left, ",—–-"):
        left -= 1
    if left < sentence.start or not scene.is_quote(left) or scene.is_title(left):
        return False
    return scene.ends_open(left) or clause.cue.construction in {"clause", "quote"}


def ends_sentence(scene: Scene, clause: Clause, ends: int) -> bool:
    return clause.cue.construction == "clause" and skip_adjuncts(scene, clause.after, ends) >= ends
