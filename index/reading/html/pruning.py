"""Prepare a page for extraction: remove hidden text, comments, embeds and links to other pages, and join split bodies.

Hidden text is recognised by attributes, inline styles, rules of the page's own style sheets for a class or an id, and
common class names. Text that a script or an external style sheet hides is not recognised. No rule is for one site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

_LINK_TAGS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em")
_SENTENCE_ENDS = (".", "?", "!", "”", '"', "…", ":", "»", "。")
_OPENING_QUOTES = ("“", '"', "«", "„", "‘")
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0+)?(?:;|!|$)|font-size:0(?:\.0+)?(?:px|pt|em|rem|%)?(?:;|!|$)"
    r"|(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|!|$)|text-indent:-\d{3,}|(?:left|top|right):-\d{4,}"
    r"|clip:rect\(0|clip:rect\(1px|clip-path:inset\((?:50|100)%|transform:scale\(0\)|content-visibility:hidden"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_COLOUR_NAMES = {"white": "ffffff", "black": "000000", "transparent": "none"}
_RGB = re.compile(r"rgba?\((\d{1,3}),(\d{1,3}),(\d{1,3})(?:,([\d.]+))?\)")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?([.#])([\w-]{1,80})")
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
_NEVER_REMOVED = frozenset(("html", "body", "head", "main", "article"))


def remove_hidden(tree: HtmlElement) -> None:
    """Remove hidden elements, readers' comments and embedded posts from the tree."""
    selectors = _hidden_selectors(tree)
    page_length = max(1, _text_length(tree))
    for element in list(tree.iter(etree.Element)):
        tag = element.tag
        if not isinstance(tag, str) or tag in _NEVER_REMOVED or element.getparent() is None:
            continue
        if _is_hidden(element, selectors) or _is_comment_or_post(element, page_length):
            element.drop_tree()


def _is_hidden(element: HtmlElement, selectors: frozenset[str]) -> bool:
    if element.get("hidden") is not None or element.tag in ("template", "noscript"):
        return True
    style = _compact(element.get("style") or "")
    if style and (_HIDING.search(style) or _is_invisible_colour(element, style)):
        return True
    classes = element.get("class") or ""
    return bool(
        _HIDDEN_NAMES.search(classes)
        or f"#{element.get('id', '')}" in selectors
        or any(f".{name}" in selectors for name in classes.split())
    )


def _is_comment_or_post(element: HtmlElement, page_length: int) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag in ("blockquote", "div", "figure") and _POSTS.search(names):
        return True
    if _COMMENT_TYPES.search(element.get("itemtype") or ""):
        return True
    if element.tag in ("div", "section", "ol", "ul", "aside", "article", "li") and _COMMENTS.search(names):
        if _text_length(element) < page_length / 2:
            return True
        # An element with half of the page's text is the article, whatever its name says to the extractor.
        element.attrib.pop("class", None)
        element.attrib.pop("id", None)
    return False


def _is_invisible_colour(element: HtmlElement, style: str) -> bool:
    """Return whether the text has the colour of its background, which is white if no ancestor sets one."""
    match = _COLOUR.search(style)
    if not match:
        return False
    colour = _parse_colour(match[1])
    if colour == "none":
        return True
    for holder in (element, *element.iterancestors()):
        match = _BACKGROUND.search(_compact(holder.get("style") or ""))
        background = _parse_colour(match[1] if match else holder.get("bgcolor") or "")
        if background not in ("", "none"):
            return background == colour
    # Elsewhere, white text may be on a picture or on a colour from an external style sheet.
    return colour == "ffffff" and element.tag in ("p", "span", "font", "div", "li")


def _parse_colour(colour: str) -> str:
    """Return six hexadecimal digits; `none` for a transparent colour; empty for an unknown one."""
    colour = colour.strip().lower()
    if colour in _COLOUR_NAMES:
        return _COLOUR_NAMES[colour]
    if rgb := _RGB.fullmatch(colour.replace(" ", "")):
        if rgb[4] is not None and float(rgb[4].strip(".") or 0) == 0:
            return "none"
        return "".join(f"{min(int(part), 255):02x}" for part in rgb.groups()[:3])
    digits = colour.removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        return "".join(digit * 2 for digit in digits)
    return digits if re.fullmatch(r"[0-9a-f]{6}", digits) else ""


def _hidden_selectors(tree: HtmlElement) -> frozenset[str]:
    """Return the classes and ids that the page's own style sheets always hide on a screen."""
    found: set[str] = set()
    for style in tree.iter("style"):
        if (style.get("media") or "all").lower() in ("all", "screen"):
            found.update(_hidden_in((style.text or "")[:200_000]))
    return frozenset(found)


def _hidden_in(css: str) -> Iterator[str]:
    css = _drop_at_rules(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    for selectors, declarations in _RULE.findall(css):
        if _HIDING.search(_compact(declarations)):
            for selector in selectors.split(","):
                if match := _SIMPLE_SELECTOR.fullmatch(selector.strip()):
                    yield f"{match[1]}{match[2]}"


def _drop_at_rules(css: str) -> str:
    """Return the rules outside of blocks such as `@media`."""
    out, depth, in_at_rule, start = [], 0, False, 0
    for match in re.finditer(r"[{}@]", css):
        mark = match[0]
        if mark == "@" and depth == 0 and not in_at_rule:
            out.append(css[start : match.start()])
            in_at_rule = True
        elif mark == "{":
            depth += 1
        elif mark == "}":
            depth = max(0, depth - 1)
            if depth == 0 and in_at_rule:
                in_at_rule, start = False, match.end()
    return "".join(out) + ("" if in_at_rule else css[start:])


def _compact(style: str) -> str:
    return re.sub(r"\s+", "", style.lower())


def _text_length(element: HtmlElement) -> int:
    return sum(len(text.strip()) for text in element.itertext(etree.Element))


def simplify_body(tree: HtmlElement) -> None:
    """Join a body that is split into boxes, and remove elements that only link to other pages."""
    _join_boxes(tree)
    _remove_link_lines(tree)


def _join_boxes(tree: HtmlElement) -> None:
    """Move boxes of the same class, which advertisements separate, into the first of them."""
    boxes: dict[tuple[HtmlElement, str, str], list[HtmlElement]] = defaultdict(list)
    long_paragraphs: dict[HtmlElement, int] = defaultdict(int)
    for paragraph in tree.iter("p"):
        parent = paragraph.getparent()
        if parent is not None and parent.tag in ("div", "section") and parent.get("class"):
            long_paragraphs[parent] += len(element_text(paragraph)) >= 80
    for box, count in long_paragraphs.items():
        if count >= 2:
            for ancestor in list(box.iterancestors())[:2]:
                boxes[ancestor, box.tag, box.get("class")].append(box)
    for (ancestor, _, _), (first, *rest) in boxes.items():
        is_container = ancestor.tag in ("div", "section", "article")
        if is_container and all(box.getparent() is not None for box in (first, *rest)):
            for box in rest:
                _move_children(box, first)


def _move_children(box: HtmlElement, target: HtmlElement) -> None:
    if box is target or target in box.iterancestors() or box in target.iterancestors():
        return
    for child in list(box):
        target.append(child)
    box.drop_tree()


def _remove_link_lines(tree: HtmlElement) -> None:
    """Remove paragraphs, list items and headings that consist of a link and are not a sentence."""
    for element in list(tree.iter(*_LINK_TAGS)):
        if element.getparent() is None or element.find(".//a") is None:
            continue
        text = element_text(element)
        if not 2 <= len(text) <= 200 or text.endswith(_SENTENCE_ENDS) or text.startswith(_OPENING_QUOTES):
            continue
        is_inline = element.tag in ("strong", "b", "em") and len(element_text(element.getparent())) > len(text) + 2
        linked = sum(len(element_text(link)) for link in element.iter("a"))
        if not is_inline and len(text.split()) >= 3 and linked >= len(text) - 2:
            element.drop_tree()


def element_text(element: HtmlElement) -> str:
    """Return an element's text with single spaces."""
    return " ".join("".join(element.itertext(etree.Element)).split())
