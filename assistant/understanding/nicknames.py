"""English given names and what their bearers are called: "Bill Tarn" may be an index's William Tarn.

A short table of the commonest. It is asked only together with a surname: "Bill" alone is nobody.
"""

from __future__ import annotations

from assistant.understanding.stemming import fold

_TABLE = """
abigail abby; albert al bert; alexander alex sandy; alexandra alex sandra; alfred alf fred; andrew andy drew; anthony
tony; arthur art; barbara barb; benjamin ben; bernard bernie; bernadette bernie; catherine cathy kate kitty; charles
charlie chuck; christine chris; christopher chris kit; daniel dan danny; david dave davy; deborah deb debbie; donald
don donny; dorothy dot; douglas doug; edward ed eddie ted ned; eleanor ellie nell; elizabeth beth betty eliza lisa liz
lizzie; emily em; eugene gene; frances fran; francis frank; frederick fred freddie; gerald gerry jerry; gregory greg;
harold harry hal; henry harry hank; isabella bella; jacob jake; james jim jimmy jamie; janet jan; jeffrey jeff;
jennifer jen jenny; jessica jess; john jack johnny; jonathan jon; joseph joe joey; joshua josh; judith judy; katherine
kate kathy katie; kenneth ken kenny; kimberly kim; lawrence larry; leonard leo len; madeleine maddie; margaret maggie
meg peggy; martin marty; matthew matt; michael mike mick; nancy nan; nathaniel nate; nicholas nick; pamela pam;
patricia pat patty tricia; patrick pat paddy; peter pete; philip phil; raymond ray; rebecca becky; richard dick rich
rick ricky; robert bob bobby rob robbie bert; ronald ron ronnie; samantha sam; samuel sam sammy; stanley stan; stephen
steve; steven steve; stuart stu; susan sue susie; theodore ted theo; theresa terry tess; thomas tom tommy; timothy
tim; victoria vicky tori; vincent vince; walter walt wally; william bill billy will willie; zachary zach
"""
_ALSO: dict[str, set[str]] = {}
for _entry in _TABLE.split(";"):
    _formal, *_short = _entry.split()
    for _one in _short:
        _ALSO.setdefault(_one, set()).add(_formal)
        _ALSO.setdefault(_formal, set()).add(_one)


def nickname_variants(name: str) -> tuple[str, ...]:
    """The name with each other form of its first word; nothing for a name of one word."""
    first, _, rest = name.strip().partition(" ")
    return tuple(f"{other.capitalize()} {rest}" for other in sorted(_ALSO.get(fold(first), ()))) if rest else ()
