"""Collect every message that a person can see from the source: errors, hints, help texts and words of the interfaces.

    python -m tests.messages            # prints them, grouped by module
    python -m tests.messages --update   # writes tests/messages.txt, which tests/test_messages.py compares

A message appears as its template: `{name!r}` stands for a value.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = Path(__file__).with_name("messages.txt")
PACKAGES = ("assistant", "evals", "index")
SHOWN = ("assistant/answers", "assistant/interfaces", "assistant/overviews", "evals/cli")
"""In these folders every text of more than one word is shown to people, unless it is a pattern, SQL or markup."""
REPORTS = frozenset({"Damage", "Dropped", "Finding", "Rejected", "advance", "damaged", "faults", "print", "warn"})
"""Values and calls elsewhere whose texts are shown."""
HELP = frozenset({"ArgumentParser", "add_argument", "add_argument_group", "add_parser", "add_mutually_exclusive_group"})
_WORDS = re.compile(r"[A-Za-z’']{2,},? +(?:\{|[A-Za-z“\"'])|^[A-Z][a-z]{3,}")
_NO_PROSE = re.compile(
    r"\\[bdswWSn(]|\(\?|\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA) |</?[a-z]+[ >/]|^#[0-9a-f]{3,6}|:\s*var\(|https?://\S+$"
)


def messages() -> dict[str, list[str]]:
    """The messages of each module, by its path, in the order of the source."""
    files = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    trees = {str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8")) for file in files}
    exceptions = _exceptions(trees.values())
    found = {name: list(dict.fromkeys(_messages(tree, name, exceptions))) for name, tree in trees.items()}
    return {name: texts for name, texts in found.items() if texts}


def render(found: dict[str, list[str]]) -> str:
    """The snapshot: a heading for each module, and a line for each message."""
    return "\n".join(f"## {name}\n\n" + "".join(f"- {text}\n" for text in texts) for name, texts in found.items())


def _exceptions(trees: Iterable[ast.Module]) -> set[str]:
    """The names of all exception classes of the project."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = {"Exception", "ValueError", "TypeError", "argparse.ArgumentTypeError", "ArgumentTypeError", "SystemExit"}
    while True:
        more = {one.name for one in classes if any(ast.unparse(base).split(".")[-1] in names for base in one.bases)}
        if more <= names:
            return names - {"ValueError", "TypeError"}
        names |= more


def _messages(tree: ast.Module, name: str, exceptions: set[str]) -> Iterator[str]:
    shown = name.startswith(SHOWN)
    calls = exceptions | REPORTS | HELP
    skipped = _docstrings(tree)
    for node in _in_order(tree):
        if isinstance(node, ast.Call) and _called(node) in calls:
            yield from (text for part in [*node.args, *(k.value for k in node.keywords)] for text in _texts(part))
        elif shown and isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in skipped:
            yield from (text for text in _texts(node) if _WORDS.search(text) and not _NO_PROSE.search(text))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _texts(node: ast.AST) -> Iterator[str]:
    """The templates in an expression, without those of calls inside it, which are collected by themselves."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and re.search(r"[A-Za-z]{2}", node.value) and " " in node.value.strip():
            yield _one_line(node.value)
    elif isinstance(node, ast.JoinedStr):
        text = "".join(_template(part) for part in node.values)
        if re.search(r"[A-Za-z]{2}", re.sub(r"\{[^{}]*\}", "", text)):
            yield _one_line(text)
    elif isinstance(node, ast.IfExp | ast.BoolOp | ast.BinOp):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child)


def _template(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return "{" + _placeholder(part.value) + ("!r" if part.conversion == ord("r") else "") + "}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def _placeholder(value: ast.expr) -> str:
    """A short name for a value: `one_line(query.topic)` becomes `topic`."""
    while True:
        if isinstance(value, ast.Name):
            return value.id
        if isinstance(value, ast.Attribute):
            return value.attr
        if isinstance(value, ast.Call) and value.args:
            value = value.args[0]
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            value = value.func.value
        elif isinstance(value, ast.Subscript):
            value = value.value
        else:
            return "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _docstrings(tree: ast.Module) -> set[int]:
    """The constants that are statements by themselves, and the parts of f-strings, which are read as a whole."""
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    return inside | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _in_order(tree: ast.Module) -> list[ast.expr]:
    placed = [node for node in ast.walk(tree) if isinstance(node, ast.expr)]
    return sorted(placed, key=lambda node: (node.lineno, node.col_offset))


if __name__ == "__main__":
    text = render(messages())
    if "--update" in sys.argv:
        SNAPSHOT.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
