"""Who speaks in an index: the names of all articles joined into people, where that is safe.

Two spellings are one person's where first name, surname and suffix agree, be it by transliteration, and nothing in
between speaks against it. A lone surname, an initial for a first name, a suffix on one side only, or two who could be
meant: these stay apart. An organisation never joins a person. The order of the names changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.people.name_parts import fold_name, is_transliterated, name_parts, phonetic_key
from index.types import Speaker, SpeakerKind

Middles = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergedSpeaker:
    """One speaker of the index: `name` is what they are called, `names` every spelling the articles have."""

    name: str
    kind: SpeakerKind
    names: tuple[str, ...]


def merge_spellings(spellings: Iterable[tuple[Speaker, int]]) -> tuple[MergedSpeaker, ...]:
    """Speakers with how often they speak, joined into voices; most statements first. Linear but for sorting."""
    counts: dict[Speaker, int] = defaultdict(int)
    for speaker, count in spellings:
        counts[speaker] += count
    buckets: dict[tuple[str, ...], list[tuple[Middles, Speaker]]] = defaultdict(list)
    for speaker in counts:
        key, middles = _key(speaker)
        buckets[key].append((middles, speaker))
    groups = [group for bucket in buckets.values() for group in _groups(bucket)]
    weighed = [(-sum(counts[one] for one in group), _voice(group, counts)) for group in groups]
    weighed.sort(key=lambda one: (one[0], one[1].name, one[1].kind))
    return tuple(voice for _, voice in weighed)


def _key(speaker: Speaker) -> tuple[tuple[str, ...], Middles]:
    """What must agree, and the names in between. A first name of one letter stands for itself: J. Holt is not John."""
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
    """A name without its article and marks. "police" in small letters is no name, and is joined with nothing."""
    words = fold_name(name).removeprefix("the ").replace("&", " and ").split()
    return " ".join("".join(c for c in word if c.isalnum()) for word in words)


def _groups(found: list[tuple[Middles, Speaker]]) -> Iterable[list[Speaker]]:
    if len(found) == 1:
        return [[found[0][1]]]
    bucket: dict[Middles, list[Speaker]] = defaultdict(list)
    for middles, speaker in found:
        bucket[middles].append(speaker)
    return _joined(bucket)


def _joined(bucket: dict[Middles, list[Speaker]]) -> Iterator[list[Speaker]]:
    """The people who share a first name and a surname, told apart by what stands between.

    Middle names agree where they are equal, or an initial with the one name it can stand for. A name without any is the
    same as one with one initial, where there is one person it can belong to. A middle name that is written out, or two
    initials, are often all that tells a son from his father.
    """
    bare = bucket.get((), [])
    by_initials: dict[Middles, list[Middles]] = defaultdict(list)
    for middles in bucket:
        if middles:
            by_initials[tuple(word[0] for word in middles)].append(middles)
    groups = [group for same in by_initials.values() for group in _agreeing(same, bucket)]
    if len(groups) == 1 and any(len(middles) == 1 and len(middles[0]) == 1 for middles in bucket):
        yield [*groups[0], *bare]
        return
    yield from groups
    if bare:
        yield bare


def _agreeing(same: Sequence[Middles], bucket: dict[Middles, list[Speaker]]) -> list[list[Speaker]]:
    """Middle names with the same initials: one person, unless two names are written out that differ."""
    full = {tuple(map(phonetic_key, middles)) for middles in same if _is_written_out(middles)}
    if len(full) <= 1:
        return [[speaker for middles in same for speaker in bucket[middles]]]
    out: dict[Middles, list[Speaker]] = defaultdict(list)
    for middles in same:
        out[tuple(map(phonetic_key, middles))].extend(bucket[middles])
    return list(out.values())


def _is_written_out(middles: Middles) -> bool:
    return any(len(word) > 1 for word in middles)


def _voice(group: Sequence[Speaker], counts: dict[Speaker, int]) -> MergedSpeaker:
    """Called by the most frequent spelling; of two equally frequent ones by the longer."""
    ordered = sorted(group, key=lambda one: (-counts[one], -len(one.name), one.name))
    return MergedSpeaker(ordered[0].name, ordered[0].kind, tuple(one.name for one in ordered))
