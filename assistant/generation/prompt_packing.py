"""Evidence as a model reads it: numbered, inside a token budget, and with nothing in it that could pass as ours.

Passages are `[1]` and statements `{S1}` by their place in the packed Evidence, so that whoever verifies the reply
counts as the model did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from assistant.retrieval.evidence import EARLIER_TURNS
from assistant.types import Evidence, Query, Turn
from index.ports import TokenCounter
from index.types import Article, Hit, Statement
from prompts import Prompt, Rendered

MESSAGE_OVERHEAD = 11
"""Tokens a chat request adds around two messages: 4 for each, 3 for the reply's opening."""
EARLIER_SHARE = 5
"""One part in so many of the room is what earlier answers cited, where there is more than one would like to send."""
LONGEST_LINE = 200
"""Characters of a title, name or earlier question; a longer one is no longer a label."""
STATEMENTS_A_PASSAGE = 3
"""How many statements are taken in for each passage: they cost a sentence, a passage costs a paragraph."""

_NEUTRAL = str.maketrans(
    {
        **dict.fromkeys("[{［｛〔【", "("),
        **dict.fromkeys("]}］｝〕】", ")"),
        "<": "‹",
        ">": "›",
        "＜": "‹",
        "＞": "›",
        **dict.fromkeys("\u2028\u2029\x85\x0b\x0c\r", "\n"),
        "\t": " ",
    }
)
# Control, zero-width, direction and tag characters, soft hyphens, the byte-order mark, surrogates.
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class PackedPrompt:
    """What a model is sent: the evidence that found room, and the messages that hold it."""

    evidence: Evidence
    messages: Rendered
    tokens: int


def pack_prompt(
    evidence: Evidence,
    *,
    query: Query,
    prompt: Prompt,
    budget: int,
    counter: TokenCounter,
    history: Sequence[Turn] = (),
    earlier: Evidence | None = None,
) -> PackedPrompt:
    """The messages for one call, at most `budget` tokens with all they hold.

    What does not fit is left out, the least relevant first; when nothing fits the packed evidence is empty. What
    `earlier` answers cited comes after this question's own evidence and takes no more than its share of the room.
    """
    empty = _packed(Evidence(), query, prompt, counter, history)
    room = budget - empty.tokens
    before = _fitting(earlier or Evidence(), room // EARLIER_SHARE, counter)
    own = _fitting(evidence, room - before.tokens, counter)
    packed = _packed(own.evidence + before.evidence, query, prompt, counter, history)
    while packed.tokens > budget and packed.evidence:
        packed = _packed(_without_last(packed.evidence), query, prompt, counter, history)
    return packed


@dataclass(frozen=True, slots=True)
class _Fitting:
    """Evidence that finds room, and the room it takes."""

    evidence: Evidence
    tokens: int


def _fitting(evidence: Evidence, room: int, counter: TokenCounter) -> _Fitting:
    chosen, taken = Evidence(), 0
    for item in _by_worth(evidence):
        larger = _with(chosen, item)
        cost = counter.count(_entry(item, number=len(larger.hits) + len(larger.statements))) + 4
        if cost <= room - taken:
            chosen, taken = larger, taken + cost
    return _Fitting(chosen, taken)


def render_evidence(evidence: Evidence) -> str:
    """The numbered evidence as the model sees it."""
    passages = [_passage(hit, number) for number, hit in enumerate(evidence.hits, start=1)]
    statements = [_statement(one, article, n) for n, (one, article) in enumerate(evidence.statements, start=1)]
    return "\n\n".join((*passages, *statements))


def escape_evidence(text: str) -> str:
    """The text without anything that could be read as a marker, a fence, a special token or a control sequence."""
    return re.sub(r"\n{3,}", "\n\n", _UNSEEN.sub("", text.translate(_NEUTRAL))).strip()


_Item = Hit | tuple[Statement, Article]


def _by_worth(evidence: Evidence) -> Iterator[_Item]:
    """Best first of both kinds: some statements, a passage, and again."""
    groups = [
        evidence.statements[start : start + STATEMENTS_A_PASSAGE]
        for start in range(0, len(evidence.statements), STATEMENTS_A_PASSAGE)
    ]
    for group, hit in zip_longest(groups, evidence.hits):
        yield from group or ()
        if hit is not None:
            yield hit


def _with(chosen: Evidence, item: _Item) -> Evidence:
    if isinstance(item, Hit):
        return Evidence((*chosen.hits, item), chosen.statements)
    return Evidence(chosen.hits, (*chosen.statements, item))


def _without_last(evidence: Evidence) -> Evidence:
    if evidence.hits:
        return Evidence(evidence.hits[:-1], evidence.statements)
    return Evidence((), evidence.statements[:-1])


def _packed(
    evidence: Evidence, query: Query, prompt: Prompt, counter: TokenCounter, history: Sequence[Turn]
) -> PackedPrompt:
    messages = prompt.render(
        question=escape_evidence(query.question), earlier=_earlier(history), evidence=render_evidence(evidence)
    )
    return PackedPrompt(evidence, messages, count_messages(messages, counter))


def count_messages(messages: Rendered, counter: TokenCounter) -> int:
    """The tokens that a provider charges for the messages."""
    return counter.count(messages.system) + counter.count(messages.user) + MESSAGE_OVERHEAD


def _earlier(history: Sequence[Turn]) -> str:
    """Earlier questions only: what was answered to them is not evidence, and what they cited is beside the rest."""
    questions = [f"- {label(turn.question)}" for turn in history[-EARLIER_TURNS:]]
    return "\n".join(("<earlier_questions>", *questions, "</earlier_questions>")) if questions else ""


def _entry(item: _Item, *, number: int) -> str:
    return _passage(item, number) if isinstance(item, Hit) else _statement(*item, number)


def _passage(hit: Hit, number: int) -> str:
    text = escape_evidence(hit.passage.span.of(hit.article.text))
    return f"[{number}] {_where(hit.article)}, “{label(hit.article.title)}”\n<passage>\n{text}\n</passage>"


def _statement(statement: Statement, article: Article, number: int) -> str:
    speaker = " and ".join(label(one.name) for one in statement.speakers) or "a speaker the article does not name"
    how = {"direct": "in direct speech", "indirect": "as reported", "mixed": "as reported, partly quoted"}[
        statement.kind
    ]
    force = "" if statement.commitment == "asserted" else f", {statement.commitment}"
    relayed = f", relayed by {label(statement.relayed_by)}" if statement.relayed_by else ""
    words = " … ".join(escape_evidence(piece.of(article.text)) for piece in statement.pieces)
    return f"{{S{number}}} {speaker} ({how}{force}{relayed}; {_where(article)}): <said>{words}</said>"


def _where(article: Article) -> str:
    day = article.published_day
    return f"{label(article.publisher or 'publisher unknown')}, {day.isoformat() if day else 'undated'}"


def label(text: str) -> str:
    """The text as one short line that is no marker and no fence."""
    line = " ".join(escape_evidence(text).split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"
