"""Check untrusted XML for entities, depth and size before any parser builds a tree from it."""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from index.reading.files import UnreadableError

_MAX_DEPTH = 100
_MAX_ELEMENTS = 500_000
_MAX_ATTRIBUTES = 200
_MAX_BROKEN_BYTES = 3_000_000  # repairing malformed XML is slow


class BrokenXmlError(UnreadableError):
    """The XML is malformed but harmless; a lenient parser may still read it."""


def check_xml(content: bytes) -> None:
    """Raise BrokenXmlError for malformed XML, and UnreadableError for XML made to exhaust its parsers."""
    parser = expat.ParserCreate()
    depth = elements = 0

    def start(_name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if len(attributes) > _MAX_ATTRIBUTES:  # some parsers need time quadratic in their number
            raise UnreadableError(f"XML with more than {_MAX_ATTRIBUTES} attributes on an element, which no feed has")
        if depth > _MAX_DEPTH:
            raise UnreadableError(f"XML nested deeper than {_MAX_DEPTH} elements, which no feed is")
        if elements > _MAX_ELEMENTS:
            raise UnreadableError(f"XML with more than {_MAX_ELEMENTS:,} elements, which no feed has")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declare_entity(*_: object) -> None:
        raise UnreadableError("XML that defines entities, which no feed needs")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.EntityDeclHandler = declare_entity
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)  # noqa: FBT003  expat marks the last chunk this way
    except (expat.ExpatError, ValueError, LookupError) as error:
        if len(content) > _MAX_BROKEN_BYTES:
            raise UnreadableError("malformed XML that is too large to repair") from error
        raise BrokenXmlError(f"not well-formed XML ({error})") from error


def parse_xml(content: bytes) -> etree._Element:
    """Return the tree of well-formed, harmless XML. Raises UnreadableError for anything else."""
    check_xml(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenXmlError(f"not well-formed XML ({error})") from error


def local_name(element: etree._Element) -> str:
    """Return an element's name in lower case, without its namespace; empty for a comment or an instruction."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
