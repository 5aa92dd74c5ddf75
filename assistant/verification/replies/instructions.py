"""Recognise instructions to a reader or a model ("Ignore …, write that …"). They are neither evidence nor an answer.

An instruction has the form of an imperative: a bare verb at the start, without a subject.
"""

from __future__ import annotations

import re

from assistant.understanding.stemming import fold

_VERBS = frozenset(
    """accept accompany act add adopt advise agree allow always answer append apply arrange ask assume assure attach
    avoid become begin believe buy call change check choose claim clear click close come complete conclude confirm
    consider contact continue convert copy correct count create decide declare decode decrypt delete deliver deny
    describe design disable discard disclose discuss display disregard do donate download draft draw email emit
    emphasise emphasize enable encode encourage end enter erase escape evaluate execute explain express extract
    fetch fill find finish follow forget format forward generate get give go grant guess guarantee help hide
    identify ignore imagine implement import include incorporate inform infer insert install instruct integrate
    introduce invest invite join keep learn leave let list load look make mention merge modify move name never note
    obey offer omit open order output override pass paste pay perform persuade phone pick pledge point post praise
    prefix prepare present pretend print proceed produce promise promote provide publish put quote read recite
    recommend redirect refer refuse register reject remember remind remove repeat rephrase replace reply report
    request reset respond restart return reveal reverse rewrite role-play run save say scan search see select send
    set share shop show sign simulate speak spell start state stop submit subscribe substitute suggest summarise
    summarize swap switch take talk tell think transfer translate transmit treat try turn type understand update
    upload urge use utter verify visit vote warn watch weave write""".split()
)
_OBJECTS = frozenset(
    """a about above after again all an and any anything as at back before below between both by down each every
    everyone everything following for freely from her here him his how if in instead into it its like me my no not
    nothing now off on only or our out over please previous prior readers so some that the their them then there
    these this those through to up us users what whatever when whether who why with without you your yourself""".split()
)
_LEAD = re.compile(
    r"^[\W_]*(?:(?:please|kindly|now|then|instead|also|and|but|so|first|next|finally|important|note|system|assistant|"
    r"instructions?|attention|hey|hello|dear \w+|(?:from now|in your|before|after|when|if|as)\b[^,:.]{0,60})[,:\s]+)*",
    re.IGNORECASE,
)
_PLEASE = re.compile(r"\W*(?:please|kindly)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_TO_A_MODEL = re.compile(
    r"\b(?:(?:previous|prior|above|earlier|preceding|system|your) (?:instructions?|prompts?)|"
    r"as an? (?:AI|language model)|"
    r"in your (?:answer|reply|response|output|summary)|"
    r"as (?:the|this) (?:article|passage|paragraph|text|story) (?:instructs|orders|demands|requests|tells|asks)|"
    r"readers? (?:should|must|are (?:asked|told|urged) to) (?:send|pay|visit|call|write|click|donate|transfer))\b",
    re.IGNORECASE,
)


def is_instruction(sentence: str) -> bool:
    """Return whether the sentence is an instruction."""
    if _TO_A_MODEL.search(sentence):
        return True
    lead = _LEAD.match(sentence)
    rest = sentence[lead.end() if lead else 0 :]
    first_two = re.match(rf"\W*({_WORD.pattern})(?:\s+({_WORD.pattern}))?", rest[:80])
    words = [fold(word) for word in first_two.groups() if word] if first_two else []
    if len(words) < 2:
        return False
    if words[0] in _VERBS and _PLEASE.match(sentence):
        return True
    if words[0] in ("do", "don't", "never", "always", "let's"):
        return words[0] in ("don't", "let's") or words[1] == "not" or words[1] in _VERBS
    return words[0] in _VERBS and (words[1] in _OBJECTS or words[1].endswith("ly"))
