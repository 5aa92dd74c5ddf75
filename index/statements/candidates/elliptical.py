"""Reporting verbs whose source stands elsewhere: "continued to say", "Calling it a sham, Fox …", "was asked by Fox"."""

from __future__ import annotations

from dataclasses import replace

from index.statements.content.boundaries import REACH, Clause
from index.statements.content.endings import find_main_clause
from index.statements.lexicon import words as lex
from index.statements.lexicon.cues import CUES, DECLINING, PASSIVES, Cue
from index.statements.syntax.omitted_subjects import main_subject, subject_at
from index.statements.syntax.phrases import skip_adverbs
from index.statements.syntax.subjects import Subject, phrase_ending, subject_after, subject_before
from index.statements.syntax.verbs import is_verb_form, opens_clause
from index.statements.text.scene import Scene
from index.types import Commitment


def _commitments(asserted: str, conditional: str, declined: str = "") -> dict[str, Commitment]:
    words: dict[str, Commitment] = dict.fromkeys(asserted.split(), "asserted")
    words.update(dict.fromkeys(conditional.split(), "conditional"))
    return words | dict.fromkeys(declined.split(), "declined")


_GOVERNING = _commitments(
    "continued continues continue continuing began begins begin beginning started starts went goes on moved seemed "
    "seems appeared appears quick careful right had has have chose took came rushed hastened proceeded managed "
    "bold eager happy uses using takes taking forced compelled used able pleased proud sorry first",
    "wants want wanted tried tries trying try seeks sought seek hopes hoped plans planned "
    "expected likely struggled struggles intends going ready willing scheduled supposed threatened expects "
    "prepared poised vowed promised pledged agreed",
    "failed fails unwilling unable unlikely neglected hesitated reluctant hesitant " + " ".join(DECLINING),
)
# A person led to say something says it; a person allowed or asked to may not.
_LEADING = _commitments(
    "led leads leading prompted prompting forced forcing drove driving compelled moved",
    "allow lead force prompt allowed allowing allows leaving pushed pushing permitted for encouraged encouraging "
    "invited enabling enabled wants wanted",
)
_WRITINGS = frozenset(
    "statement statements letter letters email emails e-mail e-mails message messages memo memos tweet tweets post "
    "posts note report reports ad ads article articles op-ed editorial column book release press-release video videos "
    "lawsuit petition resolution brief motion bulletin notice advertisement advertisements".split()
)
_OCCASIONS = frozenset("conference rally speech briefing hearing event appearance interview debate forum".split())
_MAKING = frozenset(
    "released releases issued issues sent sends published publishes wrote writes posted posts put signed filed made "
    "release issue send publish write post file make tweeted delivered gave shared circulated emailed placed aired ran "
    "distributed".split()
)
_MAX_ADDRESS = 9  # tokens between a letter and its content
_MAX_MAKER = 7  # tokens between a letter and the verb of its author
_MAX_OWNER = 4  # tokens between the owner of a speech and its content
_USING = frozenset("used uses using took takes taking".split())
_MAX_LED = 9  # tokens of the person led to say something
_MAX_PURPOSE = 12  # tokens between "used" and "to"
_BEFORE_GERUND = frozenset("by after before in while when without upon".split())
_MAX_BETWEEN = 14  # tokens between the verb and its content: by whom, when, where
_INTRODUCING = frozenset("having being after before when once while since as".split())
_MAX_INTRODUCTION = 5  # tokens: "After Fox had been *told*"
_BEFORE_BARE = frozenset("when if once and often while repeatedly".split())


def infinitive(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    """Parse an infinitive with the subject of its governing verb: `Fox continued to say`, `refused to call`."""
    start = max(sentence.start, at - REACH)
    to = skip_adverbs(scene, at - 1, start)
    if cue.form != "base" or scene.low(to) != "to":
        return None
    return _governed(scene, at, to, cue, number, start) or _led(scene, at, to, cue, number, start)


def _governed(scene: Scene, at: int, to: int, cue: Cue, number: int, start: int) -> Clause | None:
    governor = skip_adverbs(scene, to - 1, start) if scene.low(to - 1) not in _GOVERNING else to - 1
    if scene.low(governor) not in _GOVERNING:
        governor = _using_verb(scene, to, start)
    commitment = _GOVERNING.get(scene.low(governor))
    if commitment is None or governor <= start or scene.at[governor] is not None:
        return None
    left = governor
    while left > start and scene.low(left - 1) in {"went", "goes", "go"} | lex.BE:
        left -= 1
    subject = subject_before(scene, left, start, progressive=scene.low(governor).endswith("ing"))
    if subject is None:
        return None
    if any(scene.low(n) in lex.NEGATIONS for n in range(max(start, left - 3), at)):
        commitment = "declined"
    elif commitment == "asserted":
        modal = any(scene.low(n) in lex.MODALS for n in range(max(start, left - 3), left))
        commitment = "conditional" if modal else cue.commitment
    return Clause(left, at + 1, cue, subject, number, commitment, "subject-verb")


def _led(scene: Scene, at: int, to: int, cue: Cue, number: int, start: int) -> Clause | None:
    """Parse an infinitive whose subject is the object of another verb: `It led Fox to declare …`."""
    near = range(to - 2, max(start, to - _MAX_LED), -1)
    leading = next((n for n in near if scene.low(n) in _LEADING and scene.at[n] is None), -1)
    if leading < 0 or not _has_content(scene, at, cue):
        return None
    subject = subject_before(scene, to, leading + 1, progressive=False)
    if subject is None or subject.kind == "same" or subject.first != leading + 1:
        return None
    before = {scene.low(n) for n in range(max(start, leading - 3), leading)}
    unreal = before & (lex.MODALS | lex.NEGATIONS | {"to"})
    commitment: Commitment = "conditional" if unreal else _LEADING[scene.low(leading)]
    commitment = cue.commitment if commitment == "asserted" else commitment
    subject.bound = leading
    return Clause(to, at + 1, cue, subject, number, commitment, "subject-verb")


def _has_content(scene: Scene, at: int, cue: Cue) -> bool:
    """Whether the words after the verb can be its content."""
    if at + 1 >= len(scene.tokens) or cue.construction == "quote":
        return False
    return scene.tokens[at + 1].kind != "mark" and (
        cue.construction == "object" or opens_clause(scene, at + 1, len(scene.tokens))
    )


def _using_verb(scene: Scene, to: int, start: int) -> int:
    """Return the verb before a purpose ("*used* her speech to call", "*took* to the air to"), or -1."""
    for at in range(to - 1, max(start, to - _MAX_PURPOSE), -1):
        if scene.tokens[at].kind != "word" or scene.low(at) in lex.CLAUSE_OPENERS | {"and"}:
            return -1
        if scene.low(at) in _USING and scene.at[at] is None:
            return at
    return -1


def in_writing(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    """Parse a report in a document, with its author or else the document as the source: `released a statement saying`,
    `a letter to the mayor urging`."""
    that = cue.form == "finite" and scene.low(at - 1) == "that"
    if not (cue.form == "participle" or that) or not _has_content(scene, at, cue):
        return None
    near = range(at - 1 - that, max(sentence.start, at - _MAX_ADDRESS), -1)
    noun = next((n for n in near if scene.low(n) in _WRITINGS and scene.at[n] is None), -1)
    if noun < 0 or not _is_address(scene, noun + 1, at - that):
        return None
    start = max(sentence.start, at - REACH)
    making = next((n for n in range(noun - 1, max(start, noun - _MAX_MAKER), -1) if scene.low(n) in _MAKING), -1)
    subject = subject_before(scene, making, start, progressive=True) if making > start else None
    if that and subject is None:
        return None  # "a letter that says"
    if subject is not None and subject.kind == "same":
        subject = main_subject(scene, sentence, making)
        subject = replace(subject, kind="open", mention=None) if subject is not None else None
    subject = subject or phrase_ending(scene, noun, start)
    if subject is None:
        return None
    unreal = making > start and any(scene.low(n) in lex.NEGATIONS | lex.MODALS for n in range(making - 2, making))
    return Clause(at, at + 1, cue, subject, number, "conditional" if unreal else cue.commitment, "in-writing")


def on_an_occasion(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    """Parse a report on an occasion: `Fox held a news conference announcing …`, `Fox said at a rally calling it …`."""
    if cue.form != "participle" or scene.low(at - 1) not in _OCCASIONS or scene.at[at - 1] is not None:
        return None
    owned = any(
        scene.tokens[n].possessive for n in range(max(sentence.start, at - _MAX_OWNER), at)
    )  # "after Fox's speech"
    if at - 1 <= sentence.start or owned or not _has_content(scene, at, cue):
        return None
    return Clause(at, at + 1, cue, Subject(at, at, "same", bound=at - 1), number, cue.commitment, "participle")


def _is_address(scene: Scene, first: int, stop: int) -> bool:
    """Whether only an addressee or a day stands between a letter and its content: "to the mayor on Monday"."""
    return first >= stop or (
        all(scene.tokens[n].kind == "word" and scene.low(n) not in _BEFORE_GERUND for n in range(first, stop))
        and (scene.is_preposition(first) or scene.low(first) in lex.TIME_WORDS | {"this", "last", "to"})
    )


def gerund(scene: Scene, at: int, cue: Cue, number: int, sentence: range) -> Clause | None:
    """Parse `began by saying`, `before adding`, and at the head of a sentence `Calling it a sham, Fox …`."""
    if cue.form != "participle":
        return None
    before = skip_adverbs(scene, at - 1, sentence.start)
    opens = before <= sentence.start and (before < sentence.start or scene.low(before) in _BEFORE_GERUND)
    if not opens and (scene.low(before) not in _BEFORE_GERUND or scene.at[before] is not None):
        return None
    never = scene.low(before) == "without" or (scene.low(before) == "from" and scene.low(before - 1) == "far")
    commitment: Commitment = "declined" if never else cue.commitment
    if opens:
        comma = find_main_clause(scene, at + 1, sentence.stop)
        subject = subject_at(scene, comma + 1, sentence.stop) if comma is not None else None
        clause = Clause(at, at + 1, cue, subject, number, commitment, "participle", stop=comma)
        return clause if comma is not None else None
    verb = before - 1 - scene.is_mark(before - 1, ",")
    if scene.low(verb) in CUES and is_verb_form(scene, verb):  # "Fox said before adding"
        subject = Subject(before, before, "same", bound=before - 1)
        return Clause(at, at + 1, cue, subject, number, commitment, "participle")
    subject = main_subject(scene, sentence, before)
    if subject is None or _begins_clause(scene, subject.last, before):
        return None
    subject.bound = before - 1
    return Clause(at, at + 1, cue, subject, number, commitment, "participle")


def _begins_clause(scene: Scene, first: int, stop: int) -> bool:
    """Whether another clause, perhaps with its own subject, begins between two tokens."""
    return any(
        scene.is_mark(n, ";:—–")
        or scene.is_quote(n)
        or (scene.low(n) in {"and", "but", "who", "that", "which"})
        or (scene.at[n] is not None and scene.is_mark(n - 1, ","))
        for n in range(first, stop)
    )


def passive_clause(scene: Scene, at: int, number: int, sentence: range) -> Clause | None:
    """Parse `Fox was asked whether …`, `asked by Hill about …`, `Fox is said to …`."""
    openers = PASSIVES.get(scene.low(at))
    if openers is None or scene.at[at] is not None or not _is_passive(scene, at, sentence):
        return None
    cue = CUES[scene.low(at)]
    begin = _content_begin(scene, at, openers, sentence)
    if begin is None:
        return None
    by = next((n for n in range(at + 1, begin) if scene.low(n) == "by"), None)
    subject = subject_after(scene, by, sentence.stop) if by is not None else None
    cut = max(sentence.start, skip_adverbs(scene, at - 1, sentence.start))
    stop = find_main_clause(scene, begin, sentence.stop) if _opens_sentence(scene, at, sentence) else None
    commitment = _commitment(scene, at, cue, sentence)
    return Clause(at, at + 1, cue, subject, number, commitment, "passive", begin, cut, stop=stop)


def _is_passive(scene: Scene, at: int, sentence: range) -> bool:
    left = skip_adverbs(scene, at - 1, sentence.start)
    if left < sentence.start or scene.low(left) in lex.BE or scene.low(left) in {"being", "get"}:
        return True
    if scene.low(at) != "asked" or (scene.low(left) == "and" and not _may_be_passive(scene, left - 1)):
        return False  # "Fox said it leaked *and asked* whether": she asked
    return scene.low(left) in _BEFORE_BARE or scene.tokens[left].kind != "word"


def _may_be_passive(scene: Scene, at: int) -> bool:
    """Whether "and asked" can continue a passive: "was *stopped* and asked", unlike "Fox *nodded* and asked"."""
    left = skip_adverbs(scene, at - 1, 0)
    active = left >= 0 and (scene.at[left] is not None or scene.low(left) in lex.PRONOUNS)
    return scene.low(at).endswith("ed") and not active


def _content_begin(scene: Scene, at: int, openers: frozenset[str], sentence: range) -> int | None:
    for number in range(at + 1, min(sentence.stop, at + _MAX_BETWEEN)):
        token = scene.tokens[number]
        if scene.low(at) == "asked" and scene.is_quote(number) and scene.is_mark(number - 1, ",:"):
            return number
        if token.kind != "word" and not scene.is_mark(number, "(),:"):
            return None
        if token.low in openers and scene.at[number] is None:
            begin = number + 1 if token.low == "about" else number - (scene.low(number - 1) in {"not", "never"})
            return begin if number + 1 < sentence.stop and scene.tokens[number + 1].kind == "word" else None
        if token.low in lex.PRONOUNS or token.low in lex.AUXILIARIES:
            return None
    return None


def _opens_sentence(scene: Scene, at: int, sentence: range) -> bool:
    if scene.low(sentence.start) in _INTRODUCING and at - sentence.start <= _MAX_INTRODUCTION:
        return True
    return at - sentence.start <= 1 and (at == sentence.start or scene.low(at - 1) in _BEFORE_BARE)


def _commitment(scene: Scene, at: int, cue: Cue, sentence: range) -> Commitment:
    before = {scene.low(n) for n in range(max(sentence.start, at - 4), at)}
    return "declined" if before & lex.NEGATIONS else "conditional" if before & lex.MODALS else cue.commitment
