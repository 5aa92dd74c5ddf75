"""One spelling for the addresses under which a publisher serves one article.

Only what is known to change nothing about which article is served is taken away; whatever may name an article stays.
"""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|fbclid|[gdy]clid|twclid|[gw]braid|msclkid|mc_[ce]id|mkt_tok|_g[al]|igshid|ocid|cmp(?:id)?|s?_?icid|s_cid"
    r"|smid|smtyp|xtor|ref|ref_src|ns_\w+|at_\w+|wt\.\w+|guccounter|guce_referrer\w*|__twitter_impression"
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|session_?id")
_AMP = frozenset({"", "1", "true", "amp"})
_PRINTED = frozenset({"1", "true", "yes", "print", "all"})
# Parameters that choose how an article is shown, with the values that only do that.
_VIEWS = {
    "amp": _AMP,
    "outputtype": _AMP,
    "print": _PRINTED | {""},
    "printable": _PRINTED | {""},
    "view": frozenset({"print"}),
    "output": frozenset({"amp", "print"}),
    "pagewanted": frozenset({"print", "all"}),
}
_SITE_PREFIX = re.compile(r"^((www|m|mobile|amp)\.(?=[^.]+\.))+")  # never of `m.example` itself
_CACHES = re.compile(r"(?:https?://)?(?:[\w-]+\.cdn\.ampproject\.org/[acv]/|(?:www\.)?google\.[a-z.]+/amp/)(s/)?(?=[^/]+\.)", re.I)  # fmt: skip  # noqa: E501
_SHOWN_OTHERWISE = re.compile(r"(?:(?<=[^/])(?:/amp|\.amp|/print)|/(?:index|default)\.(?:html?|php|aspx?)|/)+$")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_NOT_PLAIN = re.compile(r"[^\x21-\x7e]")


def canonical_url(url: str) -> str:
    """The one spelling of an address; what is no address of the web comes back as it is, stripped.

    Drops the fragment, tracking and session parameters, AMP, mobile and print views with their caches, `/index.html`
    and a trailing slash; lower-cases the host; sorts what is left of the query. The scheme becomes https, so that http
    and https are one.
    """
    url = url.strip()
    bare = _CACHES.sub("", url)
    if not re.match(r"[a-z][a-z0-9+.-]*:|//", bare, re.IGNORECASE):
        bare = f"//{bare}"
    try:
        parts = urlsplit(bare)
        host = _host(parts.hostname or "", parts.port)
    except ValueError:
        return url
    if parts.scheme.lower() not in ("", "http", "https") or "." not in host:
        return url
    path = re.sub(r"/+", "/", _escaped(_SESSION_IN_PATH.sub("", parts.path)))
    path = _SHOWN_OTHERWISE.sub("", path)
    kept = sorted(
        (key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_idle(key, value)
    )
    # "#!/story/7" names a page that a script shows; any other fragment is a place in one page.
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(("https", host, path or "/", urlencode(kept, errors="replace"), fragment))


def url_host(url: str) -> str:
    """The host an address names, as `canonical_url` spells it; empty where it names none."""
    try:
        return urlsplit(canonical_url(url)).hostname or ""
    except ValueError:
        return ""


def names_an_article(address: str) -> bool:
    """Whether a canonical address tells more than a site: the front page's is given for many articles."""
    parts = urlsplit(address)
    return bool(parts.path.strip("/") or parts.query or parts.fragment)


def _host(name: str, port: int | None) -> str:
    """In lower case, an international name in its ASCII form, without the parts that only choose a view."""
    name = name.rstrip(".").lower()
    if not name.isascii():
        with suppress(UnicodeError):
            name = name.encode("idna").decode("ascii")
    host = _SITE_PREFIX.sub("", name)
    return f"{host}:{port}" if port and port not in (80, 443) else host


def _is_idle(key: str, value: str) -> bool:
    """Whether a parameter says nothing about which article is served."""
    key = key.lower()
    known = _TRACKING.fullmatch(key) or _SESSION.fullmatch(key)
    return bool(known) or value.lower() in _VIEWS.get(key, ())


def _escaped(path: str) -> str:
    """Percent-encoding in one spelling. An encoded slash is no slash, and stays encoded."""
    path = _ESCAPE.sub(lambda one: _unescaped(one[1]), path)
    return _NOT_PLAIN.sub(lambda one: "".join(f"%{byte:02X}" for byte in one[0].encode("utf-8", "replace")), path)


def _unescaped(digits: str) -> str:
    character = chr(int(digits, 16))
    return character if character in _PLAIN else f"%{digits.upper()}"
