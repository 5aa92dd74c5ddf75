"""Prompts are strictly validated, render exactly, and never change without a new version."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from assistant.generation.packing.articles import pack_articles
from assistant.generation.packing.messages import Packer, PromptFrame
from assistant.generation.packing.passages import pack_passages
from assistant.types import Evidence, Query, RetrievedEvidence, Turn
from index.embedding.token_counter import open_counter
from index.types import Hit, Passage, Span
from prompts import Prompt, Rendered, load_prompt, parse_prompt
from tests.assistant.sample import ARTICLE, MARRANT, ODUYA, OFFICIAL, span

FILES = sorted(Path(str(files("prompts"))).glob("*.md"))
LOCK = json.loads((files("prompts") / "lock.json").read_text(encoding="utf-8"))
GOOD = '+++\nversion = "3"\ninputs = ["who"]\n+++\n\n# system\n\nBe kind.\n\n# user\n\nGreet $who.\n'


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_changed_prompt_has_a_new_version(file: Path) -> None:
    prompt = load_prompt(file.stem)
    assert LOCK[prompt.name].get(prompt.version) == prompt.hash, (
        f"{file.name} is not what version {prompt.version} was: give it the next version in its front matter "
        f"and add it to prompts/lock.json with the hash {prompt.hash}"
    )


def test_the_lock_file_lists_exactly_the_existing_prompts() -> None:
    assert set(LOCK) == {file.stem for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_prompt_contains_a_marker_that_could_be_copied(file: Path) -> None:
    assert not re.search(r"\[\s*S?\d|\{\s*S?\d", file.read_text(encoding="utf-8"))


INPUTS = {
    "question": "Who $spoke?",
    "earlier": "EARLIER",
    "evidence": "EVIDENCE ${x} $$",
    "expected": "EXPECTED",
    "answer": "ANSWER",
    "paragraphs": "PARAGRAPHS",
    "claims": "CLAIMS",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_rendered_prompt_equals_its_snapshot(file: Path) -> None:
    prompt = load_prompt(file.stem)
    rendered = prompt.render(**{name: INPUTS[name] for name in prompt.inputs})
    assert shown(rendered) == snapshot(f"{file.stem}_rendered.txt")


HIT = Hit(1, 1.0, ("lexical",), Passage("p", ARTICLE.id, 0, Span(0, 91), 30), ARTICLE)
CITED = Hit(2, 0.0, (), Passage("c", ARTICLE.id, 0, span("The dam at Brell was built in 1931."), 10), ARTICLE)


@pytest.mark.parametrize(
    ("name", "pack"), [("answer", pack_articles), ("lead", pack_passages)], ids=["articles", "passages"]
)
def test_a_packed_prompt_equals_its_snapshot(name: str, pack: Packer) -> None:
    """All of it: passages, statements, an earlier question, and what its answer cited."""
    said = (MARRANT, ODUYA, OFFICIAL)
    found = RetrievedEvidence(said=said, hits=(HIT,), around=said, earlier=Evidence((CITED,)))
    query, history = (
        Query("And what did Marrant say?", asks="statement"),
        (Turn("When was the dam built?", "In 1931 [1]."),),
    )
    packed = pack(found, PromptFrame(load_prompt(name), query, 2000, open_counter("o200k_base"), history))
    assert shown(packed.messages) == snapshot(f"{name}_packed.txt")


def shown(rendered: Rendered) -> str:
    return f"{rendered.system}\n\n-----\n\n{rendered.user}\n"


def snapshot(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def test_a_reference_names_prompt_version_and_hash() -> None:
    prompt = parse_prompt("greet", GOOD)
    assert re.fullmatch(r"greet@3#[0-9a-f]{8}", prompt.reference)
    assert prompt.hash.startswith(prompt.reference[-8:])


def test_any_change_of_the_text_changes_the_hash() -> None:
    assert parse_prompt("greet", GOOD).hash != parse_prompt("greet", GOOD.replace("kind", "brief")).hash


def test_line_endings_do_not_change_the_prompt() -> None:
    assert parse_prompt("greet", GOOD.replace("\n", "\r\n")) == parse_prompt("greet", GOOD)


@pytest.mark.parametrize("inputs", [{}, {"who": "Ada", "when": "now"}, {"whom": "Ada"}])
def test_rendering_needs_exactly_the_declared_inputs(inputs: dict[str, str]) -> None:
    prompt = parse_prompt("greet", GOOD)
    assert isinstance(prompt, Prompt)
    with pytest.raises(ValueError, match="exactly its inputs"):
        prompt.render(**inputs)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("# system\nx\n# user\ny\n", "front matter"),
        (GOOD.replace("# user", "# reader"), "front matter"),
        (GOOD.replace('version = "3"\n', ""), "needs version"),
        (GOOD.replace('version = "3"', "version = 3"), "needs version"),
        (GOOD.replace("+++\n\n#", 'author = "x"\n+++\n\n#'), "nothing else"),
        (GOOD.replace("$who", "$whom"), r"declares the inputs \['who'\] but uses \['whom'\]"),
        (GOOD.replace("$who", "them"), "declares the inputs"),
        (GOOD.replace("kind", "$ kind"), "not a placeholder"),
    ],
)
def test_an_inconsistent_file_is_rejected(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_prompt("greet", text)
