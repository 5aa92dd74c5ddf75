"""The prompt of a terminal. The only module that knows prompt_toolkit. The prompt is inline: earlier output scrolls up,
and selecting and copying work as usual in the terminal."""

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

from assistant.interfaces.chat.completion import Complete
from assistant.interfaces.rendering.safe_text import printable

_MAX_DESCRIPTION = 60
_STYLE = Style.from_dict({"prompt": "bold", "status": "ansicyan"})
_MENU = "completion-menu.completion completion-menu.meta.completion"
_PLAIN_CLASSES = f"completion-menu {_MENU} search incsearch prompt status".split()
_REVERSED_CLASSES = "search.current incsearch.current selected".split() + [f"{name}.current" for name in _MENU.split()]
_PLAIN = Style.from_dict(dict.fromkeys(_PLAIN_CLASSES, "noinherit") | dict.fromkeys(_REVERSED_CLASSES, "reverse"))


class Prompt:
    """Reads one or more lines from a person. `history` is searched with Ctrl-R, newest first."""

    def __init__(self, *, complete: Complete, history: Iterable[str], colour: bool) -> None:
        completer = _Completer(complete)
        self._session: PromptSession[str] = PromptSession(
            multiline=True,
            history=InMemoryHistory(list(history)[::-1]),  # prompt_toolkit wants the newest last
            completer=completer,
            complete_style=CompleteStyle.COLUMN,
            reserve_space_for_menu=6,
            enable_open_in_editor=True,
            enable_suspend=True,
            tempfile_suffix=".md",
            key_bindings=_key_bindings(completer),
            style=_STYLE if colour else _PLAIN,
            color_depth=None if colour else ColorDepth.DEPTH_1_BIT,
            include_default_pygments_style=False,
        )

    def read(self, status: str) -> str | None:
        """Return the typed text, or None on Ctrl-D. `status` is shown before it. Raises KeyboardInterrupt."""
        shown = [("class:status", f"{printable(status)} ")] if status else []
        try:
            return self._session.prompt([*shown, ("class:prompt", "> ")], prompt_continuation="  ")
        except EOFError:
            return None


class _Completer(Completer):
    def __init__(self, complete: Complete) -> None:
        self._complete = complete

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        for found in self._complete(document.text_before_cursor, requested=complete_event.completion_requested):
            description = printable(found.description)[:_MAX_DESCRIPTION]
            yield Completion(printable(found.text), start_position=-found.replaces, display_meta=description)


def _key_bindings(completer: Completer) -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter", filter=completion_is_selected)
    def _accept_completion(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("enter", filter=~completion_is_selected)
    def _send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("tab")
    def _complete(event: KeyPressEvent) -> None:
        """Apply the only completion, or open the menu; each further Tab selects the next entry."""
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
    def _insert_newline(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    return keys
