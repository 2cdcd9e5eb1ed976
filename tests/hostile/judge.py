"""What must be true of whatever goes out, told without the code that makes it so."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

from telegram import MessageEntity

from bot.content import Span, Style
from bot.platforms.base import Rejected
from bot.platforms.discord import render as discord
from bot.platforms.discord.markdown import parse
from bot.platforms.telegram import render as telegram
from bot.platforms.web import render as web
from bot.posts import Post
from bot.signs import LOOK_ALIKES
from tests.bot.discord.strategies import NAMES

LIVE: Final = re.compile(
    r"<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>|</[^<>:\n`]+:\d+>|<id:[\w:-]+>|<sound:\d+:\d+>|@everyone|@here"
)
ADDRESS: Final = re.compile(r"<https?://[^\s<>`]*>|https?://[^\s<`]*")

OURS: Final = frozenset(
    {
        MessageEntity.BOLD,
        MessageEntity.ITALIC,
        MessageEntity.UNDERLINE,
        MessageEntity.STRIKETHROUGH,
        MessageEntity.SPOILER,
        MessageEntity.CODE,
        MessageEntity.PRE,
        MessageEntity.BLOCKQUOTE,
        MessageEntity.TEXT_LINK,
    }
)
BLANK: Final = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u034f\U0001d159"
SIGNS: Final = re.compile(f"[{LOOK_ALIKES}]")
TURNED: Final = re.compile("[\u202a-\u202e\u2028\u2029\ufdd0-\ufdef\ufff9-\ufffb]")


def alive(content: str) -> list[str]:
    """What Discord would put a name for in a message that reads like this, or call somebody by.

    The scanner knows nothing of markdown but the backslash and the address: it finds mentions even in code.
    """
    found = []
    addresses = [address.span() for address in ADDRESS.finditer(content)] if "://" in content else []
    for form in LIVE.finditer(content):
        before = content[: form.start()]
        escaped = (len(before) - len(before.rstrip("\\"))) % 2 == 1
        # The backslash that is an address's last character protects nothing; what stands within an address needs none.
        swallowed = any(start < form.start() == end and content[start] != "<" for start, end in addresses)
        within = any(start < form.start() < end for start, end in addresses) and form[0].startswith("@")
        if (swallowed or not escaped) and not within:
            found.append(form[0])
    return found


def shows(char: str) -> bool:
    """Whether a character can be seen by itself."""
    return char not in BLANK and unicodedata.category(char) not in ("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp", "Cs")


def poses(text: str) -> list[str]:
    """The lines that begin like the bot's own."""
    return [line for line in text.split("\n") if next(filter(shows, line), "") in tuple(LOOK_ALIKES)]


def clean(text: str, spans: Collection[Span] = ()) -> str:
    """What the relay is to make of a text: unwanted characters gone, and signs at the beginning of lines hollow.

    Of `spans` only quotes and blocks of code count: a line begins and ends with them.
    """
    edges = {edge for span in spans if span.style in (Style.QUOTE, Style.PRE) for edge in (span.start, span.end)}
    kept, begins = [], True
    for at, char in enumerate(text):
        begins |= at in edges
        if unwanted(char):
            continue
        if begins and (char in LOOK_ALIKES or (char == "♦" and not text[at + 1 :].startswith("\ufe0f"))):
            char = "♢" if char == "♦" else "◇"
        kept.append(char)
        begins = char == "\n" or (begins and not shows(char))
    return "".join(kept)


def unwanted(char: str) -> bool:
    if char in "\t\n":
        return False
    nothing = ord(char) & 0xFFFE == 0xFFFE or char == "\U000e0001"
    return nothing or unicodedata.category(char) in ("Cc", "Cs") or TURNED.match(char) is not None


def flaws(post: Post) -> Iterator[str]:
    """What is wrong with a message that goes out, on whichever platform it may end up."""
    if post.host:
        if poses(post.text)[1:] or not post.text.startswith("◆ "):
            yield "a line of somebody's within the bot's words poses as another of its own"
    elif poses(post.text) or poses(post.quote):
        yield "words that pose as the bot's"
    if any(map(unwanted, post.text)):
        yield "characters that are not wanted"
    yield from on_telegram(post)
    yield from on_discord(post)
    if json.loads(web.post("1", post).frame)["text"] != post.text:
        yield "the page is told something else"


def on_telegram(post: Post) -> Iterator[str]:
    try:
        parts = telegram.parts(post)
    except Rejected:
        yield "nothing is left for Telegram"
        return
    for number, part in enumerate(parts):
        if {entity.type for entity in part.entities} - OURS:
            yield "an entity that is not ours to make"
        if any(not (entity.url or "http://").lower().startswith(("http://", "https://")) for entity in part.entities):
            yield "a link to something else than the web"
        if poses(part.text)[:1] and (number or not post.host):
            yield "a part that poses as the bot's"


def on_discord(post: Post) -> Iterator[str]:
    try:
        messages = discord.messages(post, "1")
    except Rejected:
        yield "nothing is left for Discord"
        return
    for number, message in enumerate(messages):
        if found := alive(message.content):
            yield f"a mention: {found}"
        if (number or not post.host) and SIGNS.search(message.content) and poses(parse(message.content, NAMES)[0]):
            yield "a message that poses as the bot's"
