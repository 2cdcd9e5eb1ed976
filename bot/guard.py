"""What a message tells about who wrote it, before anybody else reads it. Pure, and linear in the length of a text.

It looks at a text as a reader would: without invisible characters, letters of one shape as one. It helps people who
would rather not have told; it stops nobody who wants to, since whoever is asked may always answer: send it.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from bot.content import Content, Style
from bot.phones import LEAST, SEPARATORS, any_phone
from bot.plain import UNWANTED
from bot.profiles import Leads, leads
from bot.signs import INVISIBLE


class Tell(StrEnum):
    """What may tell who somebody is. The values are those of `{ $kind }` in the catalogues."""

    PLACE = "place"
    INVITE = "invite"
    PROFILE = "profile"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    RULE = "rule"  # it tells nothing, but touches the word list of the server its author came from


HINT: Final = re.compile(
    rf"[@#]|\.[a-z]|(?:tg|tel|sms|mailto|skype|discord|viber|whatsapp|sgnl):|[(\[] ?(?:at|dot|ät|punkt) ?[)\]]"
    rf"|\d(?:[{SEPARATORS}]{{0,3}}\d){{{LEAST - 1}}}"
)
"""What any of these needs. Most messages have none of it, and are not looked at any further."""

DROPPED: Final = re.compile(rf"[{INVISIBLE}\u0300-\u036f]|{UNWANTED.pattern}")
SHAPES: Final = str.maketrans(
    "авекмнорстухіјѕԁԛԝһɡαεικνορτυχıℓʟ。٫",
    "abekmhopctyxijsdqwhgaeiknoptuxill..",
)
"""Letters of other scripts that are taken for Latin ones. In words of their own language this changes nothing: what is
looked for has Latin letters only."""

AT: Final = re.compile(r" ?[(\[] ?(?:at|ät) ?[)\]] ?")
DOT: Final = re.compile(r" ?[(\[] ?(?:dot|punkt) ?[)\]] ?")

ADDRESS: Final = re.compile(
    r"(?<![\w.@-])(?P<host>(?:[a-z0-9_-]++\.)+[a-z]{2,24}+)(?![\w@-])(?::\d{1,5})?(?P<path>[/?#][^\s<>\"]*)?"
)
"""A host with whatever follows it. A label takes all it can at once, so that no host is tried in two ways."""

ENDS: Final = ".,;:!?'\")]}»”’…*_~|"
"""What ends a sentence, not an address."""

OTHER: Final = re.compile(
    r"(?<!\w)(?:(?P<invite>(?:tg|discord|skype|viber):[/]{0,2}\S{0,40}(?:join|invite|chat))"
    r"|(?P<phone>(?:tel|sms|whatsapp|sgnl|viber):\S{0,40}\d{5})"
    r"|(?P<email>mailto:\S)"
    r"|(?P<name>tg://|skype:\S|discord://))"
)
"""Addresses of messengers' own."""

PLAIN_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+|www\.[^\s<>\"]+")
EMAIL: Final = re.compile(r"(?<=[\w.+%-])@(?:[a-z0-9-]++\.)+[a-z]{2,24}+(?![\w-])")
HANDLE: Final = re.compile(
    r"(?<![\w.+@-])@(?=[\d_.]{0,30}[a-z])(?!(?:WORDS)\b)[a-z0-9_.]{3,32}(?![\w@])".replace(
        "WORDS",
        "someone|jemand|role|rolle|everyone|here|all|home|work|school|uni|the|night|least|media|property|override|param"
        "|return|import|channel",
    )
)
"""What stands in for a name of Discord's (bot/texts) is none; nor is what people say with this sign instead of "at"."""
NUMBERED: Final = re.compile(r"(?<=[\w.)])#\d{4}(?!\w)")

SCHEMES: Final = {"invite": Tell.INVITE, "phone": Tell.PHONE, "email": Tell.EMAIL, "name": Tell.NAME}
LEADS: Final = {Leads.INVITE: Tell.INVITE, Leads.PROFILE: Tell.PROFILE, Leads.PHONE: Tell.PHONE}
WEIGHT: Final = {tell: weight for weight, tell in enumerate(Tell)}


def asks(content: Content, *, guarded: bool) -> Tell | None:
    """What the author is asked about before it goes on. A place always: it leads to them wherever they write."""
    return tells(content) if guarded or content.place is not None else None


def tells(content: Content) -> Tell | None:
    """What may tell who sent it, the gravest first; None for nothing. What is quoted was said before."""
    if content.place is not None:
        return Tell.PLACE
    found = [tell for text in texts(content) for tell in _in_text(text)]
    return min(found, key=WEIGHT.__getitem__) if found else None


def texts(content: Content) -> Iterator[str]:
    """All that is said with words, and where links lead."""
    if content.text:
        yield content.text
    for span in content.spans:
        if span.style is Style.LINK and span.detail:
            yield span.detail
    if content.poll is not None:
        yield content.poll.question
        yield from content.poll.options


def looked_at(text: str) -> str:
    """As somebody reads it: lower case, no invisible characters, no marks on letters, look-alikes made alike."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).lower().translate(SHAPES)
        return DROPPED.sub("", text)
    return (UNWANTED.sub("", text) if UNWANTED.search(text) else text).lower()


def _in_text(text: str) -> Iterator[Tell]:
    text = looked_at(text)
    if HINT.search(text) is None:
        return
    if "(" in text or "[" in text:
        text = DOT.sub(".", AT.sub("@", text))
    for found in ADDRESS.finditer(text):
        where = leads(found["host"], (found["path"] or "").rstrip(ENDS))
        if where is not None:
            yield LEADS[where]
    for found in OTHER.finditer(text):
        yield SCHEMES[found.lastgroup or "name"]
    text = PLAIN_ADDRESS.sub(_handles, text)
    if EMAIL.search(text):
        yield Tell.EMAIL
    if HANDLE.search(text) or NUMBERED.search(text):
        yield Tell.NAME
    if any_phone(text):
        yield Tell.PHONE


def _handles(address: re.Match[str]) -> str:
    """Of an address only a name that stands in its path is looked at again: its numbers are no phones."""
    name = re.search(r"/(@[a-z0-9_.]{3,32})/?$", address[0])
    return f" {name[1]} " if name else " ; "
