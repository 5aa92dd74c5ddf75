"""Words that report speech: which construction each verb takes, and what it commits its speaker to.

`clause`  X said (that) …; also beside a quotation
`hearer`  X told somebody (that) …
`object`  X criticized …: the content runs to the end of the clause
`quote`   continued, went on: reports only beside a quotation
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.types import Commitment

Construction = Literal["clause", "hearer", "object", "quote"]
Form = Literal["finite", "participle", "base"]


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of a reporting verb."""

    lemma: str
    construction: Construction
    form: Form
    commitment: Commitment = "asserted"
    may_be_noun: bool = False


_CLAUSE = (
    "say add note argue warn claim insist explain acknowledge announce suggest admit concede confirm declare "
    "state write tweet predict promise vow pledge stress emphasize emphasise assert contend maintain allege "
    "complain report recall conclude reveal disclose testify indicate reiterate repeat reply respond remark "
    "observe joke caution quip retort lament boast brag swear exclaim counter answer proclaim speculate hint "
    "talk speak estimate stipulate affirm recount opine muse gush post protest volunteer profess confess signal relate"
)
_HEARER = "tell remind assure inform advise"
_OBJECT = (
    "criticize criticise praise describe accuse call urge propose blast question slam tout cite demand mention "
    "charge ask express point offer condemn denounce ridicule mock applaud characterize characterise "
    "dub label portray decry"
)
_QUOTE = "continue joke shout yell begin chant finish echo sigh laugh snap demand interject go put"
_IRREGULAR = {
    "say": ("said", "says", "saying"), "go": ("went", "goes", "going"), "put": ("put", "puts", "putting"),
    "tell": ("told", "tells", "telling"), "write": ("wrote", "writes", "writing"),
    "swear": ("swore", "swears", "swearing"), "begin": ("began", "begins", "beginning"),
    "sing": ("sang", "sings", "singing"), "admit": ("admitted", "admits", "admitting"),
    "quip": ("quipped", "quips", "quipping"), "slam": ("slammed", "slams", "slamming"),
    "dub": ("dubbed", "dubs", "dubbing"), "speak": ("spoke", "speaks", "speaking"),
    "brag": ("bragged", "brags", "bragging"), "signal": ("signaled", "signals", "signaling"),
    "label": ("labeled", "labels", "labeling"),
}  # fmt: skip
_ALSO_NOUNS = frozenset(
    "claim report call note demand charge question state remark offer cite post answer promise pledge vow tweet "
    "joke rule protest estimate signal talk point express hint label counter caution lament volunteer swear add boast "
    "blast slam praise".split()
)


def _inflect(verb: str) -> dict[str, Form]:
    if verb in _IRREGULAR:
        past, third, participle = _IRREGULAR[verb]
    elif verb.endswith("e"):
        past, third, participle = f"{verb}d", f"{verb}s", f"{verb[:-1]}ing"
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        past, third, participle = f"{verb[:-1]}ied", f"{verb[:-1]}ies", f"{verb}ing"
    else:
        ending = "es" if verb.endswith(("s", "x", "ch", "sh")) else "s"
        past, third, participle = f"{verb}ed", f"{verb}{ending}", f"{verb}ing"
    return {verb: "base", past: "finite", third: "finite", participle: "participle"}  # "put" is past as often


_CONSTRUCTIONS: tuple[tuple[str, Construction, Commitment], ...] = (
    (_QUOTE, "quote", "asserted"),
    (_OBJECT, "object", "asserted"),
    (_CLAUSE, "clause", "asserted"),
    (_HEARER, "hearer", "asserted"),
    ("deny", "clause", "denied"),
    ("rule", "object", "denied"),
)


def _build_cues() -> dict[str, Cue]:
    """Return every form of every verb. A verb listed under two constructions takes the later one."""
    rows: dict[str, Cue] = {}
    for verbs, construction, commitment in _CONSTRUCTIONS:
        for verb in verbs.split():
            for word, form in _inflect(verb).items():
                noun = verb in _ALSO_NOUNS and form != "participle" and not word.endswith("ed")
                rows[word] = Cue(verb, construction, form, commitment, may_be_noun=noun)
    return rows


CUES = _build_cues()
FINITE_CUES = frozenset(word for word, cue in CUES.items() if cue.form == "finite" and not cue.may_be_noun)


def _followed_by(words: str, followers: str) -> dict[str, frozenset[str]]:
    """Return a table that gives every word the same set of words that may follow it."""
    return dict.fromkeys(words.split(), frozenset(followers.split()))


# These verbs report only if one of these words follows.
PARTICLES = (
    _followed_by("point", "out to") | _followed_by("go", "on") | _followed_by("put", "it") | _followed_by("rule", "out")
)
# Without a clause, these verbs report the topic after the preposition: "complained of the noise".
TOPICS = (
    _followed_by("talk complain boast brag tell", "about of")
    | _followed_by("speak warn", "about of against")
    | _followed_by("joke write tweet ask", "about")
    | _followed_by("testify caution protest", "about against")
    | _followed_by("argue", "against for")
    | _followed_by("speculate", "about on")
    | _followed_by("remark", "on")
)
# With an object instead of a clause, these verbs report nothing: "added that", but "added a room".
CLAUSE_ONLY = frozenset("add maintain state claim counter volunteer relate protest".split())
# Things offered in words.
OFFERED_SPEECH = frozenset(
    "apology apologies advice support praise condolences explanation explanations detail details criticism criticisms "
    "opinion opinions view views thoughts prayers account defense defence prediction comment comments compliment words "
    "response answer answers reason reasons argument assessment critique warning denial testimony description "
    "suggestion suggestions congratulations reassurance assurances tribute to".split()
)
# With an object, these verbs report whatever their subject is.
OBJECT_REPORTING_VERBS = frozenset(
    "criticize criticise praise accuse urge condemn denounce applaud blast slam question describe decry".split()
)
TOPIC_ONLY = frozenset({"talk", "speak"})
OPTIONAL_PARTICLES = _followed_by("call", "for on") | _followed_by("ask", "for about")
# With one of these words, the verb reports nothing: "called in", "called the vote off".
NON_REPORTING_PARTICLES = _followed_by("call", "in into off up back home")

# Verbs that decline the statement that the next verb would report: "declined to comment".
DECLINING = frozenset("declined declines decline refused refuses refuse declining refusing".split())

# Refusals without content: "declined to comment", "would not elaborate".
REFUSALS = {
    word: Cue(word, "clause", "base", "declined") for word in "comment elaborate discuss speculate reached".split()
}

# Verbs that any kind of subject may follow: "…," said the ministry.
INVERTING = frozenset(
    "said says wrote writes added adds asked asks replied replies recalled recalls explained explains noted notes "
    "argued argues warned warns insisted insists continued continues tweeted concluded concludes declared "
    "observed quipped".split()
)

# The words after a passive verb that make it report: "was asked about", "is said to", "was accused of".
PASSIVES = (
    _followed_by("asked", "about whether if why what how who which where when to")
    | _followed_by("told reported", "that to")
    | _followed_by("said urged", "to")
    | _followed_by("accused", "of")
    | _followed_by("charged", "with")
    | _followed_by("criticized criticised praised", "for")
    | _followed_by("described", "as")
    | _followed_by("announced revealed disclosed confirmed alleged claimed suggested noted", "that")
)
# Nouns of saying, and the words that open their content.
NOUNS = (
    _followed_by(
        "claim claims assertion assertions allegation allegations accusation accusations suggestion suggestions "
        "statement statements argument arguments contention insistence prediction predictions acknowledgment "
        "acknowledgement admission denial denials charge charges",
        "that",
    )
    | _followed_by("promise promises pledge pledges vow vows", "that to of")
    | _followed_by("call calls", "for to")
    | _followed_by("demand demands", "that for")
    | _followed_by("proposal proposals", "to for that")
    | _followed_by("question questions", "about whether")
    | _followed_by("complaint complaints", "that about of")
    | _followed_by("warning warnings", "that about of")
    | _followed_by("announcement announcements", "that of")
    | _followed_by("criticism criticisms", "of that")
    | _followed_by("praise", "for of")
    | _followed_by("comment comments remark remarks", "about on that")
    | _followed_by("report reports", "that")
)
