"""Finds the end of reported content: after the verb's object, or where the reporter or another person takes over."""

from __future__ import annotations

from index.statements.content.boundaries import REACH, Clause, is_clausal
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES, FINITE_CUES, TOPIC_ONLY
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.scene import Scene

SUBORDINATING = frozenset("while as when after before although though if since because once until unless".split())
_CIRCUMSTANCES = frozenset("during until while when because via online".split())
_OCCASIONS = frozenset(
    "speech interview statement tweet letter rally debate post email e-mail message appearance conference briefing "
    "meeting forum event call column op-ed article hearing ad advertisement video memo filing report town".split()
)
_AFTER_OBJECT = lex.CLAUSE_OPENERS | lex.PRONOUNS | {"who", "after", "before", "during", "with", "in", "on", "at"}
_REPRESENTATIVES = frozenset("lawyer lawyers attorney attorneys spokesman spokeswoman spokesperson aide aides".split())
# After the last comma, these words open the reporter's remark on the content.
_REMARKS = frozenset("which who whom whose where a an while whereas compared".split())
_AFTER_DASH = _REMARKS | frozenset("the all one though although but even despite not".split())
_REACTIONS = frozenset(
    "drawing prompting leading putting sparking forcing reflecting marking referring alluding echoing triggering "
    "setting throwing earning underscoring fueling sending causing raising making marking giving".split()
)
_IRREALIS = frozenset("will would 'll 'd can could should may might must to".split())
_MAX_SERIES = 30  # tokens in a series of gerunds


def find_content_end(scene: Scene, clause: Clause, begin: int, ends: int) -> int:
    """Return the end of the content that begins at `begin`."""
    ends = _introduction_end(scene, clause, begin, ends)
    if clause.stop is not None:
        return max(begin, min(ends, clause.stop))
    if clause.rule == "refusal" or is_clausal(scene, clause, begin, ends):
        return _clause_end(scene, clause, begin, ends)
    topical = clause.cue.construction == "object" or clause.cue.lemma in TOPIC_ONLY
    return find_object_end(scene, begin, ends) if topical or clause.rule != "passive" else ends


def find_object_end(scene: Scene, begin: int, ends: int) -> int:
    """Return the end of the object of "called" or "accused": after its quotation or before the next clause."""
    at = begin
    limit = min(ends, begin + REACH)
    while at < limit:
        if scene.is_quote(at):
            if not _continues_quotation(scene, at, ends):
                return at + 1
        elif scene.is_mark(at, "—–-") and at > begin:
            closing = _closing_dash(scene, at, limit)
            if closing is None:
                return at
            at = closing
        elif scene.is_mark(at, ","):
            if at + 1 < limit and _comma_ends_object(scene, begin, at, limit):
                return at
        elif scene.is_mark(at, ";") or (at > begin and _ends_object(scene, at)):
            return at
        at += 1
    return ends


def _closing_dash(scene: Scene, at: int, limit: int) -> int | None:
    """Return the second dash of a pair if a preposition continues the object after it."""
    number = scene.find_mark(",;:—–-", at + 1, limit - 1)
    closes = number is not None and scene.is_mark(number, "—–-") and scene.is_preposition(number + 1)
    return number if closes else None


def _comma_ends_object(scene: Scene, begin: int, comma: int, limit: int) -> bool:
    following = scene.tokens[comma + 1]
    if following.low == "and":
        return scene.low(comma + 2) != "to"
    if following.low.endswith("ing") and not following.capital:
        return not _is_series(scene, begin, comma, limit)
    return following.low in _AFTER_OBJECT or is_verb_form(scene, comma + 1)


def _is_series(scene: Scene, begin: int, comma: int, limit: int) -> bool:
    """Return whether the comma separates gerunds: "of lying, cheating and stealing"."""
    gerunds = [n for n in range(begin + 1, comma) if scene.low(n).endswith("ing")]
    return any(scene.is_preposition(n - 1) for n in gerunds) and any(
        scene.low(n) == "and" and scene.low(n + 1).endswith("ing")
        for n in range(comma + 1, min(limit - 1, comma + _MAX_SERIES))
    )


def _continues_quotation(scene: Scene, at: int, ends: int) -> bool:
    """Return whether an object continues after its quotation: `“a disgrace” and “a trap”`, `a “child” who acts`."""
    following = at + 1 + scene.is_mark(at + 1, ",")
    if scene.low(following) in {"and", "or"}:
        following += 1 + (scene.low(following + 1) in {"a", "an", "as", "the"})
        return following < ends and scene.is_quote(following)
    return following == at + 1 and scene.low(following) in {"that", "who", "for", "of"}


def _ends_object(scene: Scene, at: int) -> bool:
    """Return whether the object ends here: "blasted Hill / and left", "praised him / during the talk"."""
    if scene.at[at] is not None:
        return False
    if scene.low(at) in {"and", "but"}:
        return is_verb_form(scene, at + 1)
    return scene.low(at) in _CIRCUMSTANCES or _is_circumstance(scene, at)


def _is_circumstance(scene: Scene, at: int) -> bool:
    """Examples: "on Monday", "late Monday", "in June", "through her lawyer", "in a letter"."""
    low, following = scene.low(at), scene.low(at + 1)
    if low in {"on", "last", "late", "early", "earlier"}:
        timed = following in lex.TIME_WORDS or following in lex.MONTHS or following == "this"
        return timed and not _is_followed_by_word(scene, at + 2 + (following == "this"))
    if low == "through":
        return scene.has_any(_REPRESENTATIVES, at + 1, at + 4)
    if low == "in" and (following in lex.MONTHS or (following.isdigit() and len(following) == 4)):
        return not _is_followed_by_word(scene, at + 2)
    return (
        low in {"in", "at"}
        and following in {"a", "an", "his", "her", "their"}
        and scene.has_any(_OCCASIONS, at + 2, at + 6)
    )


def _is_followed_by_word(scene: Scene, at: int) -> bool:
    return at < len(scene.tokens) and scene.tokens[at].kind == "word" and not scene.tokens[at].text[:1].isdigit()


def _introduction_end(scene: Scene, clause: Clause, begin: int, ends: int) -> int:
    """Return the end of a report that precedes the main clause: "When Fox asked him, *Hill replied*"."""
    if not _is_introduction(scene, clause):
        return ends
    for at in range(begin, min(ends, begin + REACH) - 1):
        named = scene.at[at + 1] is not None or scene.low(at + 1) in lex.PRONOUNS
        if scene.is_mark(at, ",") and (named or opens_clause(scene, at + 1, ends)):
            return at
        if scene.ends_in_comma(at):
            return at + 1
    return ends


def _is_introduction(scene: Scene, clause: Clause) -> bool:
    """Return whether a report belongs to a clause before the main one: no verb precedes its "after" or "when"."""
    start, bound = scene.start_of(clause.sentence), clause.bound
    if clause.subject is not None and clause.subject.kind == "same" and scene.low(start) in SUBORDINATING:
        # "Though Fox praised it *and called for more*, Hill left"
        return find_main_clause(scene, start, clause.cue_first) is None
    if bound < start or scene.low(bound) not in SUBORDINATING or bound - start > _MAX_SERIES:
        return False
    return not any(is_verb_form(scene, n) or scene.is_quote(n) for n in range(start, bound))


def _clause_end(scene: Scene, clause: Clause, begin: int, ends: int) -> int:
    """Return where the reporter or another person takes over: "Critics say it leaks, *but Fox disagrees*"."""
    subject = clause.subject
    relative = subject is not None and scene.low(subject.relative or subject.first) == "who"
    ends = _end_before_next_act(scene, begin, ends)
    limit = min(ends, begin + REACH)
    last = scene.find_mark(",—–-:;", limit - 1, begin, -1)
    irrealis = verb = quoted = False
    named = scene.at[begin]
    apposed = named is not None and scene.is_mark(named.last, ",")  # "Ann Fox, the mayor, who …, *is* wrong"
    for at in range(begin + 1, limit - 1):
        low = scene.low(at)
        irrealis = irrealis or low in _IRREALIS
        verb = verb or is_verb_form(scene, at)
        if scene.is_mark(at, ";") and verb and opens_clause(scene, at + 1, ends):
            return at
        if low == "during" and clause.cue.construction == "object":
            return at
        if scene.is_mark(at, "—–-") and at == last and scene.low(at + 1) in _AFTER_DASH:
            return at
        quoted = quoted or scene.is_quote(at)  # a quotation may contain the verb
        if apposed and not (verb or quoted):
            continue
        closes = relative and (verb or quoted)
        if scene.is_mark(at, ",") and _comma_ends(scene, at, ends, relative=closes, last=at == last, verb=verb):
            return at
        if low in {"and", "but"} and irrealis and _is_past(scene, at + 1):
            return at - scene.is_mark(at - 1, ",")
    return ends


def _comma_ends(scene: Scene, at: int, ends: int, *, relative: bool, last: bool, verb: bool) -> bool:
    following = scene.low(at + 1)
    contrast = following == "but" and (_has_subject(scene, at + 2, ends) or _is_past(scene, at + 2))
    if contrast or following in _REACTIONS or (relative and _is_predicate(scene, at + 1)):
        return True
    quoted = following == "which" and scene.is_quote(at + 2 + (scene.low(at + 2) in lex.AUXILIARIES))
    return (verb and _is_past(scene, at + 1)) or (last and following in _REMARKS and not quoted)


def _end_before_next_act(scene: Scene, begin: int, ends: int) -> int:
    """Return where the speaker's next act begins after a quotation: `“…,” / before predicting that`."""
    for at in range(begin, min(ends, begin + REACH)):
        if scene.ends_in_comma(at) and scene.low(at + 1) in {"before", "after", "while"}:
            return at + 1 if scene.low(at + 2).endswith("ing") else ends
    return ends


def _is_past(scene: Scene, at: int) -> bool:
    """Return whether a past cue follows, which "would" cannot govern: "would stay *and left*"."""
    if at >= len(scene.tokens) or scene.at[at] is not None:
        return False
    return scene.low(at) in FINITE_CUES and not scene.low(at).endswith("s")


def _has_subject(scene: Scene, at: int, ends: int) -> bool:
    """Return whether a clause begins here with a pronoun or a name."""
    if at >= ends:
        return False
    named = scene.at[at]
    if named is None:
        return scene.low(at) in lex.PRONOUNS and opens_clause(scene, at, ends)
    follows = named.last < ends and scene.tokens[named.last].kind == "word" and not named.possessive
    return follows and not scene.is_preposition(named.last) and scene.low(named.last) not in {"and", "or"}


def _is_predicate(scene: Scene, at: int) -> bool:
    """Return whether the verb of the main clause follows: "Fox, who says it leaks, *wants* a new one"."""
    low = scene.low(at)
    return low in lex.AUXILIARIES or low in lex.COMMON_VERBS or (low in CUES and CUES[low].form == "finite")


def find_main_clause(scene: Scene, begin: int, ends: int) -> int | None:
    """Return the comma before the subject of the sentence: "Asked about the mill, Fox …"."""
    for number in range(begin + 1, min(ends - 1, begin + REACH)):
        if not scene.is_mark(number, ","):
            continue
        named = scene.at[number + 1]
        certain = (named is not None and not named.possessive) or scene.low(number + 1) in lex.PRONOUNS
        if certain or opens_clause(scene, number + 1, ends):
            return number
    return None
