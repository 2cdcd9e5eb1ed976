"""What Discord shows by name (people, channels, times) as plain words. No id of anything ever gets through.

The forms are those of Discord's reference, "Message Formatting".
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True)
class Names:
    """The words that stand for what would tell who or where somebody is; they come from the catalogue."""

    member: str
    role: str
    channel: str
    message_link: str
    file_link: str


FORM: Final = re.compile(
    r"""<(?:
      (?P<member>@!?\d+)
    | (?P<role>@&\d+)
    | (?P<channel>\#\d+)
    | a?(?P<emoji>:\w{1,64}:)\d+
    | (?P<command>/[^\s<>:/]{1,32}(?:\ [^\s<>:/]{1,32}){0,2}):\d+
    | t:(?P<unix>-?\d{1,17})(?::(?P<clock>[tTdDfFsSR]))?
    | (?P<place>id:[A-Za-z-]{1,32}(?::\d+)?)
    | (?P<sound>sound:\d+:\d+)
    )>""",
    re.VERBOSE | re.ASCII,
)
"""Everything Discord puts a name in the place of, but for addresses."""

_HOST: Final = r"https?://(?:\w{1,16}\.)?discord(?:app)?\.com(?::\d{1,5})?"
_MESSAGE: Final = re.compile(rf"{_HOST}/channels(?![\w-])", re.ASCII | re.IGNORECASE)
_FILE: Final = re.compile(
    r"https?://(?:cdn|media|images-ext-\d)\.discordapp\.(?:com|net)(?![\w.-])", re.ASCII | re.IGNORECASE
)
_PLACE: Final = re.compile(rf"(?:{_MESSAGE.pattern}|{_FILE.pattern})[^\s<>`]*", re.ASCII | re.IGNORECASE)

_ID: Final = re.compile(r"[0-9]{15}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def spoken(form: re.Match[str], names: Names) -> str:
    """The words for what `FORM` found; a time that no calendar knows stays as it was typed."""
    kind = form.lastgroup
    if kind in ("unix", "clock"):
        return _time(int(form["unix"]), form["clock"]) or form[0]
    words = {
        "member": names.member,
        "role": names.role,
        "channel": names.channel,
        "place": names.channel,
        "sound": "🔊",
    }
    return words.get(kind or "") or form[kind or 0]


def holds_id(form: re.Match[str]) -> bool:
    """Whether what `FORM` found holds a real id of Discord's: those have 15 to 20 digits, and so will all to come."""
    return not form["unix"] and _ID.search(form[0]) is not None


def place(address: str, names: Names) -> str | None:
    """The word for an address that holds ids of Discord's (a message's, a file's); None for any other address."""
    if _MESSAGE.match(address):
        return names.message_link
    if _FILE.match(address):
        return names.file_link
    return None


def is_message(address: str) -> bool:
    """Whether Discord would show this address as a channel's name."""
    return _MESSAGE.match(address) is not None


def without_ids(code: str, names: Names) -> str:
    """Code is shown as it was typed, so there the raw forms would be read: they become words too. Times hold no id."""

    def word(form: re.Match[str]) -> str:
        return form[0] if form["unix"] else spoken(form, names)

    return _PLACE.sub(lambda found: place(found[0], names) or "", FORM.sub(word, code))


def _time(unix: int, clock: str | None) -> str | None:
    try:
        when = _EPOCH + timedelta(seconds=unix)
    except OverflowError:
        return None
    if clock in ("t", "T"):
        return f"{when:%H:%M} UTC" if clock == "t" else f"{when:%H:%M:%S} UTC"
    return when.date().isoformat() if clock in ("d", "D") else f"{when.date().isoformat()} {when:%H:%M} UTC"
