"""XML from strangers: looked through before any parser builds something of it. No entities, no depth, no multitude."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from index.reading.files import UnreadableError

_DEEPEST = 100
_MOST_ELEMENTS = 500_000
_MOST_ATTRIBUTES = 200
_LONGEST_BROKEN = 3_000_000
"""Bytes of XML that is not well-formed, and is mended by slower means."""


class BrokenXmlError(UnreadableError):
    """Not well-formed, and nothing worse: a lenient reader may still make something of it."""


def check_xml(content: bytes) -> None:
    """Raises BrokenXmlError for what is not well-formed, UnreadableError for what is made to exhaust its readers."""
    parser = expat.ParserCreate()
    depth = elements = 0

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if len(attributes) > _MOST_ATTRIBUTES:  # some readers need time with the square of them
            raise UnreadableError(f"XML with more than {_MOST_ATTRIBUTES} attributes on an element, which no feed has")
        if depth > _DEEPEST:
            raise UnreadableError(f"XML nested deeper than {_DEEPEST} elements, which no feed is")
        if elements > _MOST_ELEMENTS:
            raise UnreadableError(f"XML of more than {_MOST_ELEMENTS:,} elements, which no feed is")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(*_told: object) -> None:
        raise UnreadableError("XML that defines entities of its own, which no feed needs")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)  # noqa: FBT003  expat's own way of saying that this is all
    except (expat.ExpatError, ValueError, LookupError) as error:
        if len(content) > _LONGEST_BROKEN:
            raise UnreadableError("XML that is broken, and too large to be mended") from error
        raise BrokenXmlError(f"not well-formed XML ({error})") from error


def parse_xml(content: bytes) -> etree._Element:
    """The tree of XML that is well-formed and harmless. Raises UnreadableError."""
    check_xml(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenXmlError(f"not well-formed XML ({error})") from error


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace; empty for a comment or an instruction."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
