"""Makes the body of a page plain before it is extracted: parts that belong together joined, lines that lead elsewhere
taken out. It goes by the shapes of pages, and knows no site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

_LONG = 80
_LEADING = ("p", "li", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em")
_LONGEST_LEAD = 200
_SENTENCE = (".", "?", "!", "”", '"', "…", ":", "»", "。")
_QUOTES = ("“", '"', "«", "„", "‘")


def simplify_body(tree: HtmlElement) -> None:
    _join_parts(tree)
    _take_out_leads(tree)


def _join_parts(tree: HtmlElement) -> None:
    """A body that advertisements part into several boxes of one class is put into the first of them."""
    boxes: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    long_paragraphs: dict[HtmlElement, int] = defaultdict(int)
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and parent.tag in ("div", "section") and parent.get("class"):
            long_paragraphs[parent] += len(_text(paragraph)) >= _LONG
    for box, count in long_paragraphs.items():
        if count >= 2:
            for ancestor in list(box.iterancestors())[:2]:
                boxes[ancestor, box.tag, box.get("class")].append(box)
    for (ancestor, _, _), parts in boxes.items():
        first, *rest = parts
        if ancestor.tag in ("div", "section", "article") and all(one.getparent() is not None for one in parts):
            for part in rest:
                _append(first, part)


def _append(first: HtmlElement, part: HtmlElement) -> None:
    if part is first or first in part.iterancestors() or part in first.iterancestors():
        return
    for child in list(part):
        first.append(child)
    part.drop_tree()


def _take_out_leads(tree: HtmlElement) -> None:
    """Paragraphs, list items and headings of which every word is a link, and no sentence: they lead to other pages."""
    for element in list(tree.iter(*_LEADING)):
        if element.getparent() is None or element.find(".//a") is None:
            continue
        text = _text(element)
        if not 2 <= len(text) <= _LONGEST_LEAD or text.endswith(_SENTENCE) or text.startswith(_QUOTES):
            continue
        alone = element.tag in ("strong", "b", "em") and not _stands_alone(element)
        linked = sum(len(_text(link)) for link in element.iter("a"))
        if not alone and len(text.split()) >= 3 and linked >= len(text) - 2:
            element.drop_tree()


def _stands_alone(element: HtmlElement) -> bool:
    """Whether its paragraph holds nothing else."""
    parent = element.getparent()
    return parent is not None and len(_text(parent)) <= len(_text(element)) + 2


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext(etree.Element)).split())


_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?:;|!|$)|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)"
    r"|(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|!|$)|text-indent:-\d{3,}|(?:left|top|right):-\d{4,}"
    r"|clip:rect\(0|clip:rect\(1px|clip-path:inset\((?:50|100)%|transform:scale\(0\)|content-visibility:hidden"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_COLOURS = {
    "white": "ffffff",
    "black": "000000",
    "transparent": "none",
}
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,([\d.]+))?\)")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#])([\w-]{1,80})")
_MOST_STYLES = 200_000
_HIDDEN_NAMES = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-text)?|visually-?hidden|a11y-hidden|assistive-text|tooltip\w*|popover"
    r"|hovercard|rollover[\w-]*(?:block|box|content)|is-hidden|u-hidden|hidden-text)(?=$|[\s_-])",
    re.IGNORECASE,
)
_POSTS = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video|timeline)|instagram-media|tiktok-embed|fb-(?:post|video|comment)|bluesky-embed"
    r"|mastodon-embed|reddit-(?:card|embed-bq)|reddit-embed-bq|threads-\w*embed|text-post-media|telegram-post)(?=$|\s)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:-?(?:list|area|section|body|wrapper|container|thread|content))?|commentlist|disqus(?:_thread)?"
    r"|livefyre|viafoura|coral-?\w*|reader-?comments?|user-?comments?|discussion-?thread|responses-list)(?=$|[\s_-])",
    re.IGNORECASE,
)
_COMMENT_TYPES = re.compile(r"schema\.org/(?:User)?Comments?(?:$|\s|/)", re.IGNORECASE)
_NEVER = frozenset(("html", "body", "head", "main", "article"))
_MAJORITY = 0.5


def remove_hidden(tree: HtmlElement) -> None:
    """Takes out of the tree what is hidden, what readers commented and what was posted elsewhere."""
    hidden = _hidden_selectors(tree)
    whole = max(1, _length(tree))
    for element in list(tree.iter(etree.Element)):
        tag = element.tag
        if not isinstance(tag, str) or tag in _NEVER or element.getparent() is None:
            continue
        if _is_hidden(element, hidden) or _is_of_others(element, whole):
            element.drop_tree()


def _is_hidden(element: HtmlElement, selectors: frozenset[str]) -> bool:
    if element.get("hidden") is not None or element.tag in ("template", "noscript"):
        return True
    style = element.get("style")
    if style and (_HIDING.search(plain := _plain(style)) or _is_on_its_own_colour(element, plain)):
        return True
    names = f"{element.get('class') or ''}"
    if _HIDDEN_NAMES.search(names):
        return True
    if selectors:
        identity = element.get("id")
        return (identity is not None and f"#{identity}" in selectors) or any(
            f".{name}" in selectors for name in names.split()
        )
    return False


def _is_of_others(element: HtmlElement, whole: int) -> bool:
    """Comments and embedded posts; a name that half of the page goes by is no sign of them."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in ("blockquote", "div", "figure") and _POSTS.search(names):
        return True
    if _COMMENT_TYPES.search(element.get("itemtype") or ""):
        return True
    if element.tag in ("div", "section", "ol", "ul", "aside", "article", "li") and _COMMENTS.search(names):
        if _length(element) < _MAJORITY * whole:
            return True
        element.attrib.pop("class", None)  # else the extraction takes it for what it is not
        element.attrib.pop("id", None)
    return False


def _is_on_its_own_colour(element: HtmlElement, style: str) -> bool:
    """White on white, whatever the white is called. Where no background is told, a page's is white."""
    match = _COLOUR.search(style)
    if not match:
        return False
    colour = _named(match[1])
    if colour == "none":
        return True
    for holder in (element, *element.iterancestors()):
        background = _BACKGROUND.search(_plain(holder.get("style") or ""))
        told = _named(background[1]) if background else _named(holder.get("bgcolor") or "")
        if told not in ("", "none"):
            return told == colour
    # White letters may stand on a picture or on a colour that a style sheet elsewhere gives: on a paragraph of an
    # article they do not.
    return colour == "ffffff" and element.tag in ("p", "span", "font", "div", "li")


def _named(colour: str) -> str:
    """A colour in six hexadecimal digits; `none` for one that shows nothing; empty for what is not understood."""
    colour = colour.strip().lower()
    if colour in _COLOURS:
        return _COLOURS[colour]
    if rgb := _RGB.fullmatch(colour.replace(" ", "")):
        if rgb[4] is not None and float(rgb[4].strip(".") or 0) == 0:
            return "none"
        return "".join(f"{min(int(part), 255):02x}" for part in rgb.groups()[:3])
    digits = colour.removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        return "".join(digit * 2 for digit in digits)
    return digits if re.fullmatch(r"[0-9a-f]{6}", digits) else ""


def _hidden_selectors(tree: HtmlElement) -> frozenset[str]:
    """Classes and ids that the page's own style sheets hide always: not those of print, of small screens or of a page
    whose scripts have not run yet."""
    found: set[str] = set()
    for style in tree.iter("style"):
        media = (style.get("media") or "all").lower()
        if media in ("all", "screen"):
            found.update(_hidden_in((style.text or "")[:_MOST_STYLES]))
    return frozenset(found)


def _hidden_in(css: str) -> Iterator[str]:
    css = _without_blocks(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    for selectors, declarations in _RULE.findall(css):
        if _HIDING.search(_plain(declarations)):
            for selector in selectors.split(","):
                if match := _SIMPLE.fullmatch(selector.strip()):
                    yield f"{match[1]}{match[2]}"


def _without_blocks(css: str) -> str:
    """The rules that stand outside every `@media` and the like."""
    out, depth, at, start = [], 0, False, 0
    for match in re.finditer(r"[{}@]", css):
        mark = match[0]
        if mark == "@" and depth == 0 and not at:
            out.append(css[start : match.start()])
            at = True
        elif mark == "{":
            depth += 1
        elif mark == "}":
            depth = max(0, depth - 1)
            if depth == 0 and at:
                at, start = False, match.end()
    return "".join(out) + ("" if at else css[start:])


def _plain(style: str) -> str:
    return re.sub(r"\s+", "", style.lower())


def _length(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext(etree.Element))
