"""Keeps count of what a session spends on a model, and to what it may spend at the most."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from assistant.errors import ModelFailed
from assistant.generation.prices import A_MILLION, Price
from assistant.types import Spending, Usage

LEAST_REPLY = 300
"""Tokens. What cannot even pay for so many is not begun: the reply would end in mid-sentence."""
LONGEST_REPLY = 4_000
"""Tokens a reply may have where a limit is to be kept; five sentences are asked for, but some models think first."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """One call that may be made: how long its reply may be (None: as the model likes), and what is set aside for it."""

    output_tokens: int | None
    usd: float


class Budget:
    """What one session has spent, for any number of threads. With a limit no call is begun that could go over it.

    The limit needs a price: whoever makes a purse with one sees to it. What a call may cost is set aside until it is
    settled, so that two calls at once cannot spend the same dollar.
    """

    def __init__(self, *, price: Price | None, max_usd: float | None = None) -> None:
        assert price is not None or max_usd is None
        self._price = price
        self._max_usd = max_usd
        self._lock = threading.Lock()
        self._spent = Spending()
        self._set_aside = 0.0

    @property
    def spent(self) -> Spending:
        with self._lock:
            return self._spent

    def allow(self, input_tokens: int) -> Reservation:
        """Leave for one call. Raises ModelFailed where what is left does not pay for it."""
        if self._max_usd is None or self._price is None:
            return Reservation(None, 0.0)
        with self._lock:
            left = self._max_usd - (self._spent.usd or 0.0) - self._set_aside
            given = self._price.at_most(input_tokens=input_tokens, output_tokens=0)
            rate = self._price.output / A_MILLION
            affordable = LONGEST_REPLY if rate == 0 else int((left - given) / rate + 1e-9)
            if left < given or affordable < LEAST_REPLY:
                raise ModelFailed(
                    f"the model was not asked: it could cost more than is left of max_cost "
                    f"(${max(left, 0):.4f} of ${self._max_usd:.4f})",
                    hint="raise --max-cost, or ask with --model none",
                )
            output_tokens = min(affordable, LONGEST_REPLY)
            most = self._price.at_most(input_tokens=input_tokens, output_tokens=output_tokens)
            self._set_aside += most
            return Reservation(output_tokens, most)

    def settle(self, allowance: Reservation, usage: Usage) -> float | None:
        """What the call cost after all; None where its price is unknown. Without tokens it cost nothing."""
        free = not usage.input_tokens and not usage.output_tokens
        usd = 0.0 if free else self._price.of(usage) if self._price else None
        with self._lock:
            self._set_aside -= allowance.usd
            self._spent += Spending(usage, usd)
        return usd
