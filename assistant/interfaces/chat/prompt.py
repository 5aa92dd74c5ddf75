"""The prompt of a terminal. The only module that knows prompt_toolkit.

It stands inline: what was said scrolls up, and selecting and copying stay the terminal's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import completion_is_selected
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.shortcuts import CompleteStyle
from prompt_toolkit.styles import Style

from assistant.interfaces.chat.completion import Completing
from assistant.interfaces.rendering.safe_text import printable

_LONGEST_ABOUT = 60
_STYLE = Style.from_dict({"prompt": "bold", "narrowed": "ansicyan"})
_PLAIN = Style.from_dict(
    {
        "completion-menu": "noinherit",
        "completion-menu.completion": "noinherit",
        "completion-menu.completion.current": "reverse",
        "completion-menu.meta.completion": "noinherit",
        "completion-menu.meta.completion.current": "reverse",
        "search": "noinherit",
        "search.current": "reverse",
        "incsearch": "noinherit",
        "incsearch.current": "reverse",
        "selected": "reverse",
        "prompt": "noinherit",
        "narrowed": "noinherit",
    }
)


class Prompt:
    """Reads what a person types, line or lines. `offers` completes, `earlier` is searched with Ctrl-R."""

    def __init__(
        self,
        *,
        offers: Completing,
        earlier: Iterable[str],
        colour: bool,
    ) -> None:
        # prompt_toolkit takes the newest last.
        history = InMemoryHistory(list(earlier)[::-1])
        self._session: PromptSession[str] = PromptSession(
            multiline=True,
            history=history,
            completer=(completer := _Completer(offers)),
            complete_style=CompleteStyle.COLUMN,
            reserve_space_for_menu=6,
            enable_open_in_editor=True,
            enable_suspend=True,
            tempfile_suffix=".md",
            key_bindings=_keys(completer),
            style=_STYLE if colour else _PLAIN,
            color_depth=None if colour else ColorDepth.DEPTH_1_BIT,
            include_default_pygments_style=False,
        )

    def read(self, narrowed: str) -> str | None:
        """What was typed; None to leave. Raises KeyboardInterrupt."""
        shown = [("class:narrowed", f"{printable(narrowed)} ")] if narrowed else []
        try:
            return self._session.prompt([*shown, ("class:prompt", "> ")], prompt_continuation="  ")
        except EOFError:
            return None


class _Completer(Completer):
    def __init__(self, offers: Completing) -> None:
        self._offers = offers

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        for offer in self._offers(document.text_before_cursor, asked_for=complete_event.completion_requested):
            about = printable(offer.about)[:_LONGEST_ABOUT]
            yield Completion(printable(offer.text), start_position=-offer.over, display_meta=about)


def _keys(completer: Completer) -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter", filter=completion_is_selected)
    def _take(event: KeyPressEvent) -> None:
        """The first Enter takes what is selected in the menu, the next one sends."""
        event.current_buffer.complete_state = None

    @keys.add("enter", filter=~completion_is_selected)
    def _send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("tab")
    def _complete(event: KeyPressEvent) -> None:
        """The only completion there is, at once; else the menu, and with every further Tab the next one of it."""
        buffer = event.current_buffer
        if buffer.complete_state is None or buffer.complete_state.current_completion is None:
            found = list(completer.get_completions(buffer.document, CompleteEvent(completion_requested=True)))
            if len(found) == 1:
                buffer.apply_completion(found[0])
                return
        if buffer.complete_state is not None:
            buffer.complete_next()
        else:
            buffer.start_completion(insert_common_part=True)

    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
