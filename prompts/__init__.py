"""What is said to models: one Markdown file a prompt, loaded strictly, its hash on record.

A file opens with TOML between `+++` lines (`version`, `inputs`), then `# system` and `# user`, with `$name` for every
input. A text that changes without a new version fails a test (`prompts/lock.json`). Prompts know nothing of who asks
or of what is asked with them.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
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
    """A prompt whose placeholders are exactly its inputs."""

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
        """The messages with every input in its place. A `$` inside an input stays as it is."""
        if inputs.keys() != self.inputs:
            missing, unknown = sorted(self.inputs - inputs.keys()), sorted(inputs.keys() - self.inputs)
            raise ValueError(f"prompt {self.name!r} needs exactly its inputs: missing {missing}, unknown {unknown}")
        return Rendered(Template(self.system).substitute(inputs), Template(self.user).substitute(inputs))


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of that name. Raises ValueError where its file says something else than it does."""
    return read_prompt(name, (files("prompts") / f"{name}.md").read_text(encoding="utf-8"))


def read_prompt(name: str, text: str) -> Prompt:
    """A prompt from the text of its file."""
    text = text.replace("\r\n", "\n")
    parts = _FILE.fullmatch(text)
    if parts is None:
        raise ValueError(f"prompt {name!r} needs front matter between +++ lines, then # system, then # user")
    version, inputs = _front_matter(name, tomllib.loads(parts["front"]))
    system, user = parts["system"].strip(), parts["user"].strip()
    used = {placeholder for part in (system, user) for placeholder in _placeholders(name, part)}
    if used != inputs:
        raise ValueError(f"prompt {name!r} declares the inputs {sorted(inputs)} but uses {sorted(used)}")
    return Prompt(name, version, hashlib.sha256(text.encode()).hexdigest(), inputs, system, user)


def _front_matter(name: str, front: Mapping[str, object]) -> tuple[str, frozenset[str]]:
    version, inputs = front.get("version"), front.get("inputs")
    if front.keys() != {"version", "inputs"} or not isinstance(version, str) or not isinstance(inputs, list):
        raise ValueError(f'the front matter of prompt {name!r} needs version = "…" and inputs = […], and nothing else')
    return version, frozenset(map(str, inputs))


def _placeholders(name: str, text: str) -> list[str]:
    template = Template(text)
    if not template.is_valid():
        raise ValueError(f"prompt {name!r} has a $ that is no placeholder; write $$ for the character")
    return template.get_identifiers()
