"""Where a report ends: with its object, or where the reporter or somebody else takes over before the sentence does."""

from __future__ import annotations

from index.statements.content.boundaries import REACH, Clause, is_clausal
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES, TOPIC_ONLY
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.scene import Scene

SUBORDINATING = frozenset("while as when after before although though if since because once until unless".split())
_CIRCUMSTANCES = frozenset("during until while when because via online".split())
_OCCASIONS = frozenset(
    "speech interview statement tweet letter rally debate post email e-mail message appearance conference briefing "
    "meeting forum event call column op-ed article hearing ad advertisement video memo filing report town".split()
)
_ENDS_OBJECT = lex.CLAUSE_OPENERS | lex.PRONOUNS | {"who", "after", "before", "during", "with", "in", "on", "at"}
_MOUTHPIECES = frozenset("lawyer lawyers attorney attorneys spokesman spokeswoman spokesperson aide aides".split())
# What these open after a last comma is the reporter's remark on what was said.
_REMARKS = frozenset("which who whom whose where a an while whereas compared".split())
_AFTER_DASH = _REMARKS | frozenset("the all one though although but even despite not".split())
_REACTIONS = frozenset(
    "drawing prompting leading putting sparking forcing reflecting marking referring alluding echoing triggering "
    "setting throwing earning underscoring fueling sending causing raising making marking giving".split()
)
_UNREAL = frozenset("will would 'll 'd can could should may might must to".split())
_SERIES = 30  # tokens that a row of gerunds takes at most


def report_end(scene: Scene, clause: Clause, begin: int, ends: int) -> int:
    """The token before which what the clause reports from `begin` on is over."""
    ends = _introduction_end(scene, clause, begin, ends)
    if clause.stop is not None:
        return max(begin, min(ends, clause.stop))
    if clause.rule == "refusal" or is_clausal(scene, clause, begin, ends):
        return _clause_end(scene, clause, begin, ends)
    topical = clause.cue.construction == "object" or clause.cue.lemma in TOPIC_ONLY
    return object_end(scene, begin, ends) if topical or clause.rule != "passive" else ends


def object_end(scene: Scene, begin: int, ends: int) -> int:
    """Where the object of "called", "accused" ends: with its quotation, or before the next clause or circumstance."""
    at = begin
    limit = min(ends, begin + REACH)
    while at < limit:
        if scene.is_quote(at):
            if not _quotation_goes_on(scene, at, ends):
                return at + 1
        elif scene.is_mark(at, "—–-") and at > begin:
            closing = _closing_dash(scene, at, limit)
            if closing is None:
                return at
            at = closing
        elif _stops_object(scene, begin, at, min(ends, limit)):
            return at
        at += 1
    return ends


def _stops_object(scene: Scene, begin: int, at: int, limit: int) -> bool:
    if scene.is_mark(at, ","):
        return at + 1 < limit and _comma_ends_object(scene, begin, at, limit)
    return scene.is_mark(at, ";") or (at > begin and _ends_object(scene, at))


def _closing_dash(scene: Scene, at: int, limit: int) -> int | None:
    """The second dash of a pair, where the object goes on after it in lower case."""
    for number in range(at + 1, limit - 1):
        if scene.is_mark(number, ",;:"):
            return None
        if scene.is_mark(number, "—–-"):
            return number if scene.is_preposition(number + 1) else None
    return None


def _comma_ends_object(scene: Scene, begin: int, comma: int, limit: int) -> bool:
    following = scene.tokens[comma + 1]
    if following.low == "and":
        return scene.low(comma + 2) != "to"
    if following.low.endswith("ing") and not following.capital:
        return not _is_series(scene, begin, comma, limit)
    return following.low in _ENDS_OBJECT or is_verb_form(scene, comma + 1)


def _is_series(scene: Scene, begin: int, comma: int, limit: int) -> bool:
    """`of lying, cheating and stealing`."""
    governed = any(
        scene.low(n).endswith("ing") and scene.is_preposition(n - 1) for n in range(begin, comma) if n > begin
    )
    return governed and any(
        scene.low(n) == "and" and scene.low(n + 1).endswith("ing")
        for n in range(comma + 1, min(limit - 1, comma + _SERIES))
    )


def _quotation_goes_on(scene: Scene, at: int, ends: int) -> bool:
    """Whether an object goes on after its quotation: `“a disgrace” and “a trap”`, `a “petulant child” who acts “…”`."""
    following = at + 1 + scene.is_mark(at + 1, ",")
    if scene.low(following) in {"and", "or"}:
        following += 1 + (scene.low(following + 1) in {"a", "an", "as", "the"})
        return following < ends and scene.is_quote(following)
    return following == at + 1 and scene.low(following) in {"that", "who", "for", "of"}


def _ends_object(scene: Scene, at: int) -> bool:
    """`blasted Hill / and left`, `praised him / during the talk`, `/ on Monday`, `/ in a letter`."""
    if scene.at[at] is not None:
        return False
    low, following = scene.low(at), scene.low(at + 1)
    if low in {"and", "but"}:
        return is_verb_form(scene, at + 1)
    return low in _CIRCUMSTANCES or _is_circumstance(scene, at, low, following)


def _is_circumstance(scene: Scene, at: int, low: str, following: str) -> bool:
    """`on Monday`, `late Monday`, `in June`, `through her lawyer`, `in a letter`."""
    if low in {"on", "last", "late", "early", "earlier"}:
        timed = following in lex.TIME_WORDS or following in lex.MONTHS or following == "this"
        return timed and not _goes_on(scene, at + 2 + (following == "this"))
    if low == "through":
        return any(scene.low(n) in _MOUTHPIECES for n in range(at + 1, at + 4))
    if low == "in" and (following in lex.MONTHS or (following.isdigit() and len(following) == 4)):
        return not _goes_on(scene, at + 2)
    return low in {"in", "at"} and following in {"a", "an", "his", "her", "their"} and _is_occasion(scene, at + 2)


def _goes_on(scene: Scene, at: int) -> bool:
    return at < len(scene.tokens) and scene.tokens[at].kind == "word" and not scene.tokens[at].text[:1].isdigit()


def _is_occasion(scene: Scene, at: int) -> bool:
    return any(scene.low(n) in _OCCASIONS for n in range(at, min(len(scene.tokens), at + 4)))


def _introduction_end(scene: Scene, clause: Clause, begin: int, ends: int) -> int:
    """Where a report that opens its sentence gives way to the main clause: "When Fox asked him, *Hill replied*"."""
    if not _is_introduction(scene, clause):
        return ends
    said = False
    for at in range(begin, min(ends, begin + REACH) - 1):
        said = said or is_verb_form(scene, at)
        named = scene.at[at + 1] is not None or scene.low(at + 1) in lex.PRONOUNS
        if scene.is_mark(at, ",") and (named or opens_clause(scene, at + 1, ends)):
            return at
        if scene.is_quote(at) and scene.tokens[at].text == ",":
            return at + 1
    return ends


def _is_introduction(scene: Scene, clause: Clause) -> bool:
    """Whether a report stands in a clause that leads up to the main one: no verb comes before "after" or "when"."""
    start = scene.paragraph.sentences[clause.sentence].start
    bound = clause.subject.bound if clause.subject is not None else -1
    if clause.subject is not None and clause.subject.kind == "same" and scene.low(start) in SUBORDINATING:
        # "Though Fox praised it *and called for more*, Hill left"
        return main_clause(scene, start, clause.cue_first) is None
    if bound < start or scene.low(bound) not in SUBORDINATING:
        return False
    return bound - start <= _SERIES and not any(
        is_verb_form(scene, n) or scene.is_quote(n) for n in range(start, bound)
    )


def _clause_end(scene: Scene, clause: Clause, begin: int, ends: int) -> int:
    """Where the reporter or another takes over: "Critics say it leaks, *but Fox disagrees*"."""
    subject = clause.subject
    relative = subject is not None and scene.low(subject.relative or subject.first) == "who"
    ends = _meanwhile(scene, begin, ends)
    limit = min(ends, begin + REACH)
    last = next((n for n in range(limit - 1, begin, -1) if scene.is_mark(n, ",—–-:;")), -1)
    unreal = said = quoted = False
    named = scene.at[begin]
    apposed = named is not None and scene.is_mark(named.last, ",")  # "Ann Fox, the mayor, who …, *is* wrong"
    for at in range(begin + 1, limit - 1):
        low = scene.low(at)
        unreal = unreal or low in _UNREAL
        said = said or is_verb_form(scene, at)
        if scene.is_mark(at, ";") and said and opens_clause(scene, at + 1, ends):
            return at
        if low == "during" and clause.cue.construction == "object":
            return at
        if scene.is_mark(at, "—–-") and at == last and scene.low(at + 1) in _AFTER_DASH:
            return at
        quoted = quoted or scene.is_quote(at)  # which may hold the verb
        told = relative and (said or quoted)
        if apposed and not (said or quoted):
            continue
        if scene.is_mark(at, ",") and _comma_ends(scene, at, ends, relative=told, last=at == last, said=said):
            return at
        if low in {"and", "but"} and unreal and _is_past(scene, at + 1):
            return at - scene.is_mark(at - 1, ",")
    return ends


def _comma_ends(scene: Scene, at: int, ends: int, *, relative: bool, last: bool, said: bool) -> bool:
    following = scene.low(at + 1)
    if relative and _is_predicate(scene, at + 1):
        return True
    if following == "but" and (_has_subject(scene, at + 2, ends) or _is_past(scene, at + 2)):
        return True
    if following in _REACTIONS or (said and _is_past(scene, at + 1)):
        return True
    return last and following in _REMARKS and not _quotes_on(scene, at + 1)


def _meanwhile(scene: Scene, begin: int, ends: int) -> int:
    """Where a quotation gives way to what else the speaker did: `“…,” / before predicting that`."""
    for at in range(begin, min(ends, begin + REACH)):
        if scene.is_quote(at) and scene.tokens[at].text == "," and scene.low(at + 1) in {"before", "after", "while"}:
            return at + 1 if scene.low(at + 2).endswith("ing") else ends
    return ends


def _quotes_on(scene: Scene, at: int) -> bool:
    """Whether a relative clause is quoted itself: "a crowd, *which “will help”*"."""
    return scene.low(at) == "which" and scene.is_quote(at + 1 + (scene.low(at + 1) in lex.AUXILIARIES))


def _is_past(scene: Scene, at: int) -> bool:
    """Whether a verb in the past follows, which "would" and "will" cannot govern: "would stay *and left*"."""
    if at >= len(scene.tokens) or scene.at[at] is not None:
        return False
    cue = CUES.get(scene.low(at))
    return cue is not None and cue.form == "finite" and not cue.may_be_noun and not scene.low(at).endswith("s")


def _has_subject(scene: Scene, at: int, ends: int) -> bool:
    """Whether a clause begins with a pronoun or a name and what it does."""
    if at >= ends:
        return False
    named = scene.at[at]
    if named is None:
        return scene.low(at) in lex.PRONOUNS and opens_clause(scene, at, ends)
    follows = named.last < ends and scene.tokens[named.last].kind == "word" and not named.possessive
    return follows and not scene.is_preposition(named.last) and scene.low(named.last) not in {"and", "or"}


def _is_predicate(scene: Scene, at: int) -> bool:
    """Whether the verb of the main clause follows: "Fox, who says it leaks, *wants* a new one"."""
    low = scene.low(at)
    return low in lex.AUXILIARIES or low in lex.COMMON_VERBS or (low in CUES and CUES[low].form == "finite")


def main_clause(scene: Scene, begin: int, ends: int) -> int | None:
    """The comma after which the sentence comes to its subject: "Asked about the mill, Fox …"."""
    for number in range(begin + 1, min(ends - 1, begin + REACH)):
        if not scene.is_mark(number, ","):
            continue
        named = scene.at[number + 1]
        certain = (named is not None and not named.possessive) or scene.low(number + 1) in lex.PRONOUNS
        if certain or opens_clause(scene, number + 1, ends):
            return number
    return None
