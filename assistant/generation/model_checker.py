"""A chat model as the checker of meaning: one short call for all claims of a reply.

If the call fails, or leaves a claim out, the fallback checker decides, and `note` says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field
from itertools import zip_longest

from assistant.answers.json_rows import filters_row
from assistant.generation.budget import Budget
from assistant.generation.metered_call import MeteredCall, Model
from assistant.generation.packing.escaping import escape_evidence, label
from assistant.generation.packing.messages import count_messages
from assistant.generation.reply_cache import CacheKey, ReplyCache
from assistant.types import Query, Spending
from assistant.verification.entailment import Claim, EntailmentChecker, Judgement, Verdict
from index.ports import TokenCounter
from prompts import Prompt

MAX_CLAIMS = 40
"""Claims of one call. Further ones are left to the fallback."""
MAX_WHY = 160
"""Characters of a reason."""
_VERDICTS: dict[str, Verdict] = {"yes": "entailed", "no": "contradicted", "unclear": "not_enough"}
_WORD = re.compile(r"\w")
_LINE = re.compile(
    r"^\W*(?P<letter>[A-Z]{1,2})(?:[\s*_]|\[\d+\])*[:.)–—-]+\s*\W*(?P<verdict>yes|no|unclear)\b[\s.:;,–—*-]*(?P<why>.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ModelChecker:
    """The model that checks, with its prompt and its budget."""

    name: str
    _: KW_ONLY
    open_model: Callable[[], Model]
    prompt: Prompt
    counter: TokenCounter
    cost_budget: Budget
    fallback: EntailmentChecker
    reply_cache: ReplyCache | None = None
    address: str = ""

    def start(self, query: Query, *, generation: int) -> ModelCheck:
        """Return a checker for the reply to one question."""
        return ModelCheck(self, query, generation)


@dataclass(slots=True)
class ModelCheck:
    """The check of one reply, with what it cost."""

    checker: ModelChecker
    query: Query
    generation: int
    spent: Spending = field(default_factory=Spending, init=False)
    note: str | None = field(default=None, init=False)
    """Why the fallback decided about some or all claims."""

    reads_whole_reply = True

    @property
    def name(self) -> str:
        return self.checker.name

    def check(self, claims: Sequence[Claim]) -> list[Judgement]:
        """Return one judgement for each claim, in order. Never raises if the model fails."""
        # A model may well say yes to nothing.
        judged = {
            number: Judgement("not_enough", "the sentence has no words")
            for number, claim in enumerate(claims)
            if not _WORD.search(claim.text)
        }
        asked = [number for number in range(len(claims)) if number not in judged][:MAX_CLAIMS]
        if asked:
            verdicts = self._ask([claims[number] for number in asked])
            judged |= {asked[at]: judgement for at, judgement in verdicts.items()}
        missing = [number for number in range(len(claims)) if number not in judged]
        if missing:
            fallback = self.checker.fallback
            self.note = self.note or f"{self.name} did not judge every sentence; {fallback.name} decided about the rest"
            judgements = fallback.check([claims[number] for number in missing])
            judged |= dict(zip(missing, judgements, strict=True))
        return [judged[number] for number in range(len(claims))]

    def _ask(self, claims: Sequence[Claim]) -> dict[int, Judgement]:
        checker = self.checker
        messages = checker.prompt.render(**_render(claims))
        filters, reference = filters_row(self.query), checker.prompt.reference
        key = CacheKey(
            self.query.question, filters, self.generation, reference, checker.name, checker.address, messages
        )
        tokens = count_messages(messages, checker.counter)
        call = MeteredCall(key, tokens, checker.open_model, checker.cost_budget, checker.reply_cache)
        try:
            read = dict(_read("".join(call), len(claims)))
        finally:
            call.close()
        self.spent += call.spent
        if call.failure:
            self.note = f"{self.name} could not check the reply ({call.failure}); {checker.fallback.name} did"
        elif len(read) == len(claims):
            call.store_reply()
        return read


def _render(claims: Sequence[Claim]) -> dict[str, str]:
    """Return the inputs of the prompt. A paragraph that several claims cite is sent once."""
    paragraphs: dict[tuple[str, str], int] = {}
    lines = []
    for number, claim in enumerate(claims):
        pieces = [
            one for one in zip_longest(claim.headings, claim.evidence.split("\n"), fillvalue="") if one[1].strip()
        ]
        numbers = [paragraphs.setdefault((label(heading), one), len(paragraphs) + 1) for heading, one in pieces]
        cited = " ".join(f"[{one}]" for one in dict.fromkeys(numbers))
        lines.append(f"{_letter(number)}: {' '.join(escape_evidence(claim.text).split())} {cited}")
    return {"paragraphs": "\n".join(_render_paragraphs(paragraphs)), "claims": "\n".join(lines)}


def _render_paragraphs(paragraphs: dict[tuple[str, str], int]) -> Iterator[str]:
    previous = ""
    for (heading, text), number in paragraphs.items():
        if heading != previous:
            yield heading
            previous = heading
        yield f"[{number}] {' '.join(escape_evidence(text).split())}"


def _letter(number: int) -> str:
    first, last = divmod(number, 26)
    return f"{chr(ord('A') + first - 1) if first else ''}{chr(ord('A') + last)}"


def _read(reply: str, count: int) -> Iterator[tuple[int, Judgement]]:
    """Yield the number of each claim that the reply judges, with the judgement. The first line on a claim counts."""
    numbers = {_letter(number): number for number in range(count)}
    for line in reply.splitlines():
        match = _LINE.match(line)
        number = numbers.pop(match["letter"].upper(), None) if match else None
        if match and number is not None:
            verdict = _VERDICTS[match["verdict"].lower()]
            yield number, Judgement(verdict, _reason(verdict, match["why"]))


def _reason(verdict: Verdict, why: str) -> str:
    if verdict == "entailed":
        return ""
    reason = label(why).strip(" .*")[:MAX_WHY]
    fallback = (
        "the cited paragraphs contradict it" if verdict == "contradicted" else "the cited paragraphs do not say it"
    )
    return f"the checker: {reason}" if reason else fallback
