"""Phrases and patterns of page furniture, credits and job titles."""

from __future__ import annotations

import re


def _phrases(table: str) -> frozenset[str]:
    return frozenset(
        " ".join(phrase.split()) for line in table.splitlines() for phrase in line.split("|") if phrase.strip()
    )


# A scrape has these in place of a picture. They mark a card about another story or a person.
PICTURES = _phrases(
    "article image | image | avatar | thumbnail | author avatar | author image | profile image | profile picture"
)
# Lines that no article contains.
ANYWHERE = PICTURES | _phrases("""
ad | ads | advertisement | advertisements | advertising | sponsored | sponsored content | paid content | promoted
show more | show less | show all | load more | see more | view more | view all | see all | read more
continue reading | read full article | read the full article | read the full story | read full story | keep reading
expand | collapse | news feed | newsfeed | share this | share this article | share this story | share this post
share article | share story | share on facebook | share on twitter | share on x | share on linkedin
share on whatsapp | share via email | share by email | copy link | copy url | copied | link copied | link copied!
print this page | print article | save article | gift this article | save for later | bookmark | add to bookmarks
listen to this article | listen to article | listen to story | story continues below
story continues below advertisement | article continues below | article continues after ad
article continues below advertisement | scroll to continue | advertisement - scroll to continue | skip advertisement
sign up for our newsletter | subscribe to our newsletter | subscribe now | subscribe today | become a member
support our work | support independent journalism | donate now | make a donation | skip to content
skip to main content | skip to navigation | jump to content | back to top | go to top | accept cookies
accept all cookies | cookie settings | manage cookies | follow us | join our telegram | download our app | get the app
loading | loading... | loading… | click to enlarge | click here to subscribe | open image in gallery | view gallery
view image in fullscreen | add as preferred source on google | make us preferred on google
""")
# Furniture above and below an article; inside it, perhaps a subheading or a list item.
EDGES = _phrases("""
share | tweet | post | email | print | save | comment | comments | like | likes | follow | subscribe | sign up
sign in | log in | login | register | menu | search | close | home | homepage | news | latest | latest news
top stories | world | politics | business | sport | sports | culture | opinion | analysis | video | videos | photos
pictures | gallery | live | listen | watch | play | pause | mute | more | next | previous | facebook | twitter | x
whatsapp | telegram | linkedin | reddit | pinterest | instagram | youtube | flipboard | bluesky | threads | messenger
copy | about us | contact | contact us | privacy policy | privacy | terms of use | terms of service | terms | cookies
newsletter | newsletters | breaking news | exclusive | topics | tags | trending | by topic | author | authors
all rights reserved | donate | support us | read later | audio | world news | us news | uk news | national
international | local news | edit
""")
# Headings of lists of other stories.
RELATED = _phrases("""
related | related articles | related stories | related news | related content | related posts | related topics
related coverage | more stories | more from this author | more news | most read | most popular | most viewed | popular
popular now | recommended | recommended for you | recommended stories | you may also like | you might also like
you may like | read also | read next | also read | up next | next article | latest stories | editors' picks
editor's picks | trending now | what to read next | more on this story | more on this topic | top news | don't miss
""")
ABOUT_THE_AUTHOR = _phrases(
    "about the author|about the authors|about the writer|author|authors|written by|the author|meet the author"
)

COUNTERS = re.compile(
    r"(?:(?:reading|read) time:?\s*)(?:about\s+)?\d{1,3}[\s-]?min(?:ute)?s?\.?"
    r"|\d{1,3}[\s-]?min(?:ute)?s?\.?\s+(?:to\s+)?read(?:ing time)?"
    r"|[\d.,]{1,9}\s?[km]?\s+(?:shares?|views?|likes?|comments?|reactions?|followers?)"
    r"|(?:comments?|shares?)\s*\(?\d{1,6}\)?",
    re.IGNORECASE,
)
INVITATIONS = re.compile(
    r"(?:sign up|subscribe|register|join|get|receive)\b.*\b(?:newsletters?|your inbox)\b.{0,40}"
    r"|follow (?:us|him|her|them|@\w+|[\w .'-]{2,60})\b.* on "
    r"(?:x|twitter|facebook|instagram|bluesky|linkedin|threads|telegram|google news)\b.{0,40}"
    r"|click here (?:to|for)\b.{0,80}|(?:get|download) (?:the|our) .{0,40}\bapp\b.{0,40}"
    r"|(?:copyright )?©.*|.*\ball rights reserved\b.{0,40}|home\s*[>/»›|→]\s*\S.*",
    re.IGNORECASE,
)
# A browser shows these in place of the article.
NOTICES = re.compile(
    r"(?:please )?(?:enable|turn on|you need to enable) javascript\b.*|(?:we use|this (?:web)?site uses) cookies\b.*",
    re.IGNORECASE,
)
POINTERS = re.compile(
    r"(?:read more|also read|read also|read next|also|see more|related(?: post| story)?|see also"
    r"|more on this|recommended|don['’]t miss)"
    r"\s*[:|»›→]\s*\S.*",
    re.IGNORECASE,
)
MARKDOWN_IMAGE = re.compile(r"\[?!\[[^\]]*\]\([^)]*\)(?:\]\([^)]*\))?")

_AGENCY = r"(?:Getty(?: Images)?|AFP|Agence France-Presse|Reuters|Associated Press|AP|EPA(?:-EFE)?|EFE|DPA|ANSA|Bloomberg|Anadolu(?: Agency)?|AA|Shutterstock|Alamy|iStock|Unsplash|Ukrinform|TASS|Xinhua|Kyodo|NurPhoto|ZUMA(?: Press)?|SOPA Images|LightRocket|PA(?: Wire| Images| Media)?|Press Association|SIPA|Abaca|picture[ -]alliance|Polaris|UPI|PTI|ANI|Yonhap|Handout|AP Photo|AFP Photo|Reuters Photo)"  # fmt: skip  # noqa: E501
_PICTURE_AGENCY = (
    r"(?:via )?(?:Getty(?: Images)?|Shutterstock|Alamy|iStock|Unsplash|NurPhoto|AP Photo|AFP Photo|LightRocket)"
)
_PERSON = r"[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){1,3}"
_PICTURE_WORD = r"(?:photo(?:graph|graphy)?|image|picture|illustration|graphic|credit|courtesy|screenshot|handout)"
CREDIT_IN_BRACKETS = re.compile(
    rf"[(\[]\s*(?:[^()\[\]]{{2,60}}/\s*{_AGENCY}[^()\[\]]{{0,40}}|[^()\[\]]{{0,80}}\bvia\s+{_AGENCY}|[^()\[\]]{{0,80}}{_PICTURE_AGENCY}"
    rf"|(?:(?:AP|AFP|Reuters|EPA)\s+)?(?i:{_PICTURE_WORD})(?:\s+(?i:credit))?\s*(?:/|:|(?i:by)\b)\s*[^()\[\]]{{1,80}}"
    r"|(?i:courtesy of)\s[^()\[\]]{1,80})\s*[)\]]?$"
)
CREDIT_OF_A_PERSON = re.compile(rf"[(\[]\s*{_PERSON}\s*/\s*[^()\[\]]{{2,60}}[)\]]?$")
WIRE_SIGN_OFF = re.compile(rf"[(\[]\s*(?:{_AGENCY}|[A-Z]{{2,5}})(?:\s*/\s*(?:{_AGENCY}|[A-Z]{{2,5}}))*\s*[)\]]?$")
CREDIT_AT_THE_END = re.compile(
    r"(?:^|[.!?]\s+|\s[|–—-]\s+)(?:Photo(?:graph)?|Image|Picture|Illustration)s?(?: credits?| source)?"
    r"\s*(?:by\b|:|,|©)\s*[^.!?]{2,80}$"
    r"|^Credit:\s*[^.!?]{2,80}$|^Image caption,\s.{2,300}$|^Image source,\s.{2,80}$"
)
CREDIT_ALONE = re.compile(
    rf"(?:©\s*)?(?:{_PERSON}\s*(?:/|\bvia\b)\s*{_AGENCY}|{_PICTURE_AGENCY}|{_AGENCY}\s*(?:/|\bvia\b)\s*(?:{_AGENCY}|{_PERSON}))"
    rf"(?:\s*(?:/|\bvia\b)\s*{_AGENCY})*"
)

# Agencies and papers write below an article who worked on it.
CREDITS = re.compile(
    r"\(?(?:additional )?reporting by\b.{3,300}|\(?(?:writing|editing) by\b.{3,200}"
    r"|[\w .,'’-]{3,200}\bcontributed (?:reporting|to this (?:report|story|article))\b.{0,80}"
    r"|source:\s.{2,60}|filed under:.{0,80}",
    re.IGNORECASE,
)

JOB = re.compile(
    r"\b(?:reporter|editor|correspondent|journalist|columnist|writer|producer|photographer|photojournalist|contributor"
    r"|anchor|presenter|commentator|intern|analyst|bureau chief|news director|fellow|professor|researcher|author)s?\b",
    re.IGNORECASE,
)
STAFF = re.compile(r"\b(?:editor|reporter|correspondent|staff writer|bureau chief|photojournalist)\b", re.IGNORECASE)
NOT_STAFF = re.compile(r"\b(?:freelance|contribut\w+|guest|former|independent journalist|intern)\b", re.IGNORECASE)
