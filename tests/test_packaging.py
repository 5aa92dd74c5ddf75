"""The lock, the ranges and the files that say who we are agree with one another."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from assistant.config.version import __version__

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def locked(name: str) -> list[Requirement]:
    """The pinned requirements of a lock file, hashes and comments left out."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"[a-z0-9]", line)]


RUNTIME = locked("requirements.lock")
DEV = locked("requirements-dev.lock")


def pin(requirement: Requirement, pins: list[Requirement], python: str) -> Version | None:
    """The version that a Linux machine with this Python installs for a declared requirement."""
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    wanted = canonicalize_name(requirement.name)
    for candidate in pins:
        if candidate.name == wanted and (candidate.marker is None or candidate.marker.evaluate(environment)):
            return Version(str(candidate.specifier).removeprefix("=="))
    return None


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("declared", PROJECT["project"]["dependencies"])
def test_the_lock_has_every_dependency_inside_its_range(declared: str, python: str) -> None:
    requirement = Requirement(declared)
    version = pin(requirement, RUNTIME, python)
    assert version is not None, "run `make lock`"
    assert version in requirement.specifier, "run `make lock`"


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("declared", PROJECT["dependency-groups"]["dev"])
def test_the_development_lock_has_every_tool_inside_its_range(declared: str, python: str) -> None:
    requirement = Requirement(declared)
    version = pin(requirement, RUNTIME + DEV, python)
    assert version is not None, "run `make lock`"
    assert version in requirement.specifier, "run `make lock`"


def test_development_runs_on_exactly_the_versions_that_users_get() -> None:
    lines = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8").splitlines()
    assert "-r requirements.lock" in lines
    assert not {requirement.name for requirement in RUNTIME} & {requirement.name for requirement in DEV}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_every_package_by_hash_and_names_no_machine(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.findall(r"^[a-z0-9][^\\\n]*(?:\\\n[^\\\n]*)*", text, re.MULTILINE)
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==[^ ]+ ", entry)
        assert "--hash=sha256:" in entry
    assert not re.search(r"://|--index-url|--extra-index-url|--find-links|^/|@ ", text, re.MULTILINE)


def test_no_lock_brings_torch() -> None:
    """Gigabytes for what the bundled static model does in sixteen megabytes."""
    assert not {"torch", "nvidia-cublas", "jax", "tensorflow"} & {requirement.name for requirement in RUNTIME + DEV}


def test_running_installs_no_development_tool() -> None:
    tools = {"debugpy", "hatchling", "inspect-ai", "mypy", "pip", "pytest", "ruff", "scipy"}
    assert tools <= {requirement.name for requirement in DEV}
    assert not tools & {requirement.name for requirement in RUNTIME}


def test_the_supported_pythons_are_the_ones_the_environment_is_built_with() -> None:
    supported = SpecifierSet(PROJECT["project"]["requires-python"])
    minors = [minor for minor in range(20) if f"3.{minor}.9" in supported]
    assert minors == [int(python.split(".")[1]) for python in PYTHONS]
    script = (ROOT / ".ci" / "make_env.py").read_text("utf-8")
    assert f"SUPPORTED = [(3, minor) for minor in ({', '.join(map(str, minors))})]" in script


def test_the_changelog_speaks_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(__version__)}\]", changelog, re.MULTILINE)


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        named = set(re.findall(r"(?:`|^\$? *)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, document.name
