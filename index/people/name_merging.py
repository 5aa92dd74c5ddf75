"""Merge the spellings of one speaker's name across articles, where that is safe. Two spellings are one person if first
name, surname and suffix agree (transliterations count as equal) and the middle names do not contradict each other. A
lone surname, an initial for a first name, a suffix on one side only, or a name that fits two people stays separate.
Organisations never merge with people. The result does not depend on input order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.people.name_parts import fold_name, is_transliterated, name_parts, phonetic_key
from index.types import Speaker, SpeakerKind

Middles = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedSpeaker:
    """One speaker of the index: `name` is the canonical spelling, `names` are all spellings in the articles."""

    name: str
    kind: SpeakerKind
    names: tuple[str, ...]


def merge_spellings(spellings: Iterable[tuple[Speaker, int]]) -> tuple[MergedSpeaker, ...]:
    """Merge speakers, given with their statement counts; most statements first. Linear except for sorting."""
    counts: dict[Speaker, int] = defaultdict(int)
    for speaker, count in spellings:
        counts[speaker] += count
    buckets: dict[tuple[str, ...], dict[Middles, list[Speaker]]] = defaultdict(lambda: defaultdict(list))
    for speaker in counts:
        key, middles = _key(speaker)
        buckets[key][middles].append(speaker)
    groups = [group for bucket in buckets.values() for group in _split_by_middle_names(bucket)]
    ranked = [(-sum(counts[one] for one in group), _merge(group, counts)) for group in groups]
    ranked.sort(key=lambda one: (one[0], one[1].name, one[1].kind))
    return tuple(speaker for _, speaker in ranked)


def _key(speaker: Speaker) -> tuple[tuple[str, ...], Middles]:
    """Return the parts that must agree and the middle names. An initial is no first name: J. Holt is not John Holt."""
    if speaker.kind == "organisation" and speaker.name[:1].isupper():
        return (speaker.kind, _organisation_key(speaker.name)), ()
    parts = name_parts(speaker.name) if speaker.kind == "person" else None
    if parts is None:
        return (speaker.kind, "", speaker.name), ()
    first, surname = parts.first, parts.surname
    if is_transliterated(surname):
        first, surname = phonetic_key(first), phonetic_key(surname)
    return (speaker.kind, first, surname, parts.suffix), parts.middles


def _organisation_key(name: str) -> str:
    """Return a capitalized name without its article and punctuation."""
    words = fold_name(name).removeprefix("the ").replace("&", " and ").split()
    return " ".join("".join(c for c in word if c.isalnum()) for word in words)


def _split_by_middle_names(bucket: dict[Middles, list[Speaker]]) -> Iterator[list[Speaker]]:
    """Yield the people who share a first name and a surname, by middle names. Middle names agree if they are equal, or
    if one is the initial of the only name it can stand for. A name without middle names merges with a single initial if
    only one person fits. A middle name in full, or two initials, often distinguish a son from his father."""
    bare = bucket.get((), [])
    by_initials: dict[Middles, list[Middles]] = defaultdict(list)
    for middles in bucket:
        if middles:
            by_initials[tuple(word[0] for word in middles)].append(middles)
    groups = [group for same in by_initials.values() for group in _split_full_middle_names(same, bucket)]
    if len(groups) == 1 and any(len(middles) == 1 and len(middles[0]) == 1 for middles in bucket):
        yield [*groups[0], *bare]
        return
    yield from groups
    if bare:
        yield bare


def _split_full_middle_names(same: Sequence[Middles], bucket: dict[Middles, list[Speaker]]) -> list[list[Speaker]]:
    """Return one group for middle names with the same initials, or several if two of them differ in full."""
    full = {tuple(map(phonetic_key, middles)) for middles in same if any(len(word) > 1 for word in middles)}
    groups: dict[Middles, list[Speaker]] = defaultdict(list)
    for middles in same:
        groups[tuple(map(phonetic_key, middles)) if len(full) > 1 else ()].extend(bucket[middles])
    return list(groups.values())


def _merge(group: Sequence[Speaker], counts: dict[Speaker, int]) -> MergedSpeaker:
    """Name a group by its most frequent spelling, or by the longest of equally frequent ones."""
    ordered = sorted(group, key=lambda one: (-counts[one], -len(one.name), one.name))
    return MergedSpeaker(ordered[0].name, ordered[0].kind, tuple(one.name for one in ordered))
