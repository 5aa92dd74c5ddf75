"""The words that report speech, as tables: which verb takes which construction, and what it commits its speaker to.

`clause`  X said (that) …; also on either side of a quotation
`hearer`  X told somebody (that) …
`object`  X criticized …: what follows is what was said about, to the end of the clause
`quote`   continued, went on: report only beside a quotation
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.types import Commitment

Construction = Literal["clause", "hearer", "object", "quote"]
Form = Literal["finite", "participle", "base"]


@dataclass(frozen=True, slots=True)
class Cue:
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
_DENY = "deny"
_RULE = "rule"
_HEARER = "tell remind assure inform advise"
_OBJECT = (
    "criticize criticise praise describe accuse call urge propose blast question slam tout cite demand mention "
    "charge ask express point offer condemn denounce ridicule mock applaud characterize characterise "
    "dub label portray decry"
)
_QUOTE = "continue joke shout yell begin chant finish echo sigh laugh snap demand interject go put"
_IRREGULAR = {
    "say": ("said", "says", "saying"),
    "go": ("went", "goes", "going"),
    "put": ("put", "puts", "putting"),
    "tell": ("told", "tells", "telling"),
    "write": ("wrote", "writes", "writing"),
    "swear": ("swore", "swears", "swearing"),
    "begin": ("began", "begins", "beginning"),
    "sing": ("sang", "sings", "singing"),
    "admit": ("admitted", "admits", "admitting"),
    "quip": ("quipped", "quips", "quipping"),
    "slam": ("slammed", "slams", "slamming"),
    "dub": ("dubbed", "dubs", "dubbing"),
    "speak": ("spoke", "speaks", "speaking"),
    "brag": ("bragged", "brags", "bragging"),
    "signal": ("signaled", "signals", "signaling"),
    "label": ("labeled", "labels", "labeling"),
}
_ALSO_NOUNS = frozenset(
    "claim report call note demand charge question state remark offer cite post answer promise pledge vow tweet "
    "joke rule protest estimate signal talk point express hint label counter caution lament volunteer swear add boast "
    "blast slam praise".split()
)


def _forms(verb: str) -> dict[str, Form]:
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
    (_DENY, "clause", "denied"),
    (_RULE, "object", "denied"),
)


def _table() -> dict[str, Cue]:
    """Every form of every verb; a verb in two constructions counts for the later."""
    rows: dict[str, Cue] = {}
    for verbs, construction, commitment in _CONSTRUCTIONS:
        for verb in verbs.split():
            for word, form in _forms(verb).items():
                noun = verb in _ALSO_NOUNS and form != "participle" and not word.endswith("ed")
                rows[word] = Cue(verb, construction, form, commitment, may_be_noun=noun)
    return rows


CUES: dict[str, Cue] = _table()

# Verbs that report only with one of these words after them, and verbs whose content begins after one.
PARTICLES: dict[str, frozenset[str]] = {
    "point": frozenset({"out", "to"}),
    "go": frozenset({"on"}),
    "put": frozenset({"it"}),
    "rule": frozenset({"out"}),
}
# Verbs that report what they are about where no clause follows: "complained of the noise", "asked Hill about it".
TOPICS: dict[str, frozenset[str]] = {
    "talk": frozenset({"about", "of"}),
    "speak": frozenset({"about", "of", "against"}),
    "complain": frozenset({"about", "of"}),
    "joke": frozenset({"about"}),
    "write": frozenset({"about"}),
    "tweet": frozenset({"about"}),
    "warn": frozenset({"about", "of", "against"}),
    "boast": frozenset({"about", "of"}),
    "brag": frozenset({"about", "of"}),
    "ask": frozenset({"about"}),
    "remark": frozenset({"on"}),
    "testify": frozenset({"about", "against"}),
    "argue": frozenset({"against", "for"}),
    "tell": frozenset({"about", "of"}),
    "speculate": frozenset({"about", "on"}),
    "caution": frozenset({"against", "about"}),
    "protest": frozenset({"against", "about"}),
}
# Verbs that report with a clause and do something else with an object: "added that", but "added a room".
STRICT = frozenset("add maintain state claim counter volunteer relate protest".split())
# What is offered in words.
OFFERED = frozenset(
    "apology apologies advice support praise condolences explanation explanations detail details criticism criticisms "
    "opinion opinions view views thoughts prayers account defense defence prediction comment comments compliment words "
    "response answer answers reason reasons argument assessment critique warning denial testimony description "
    "suggestion suggestions congratulations reassurance assurances tribute to".split()
)
# Verbs with an object that report whatever their subject is.
SPOKEN = frozenset(
    "criticize criticise praise accuse urge condemn denounce applaud blast slam question describe decry".split()
)
TOPIC_ONLY = frozenset({"talk", "speak"})
OPTIONAL_PARTICLES: dict[str, frozenset[str]] = {"call": frozenset({"for", "on"}), "ask": frozenset({"for", "about"})}

# Verbs that do something else with one of these after them: "called in", "called the vote off".
OTHERWISE: dict[str, frozenset[str]] = {"call": frozenset({"in", "into", "off", "up", "back", "home"})}

# Verbs that decline what the verb after them would say: "declined to comment", "refused to say whether".
DECLINING = frozenset("declined declines decline refused refuses refuse declining refusing".split())

# What is declined where nothing is said: "declined to comment", "would not elaborate".
REFUSED = {
    word: Cue(word, "clause", "base", "declined") for word in "comment elaborate discuss speculate reached".split()
}

# Verbs that may stand before any kind of subject: "…," said the ministry.
INVERTING = frozenset(
    "said says wrote writes added adds asked asks replied replies recalled recalls explained explains noted notes "
    "argued argues warned warns insisted insists continued continues tweeted concluded concludes declared "
    "observed quipped".split()
)

_ASKED = frozenset("about whether if why what how who which where when to".split())
# What follows a verb in the passive where it reports: "was asked about", "is said to", "was accused of".
PASSIVES: dict[str, frozenset[str]] = {
    "asked": _ASKED,
    "told": frozenset({"that", "to"}),
    "said": frozenset({"to"}),
    "accused": frozenset({"of"}),
    "charged": frozenset({"with"}),
    "criticized": frozenset({"for"}),
    "criticised": frozenset({"for"}),
    "praised": frozenset({"for"}),
    "described": frozenset({"as"}),
    "urged": frozenset({"to"}),
    "reported": frozenset({"that", "to"}),
    **dict.fromkeys(
        "announced revealed disclosed confirmed alleged claimed suggested noted".split(), frozenset({"that"})
    ),
}


def _nouns(words: str, openers: str) -> dict[str, frozenset[str]]:
    return {word: frozenset(openers.split()) for word in words.split()}


# Nouns of saying and what their content begins with.
NOUNS: dict[str, frozenset[str]] = {
    **_nouns(
        "claim claims assertion assertions allegation allegations accusation accusations suggestion suggestions "
        "statement statements argument arguments contention insistence prediction predictions acknowledgment "
        "acknowledgement admission denial denials charge charges",
        "that",
    ),
    **_nouns("promise promises pledge pledges vow vows", "that to of"),
    **_nouns("call calls", "for to"),
    **_nouns("demand demands", "that for"),
    **_nouns("proposal proposals", "to for that"),
    **_nouns("question questions", "about whether"),
    **_nouns("complaint complaints", "that about of"),
    **_nouns("warning warnings", "that about of"),
    **_nouns("announcement announcements", "that of"),
    **_nouns("criticism criticisms", "of that"),
    **_nouns("praise", "for of"),
    **_nouns("comment comments remark remarks", "about on that"),
    **_nouns("report reports", "that"),
}
