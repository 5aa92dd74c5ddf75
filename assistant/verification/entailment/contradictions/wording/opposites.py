"""Words that mean the opposite of each other: "rose" and "fell"."""

from __future__ import annotations

from assistant.understanding.content_words import stem

_PAIRS = """rose/fell rise/fall increase/decrease increased/decreased gain/loss gained/lost grew/shrank raised/lowered
raise/cut higher/lower upper/lower won/lost win/lose accepted/rejected accept/reject approved/rejected accept/refuse
accepted/refused support/oppose supported/opposed supporter/opponent supporters/opponents for/against above/below
opened/closed open/shut opening/closing started/ended start/end began/ended first/last early/late earlier/later
bought/sold buy/sell buyer/seller lent/borrowed north/south east/west northern/southern eastern/western
northeast/southwest more/less more/fewer largest/smallest biggest/smallest highest/lowest best/worst oldest/youngest
longer/shorter older/younger cheaper/dearer stronger/weaker faster/slower better/worse
admitted/denied confirmed/denied agreed/refused allowed/banned permit/ban legal/illegal guilty/innocent
convicted/acquitted arrested/released appointed/dismissed hired/fired welcomed/criticised welcomed/condemned
praised/criticised praised/condemned alive/dead survived/died husband/wife brother/sister father/mother son/daughter
man/woman boy/girl men/women uncle/aunt nephew/niece king/queen import/export imports/exports arrived/left
entered/left joined/left public/private publicly/privately slightly/sharply slight/sharp strengthened/weakened
improved/worsened success/failure succeeded/failed pass/fail passed/failed majority/minority
maximum/minimum plaintiff/defendant prosecution/defence teacher/pupil attack/defend
day/night morning/evening summer/winter spring/autumn widened/narrowed doubled/halved tightened/eased
gave/received sent/received loosened/tightened include/exclude included/excluded retain/drop keep/scrap
vacant/occupied optimistic/pessimistic safe/dangerous safe/unsafe likely/unlikely possible/impossible known/unknown
able/unable usual/unusual fair/unfair official/unofficial direct/indirect temporary/permanent partly/entirely
partly/fully partial/full voluntary/compulsory voluntary/mandatory left/right upstream/downstream""".split()


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _PAIRS:
        one, other = (stem(word) for word in pair.split("/"))
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


_OPPOSITES = _opposites()


def are_opposite(one: str, other: str) -> bool:
    """Return whether two stems are of opposite words."""
    return other in _OPPOSITES.get(one, ())
