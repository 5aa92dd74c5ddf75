"""The words that decide how a clause is read: negations, modal words, limits, and opposites."""

from __future__ import annotations

import re

from assistant.understanding.stemming import stem

NEGATIONS = frozenset("not no never none nobody nothing neither nor cannot".split())
"""Words that negate a clause. A clause with two of them is not read."""
UNCERTAIN = re.compile(
    r"\b(?:unless|whether|provided that|assuming|suppose|supposing|in case|as long as|otherwise|"
    r"(?:would|could|should|might|must) have|not (?:only|just|all|every|both|always|necessarily|until|before|merely)|"
    r"no (?:doubt|less|sooner)|nothing but|without|hardly|barely|scarcely|almost|as if|as though|rather than|"
    r"instead of|used to|allegedly|supposedly|reportedly|myths?|rumou?rs?|untrue|false|lies?|nonsense|accus\w+|"
    r"said|says?|saying|told|tells?|claim(?:s|ed|ing)?|according to|suggest(?:s|ed|ing)?|alleg\w+|imagine)\b",
    re.IGNORECASE,
)
"""Words after which a clause may mean something else, or report another person. Such a clause is not read."""
CONDITION = re.compile(
    r"\b(?:if|unless|provided|assuming|supposing|in case|as long as|only when|once|"
    r"should (?:we|they|he|she|it|the)|(?:were|had) (?:we|they|he|she|it))\b",
    re.IGNORECASE,
)
QUALIFIED = re.compile(r"\b(?:because|since|due to|until|before|after|when|while|by|for now|as)\b", re.IGNORECASE)
"""Words in a negated clause after which the negation may apply only to the rest: "will not close before May"."""
NOT_RULED_OUT = re.compile(
    r"\b(?:(?:not|never|cannot|\w+n['’]t|refus\w+ to|declin\w+ to)"
    r"\s+(?:yet\s+|be\s+|entirely\s+)?rul(?:e|ed|ing)\s+out)"
    r"\b(?:\s+(?:that|the possibility (?:of|that)))?",
    re.IGNORECASE,
)
RULED_OUT = re.compile(r"\brul(?:e|es|ed|ing)\s+out\b(?:\s+(?:that|the possibility (?:of|that)))?", re.IGNORECASE)
MAY = re.compile(
    r"\b(?:(?-i:may)|might|could|perhaps|maybe|possibly|considering|weighing|(?:is|are) open to)\b", re.IGNORECASE
)
FUTURE = re.compile(
    r"\b(?:will|shall|would|won['’]t|wouldn['’]t|going to|plans? to|intends? to|intention of)\b|['’](?:ll|d)\b",
    re.IGNORECASE,
)
OUGHT = re.compile(
    r"\b(?:should(?:n['’]t)?|must(?:n['’]t)?|ought|needs?|needed|ha(?:s|ve|d) to|required?|necessary)\b", re.IGNORECASE
)
WISH = re.compile(
    r"\b(?:want\w*|hop(?:e|es|ed|ing)|wish\w*|urg\w+|like to|ask(?:s|ed)?|demand\w*|calls? for|called for|seeks?|"
    r"sought|tr(?:y|ies|ied|ying) to|expect\w*)\b",
    re.IGNORECASE,
)
CAN = re.compile(r"\b(?:can|can['’]t|cannot|(?:un)?able to)\b", re.IGNORECASE)
PAST = re.compile(
    r"\b(?:was|were|did|had|has|have|been|having|(?:was|were|did|had|has|have)n['’]t)\b|['’]ve\b", re.IGNORECASE
)
PRESENT = re.compile(r"\b(?:is|are|am|do|does|(?:is|are|do|does)n['’]t|i['’]m)\b|['’](?:re|m)\b", re.IGNORECASE)
STATE = re.compile(r"\b(?:is|are|was|were|remains?|remained|(?:is|are|was|were)n['’]t)\b|['’]re\b", re.IGNORECASE)
LIMITS = frozenset(
    """all every each both some any most many few several only mainly mostly partly partially entirely completely fully
    wholly half quite too enough very more less fewer least up over under about around roughly exactly even alone
    largely originally initially formally officially immediately soon now yet again always often sometimes publicly
    privately directly personally temporarily permanently still already currently anymore longer ever first last next
    previous same other another new old lot lots much""".split()
)
"""Words that limit or extend a clause. Two clauses are comparable only if they have the same ones."""
UNCOUNTED = frozenset("still already currently now yet ever even both any longer anymore".split())
"""Limits that only add emphasis."""
BOUNDS = frozenset("least most up over under about around roughly more less fewer nearly".split())
"""Limits with which two different figures can both be true."""
FRAMES = frozenset(
    stem(word)
    for word in """think believe know sure confident certain insist stress add note argue maintain assure promise
    confirm reiterate repeat clear fact simply really actually frankly absolutely certainly course true indeed just
    going plan plans intend intention let thing possibility considering weighing""".split()
)
"""Words around a proposition that are not part of it."""
COMPLETE_VERBS = frozenset(stem(word) for word in "resign quit retire appeal abdicate surrender".split())
"""Verbs that form a proposition with only a subject."""
ONE_TIME_VERBS = frozenset(
    stem(word)
    for word in """open reopen begin end launch arrive leave resign retire expire finish complete marry die born elect
    inaugurate publish built sail""".split()
)
"""Events that happen once, so they cannot have two days."""
TIMES = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec spring summer autumn winter today
    tomorrow yesterday tonight morning afternoon evening night week weekend month year quarter decade century""".split()
)
OPPOSITES = frozenset(
    frozenset(map(stem, pair.split()))
    for pair in """safe unsafe,
    safe dangerous, guilty innocent, rise fall, increase decrease, increase cut, raise cut, raise lower,
    grow shrink, gain lose, win lose, support oppose, back oppose, favour oppose, accept reject, approve reject,
    agree refuse, keep scrap, keep abolish, open close, reopen close, avoidable inevitable, avoidable unavoidable,
    possible impossible, legal illegal, lawful unlawful, likely unlikely, sufficient insufficient, succeed fail,
    clean polluted, clean contaminated, clean dirty, alive dead, begin end, start stop, available unavailable,
    affordable unaffordable, sound unsound, fair unfair, stable unstable, complete incomplete,
    acceptable unacceptable""".split(",")
)
"""Pairs of words that cannot both be true of one thing at one time."""
