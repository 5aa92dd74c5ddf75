"""Prompts for chat models: one Markdown file each, strictly validated, versioned and hashed.

A file starts with TOML between `+++` lines (`version`, `inputs`), then `# system` and `# user`, with `$name` for each
input. A test fails if a text changes without a new version (`prompts/lock.json`). The package only loads and renders;
it calls no model.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

_FILE = re.compile(r"\+\+\+\n(?P<front>.*?)\n\+\+\+\n+# system\n(?P<system>.*?)\n# user\n(?P<user>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The two messages of one call."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt template. Its placeholders are exactly its inputs."""

    name: str
    version: str
    hash: str
    inputs: frozenset[str]
    system: str
    user: str

    @property
    def reference(self) -> str:
        """`name@version#hash8`, for receipts."""
        return f"{self.name}@{self.version}#{self.hash[:8]}"

    def render(self, **inputs: str) -> Rendered:
        """Return the messages with all inputs inserted. A `$` inside an input stays as it is."""
        if inputs.keys() != self.inputs:
            missing, unknown = sorted(self.inputs - inputs.keys()), sorted(inputs.keys() - self.inputs)
            raise ValueError(f"prompt {self.name!r} needs exactly its inputs: missing {missing}, unknown {unknown}")
        return Rendered(Template(self.system).substitute(inputs), Template(self.user).substitute(inputs))


@cache
def load_prompt(name: str) -> Prompt:
    """Return the prompt of that name. Raises ValueError if its file is invalid."""
    return parse_prompt(name, (files("prompts") / f"{name}.md").read_text(encoding="utf-8"))


def parse_prompt(name: str, text: str) -> Prompt:
    """Parse the text of a prompt file."""
    text = text.replace("\r\n", "\n")
    parts = _FILE.fullmatch(text)
    if parts is None:
        raise ValueError(f"prompt {name!r} needs front matter between +++ lines, then # system, then # user")
    front = tomllib.loads(parts["front"])
    version, inputs = front.get("version"), front.get("inputs")
    if front.keys() != {"version", "inputs"} or not isinstance(version, str) or not isinstance(inputs, list):
        raise ValueError(f'the front matter of prompt {name!r} needs version = "…" and inputs = […], and nothing else')
    system, user = Template(parts["system"].strip()), Template(parts["user"].strip())
    if not (system.is_valid() and user.is_valid()):
        raise ValueError(f"prompt {name!r} has a $ that is not a placeholder; write $$ for a literal $")
    used = {*system.get_identifiers(), *user.get_identifiers()}
    if used != set(map(str, inputs)):
        raise ValueError(f"prompt {name!r} declares the inputs {sorted(map(str, inputs))} but uses {sorted(used)}")
    return Prompt(
        name, version, hashlib.sha256(text.encode()).hexdigest(), frozenset(used), system.template, user.template
    )
