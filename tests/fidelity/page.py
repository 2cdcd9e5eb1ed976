"""docs/fidelity.md as it should read: the table of bot/fidelity.py, its notes, and the sizes that the code keeps to."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.fidelity import DISCORD, PLATFORMS, TELEGRAM, WEB, Cell, Thing, Way, cell
from bot.media.goals import GOALS, MEGABYTE, PHOTO_BYTES, SOURCE_BYTES
from bot.media.words import MOST as TEXT_BYTES
from bot.platforms.discord.render import REQUEST_LIMIT
from bot.platforms.telegram.send import DOWNLOAD_LIMIT
from bot.platforms.web.parse import FILE_BYTES

PLACE: Final = Path(__file__).parents[2] / "docs" / "fidelity.md"

SIGNS: Final = {
    Way.SAME: "✓",
    Way.OTHERWISE: "≈",
    Way.WORDS: "✎",
    Way.ASKED: "?",
    Way.REFUSED: "✗",
    Way.STAYS: "–",
    Way.UNTOLD: "",
}
INITIALS: Final = {TELEGRAM: "T", DISCORD: "D", WEB: "W"}
CODE: Final = re.compile(r":name:|/\w+")
"""What people type or read letter by letter."""
DIGITS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

HEAD: Final = """\
# What arrives as what

What somebody writes is built anew for whoever reads it, on Telegram, Discord or the web page. Down are the things that
people send and do, across the nine ways between the platforms: **T**elegram, **D**iscord, the **W**eb.

`make fidelity` writes this page from the table in [bot/fidelity.py](../bot/fidelity.py). Each cell and each note is
proven by a test in [tests/fidelity](../tests/fidelity): it does the thing before the emulated platforms and looks at
what arrives, down to the decoded bytes; another test holds this page to the table.
"""

CLEANED: Final = """\
Every file is cleaned on its way and gets a neutral name: see [privacy](privacy.md). A photo is pixels and nothing else;
films, sounds and stickers are copied without what they tell of themselves, or made anew. What can't be cleaned is
refused.
"""

IMPOSSIBLE: Final = """\
## What no bot can do

- **Telegram** tells bots neither what people delete (so there is `/del`, as a reply to what should go) nor that they
  write or have read. A bot shows one reaction at a message, of about seventy signs. What is right in a quiz it can't
  know, so a quiz goes on as a plain poll. Photos that vanish after a look can't be told from others. What was sent more
  than two days ago can't be taken back; then the sender is told.
- **Discord** tells nobody what was read, and not that somebody stopped writing. Stickers and emoji of a server can't be
  used elsewhere, so they go on as pictures and names. Voice messages and polls can't be edited. What was edited, taken
  back or felt while the bot was not connected it never learns; what was said meanwhile it reads later.
- **Both** keep fonts and effects of messages to themselves.

The web page is ours: what is empty in its columns it leaves to messengers.
"""


def page() -> str:
    notes: dict[str, int] = {}
    rows = [_row(thing, notes) for thing in Thing]
    ways = [(source, target) for source in PLATFORMS for target in PLATFORMS]
    across = " | ".join(f"{INITIALS[source]}→{INITIALS[target]}" for source, target in ways)
    lines = [
        HEAD,
        "| sign | |",
        "|:-:|---|",
        *(f"| {sign or '(empty)'} | {way.value} |" for way, sign in SIGNS.items()),
        "",
        f"| | {across} |",
        "|---|" + ":-:|" * len(ways),
        *rows,
        "",
        *(f"{number}. {CODE.sub(_code, how)}" for how, number in notes.items()),
        "",
        CLEANED,
        *_sizes(),
        IMPOSSIBLE,
    ]
    return "\n".join(lines)


def _code(found: re.Match[str]) -> str:
    return f"`{found[0]}`"


def _row(thing: Thing, notes: dict[str, int]) -> str:
    cells = [cell(source, target, thing) for source in PLATFORMS for target in PLATFORMS]
    return f"| {thing.value} | " + " | ".join(_shown(each, notes) for each in cells) + " |"


def _shown(meant: Cell, notes: dict[str, int]) -> str:
    note = str(notes.setdefault(meant.how, len(notes) + 1)) if meant.how else ""
    return SIGNS[meant.way] + note.translate(DIGITS)


def _sizes() -> Iterator[str]:
    sent = {TELEGRAM: DOWNLOAD_LIMIT, DISCORD: SOURCE_BYTES, WEB: FILE_BYTES}
    yield "## Sizes\n"
    yield "| | files from there | files to there |"
    yield "|---|--:|--:|"
    for name in PLATFORMS:
        shown = name.capitalize() if name != WEB else "the web page"
        yield f"| {shown} | {_megabytes(sent[name])} | {_megabytes(GOALS[name].limit)} |"
    photo, text, source, message = map(_megabytes, (PHOTO_BYTES, TEXT_BYTES, SOURCE_BYTES, REQUEST_LIMIT))
    yield f"""
A film that is too large is made smaller, as long as there is something left to look at; all else is refused, and the
sender is told how much passes. A photo has at most {photo} when it arrives, a text file {text}. A Bot API server of
one's own hands out files of up to {source}. A message on Discord holds {message} of files; more go in a second one.
"""


def _megabytes(size: int) -> str:
    return f"{size // MEGABYTE} MB"
