"""What Telegram makes of a text and its entities: cleaning, trimming, limits, validation, links found by themselves.

Offsets and lengths are UTF-16 code units throughout, as in the Bot API.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from tests.emulators.telegram.errors import bad_request

Entity = dict[str, Any]

MESSAGE_LIMIT: Final = 4096
CAPTION_LIMIT: Final = 1024
MOST_ENTITIES: Final = 100  # Telegram drops the rest without a word

GIVEN: Final = frozenset(
    {
        "bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre", "blockquote",
        "expandable_blockquote", "text_link", "text_mention", "custom_emoji", "date_time",
    }
)  # fmt: skip
FOUND: Final = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number",
    }
)  # fmt: skip

# Telegram's clean_input_string: control characters become spaces; carriage returns, line and paragraph separators,
# bidirectional overrides and three combining lines vanish.
_UNCLEAN: Final = re.compile("[\0-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_VANISHING: Final = frozenset("\r\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u0333\u033f\u030a")
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")
_INVISIBLE: Final = re.compile(r"[\s\u200b-\u200f\u2060-\u2064\u2800\u3164\ufeff\u00ad\u034f\u061c\u180e]*")

_HINT: Final = re.compile(r"[/@#$+]|\w\.\w")
_DOMAIN: Final = r"(?:[a-z0-9-]+\.)+(?:com|org|net|io|me|dev|app|info|gg|ru|de|uk|fr|es|tv|xyz)"
_FINDERS: Final = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)),
    ("url", re.compile(rf"(?:https?://[^\s<>\"]+|(?<![\w@.-]){_DOMAIN}\b(?:[/?#][^\s<>\"]*)?)", re.IGNORECASE)),
    ("bot_command", re.compile(r"(?<![\w/@.:])/[a-z0-9_]{1,64}(?:@[a-z]\w{2,31})?(?![\w/])", re.IGNORECASE)),
    ("mention", re.compile(r"(?<![\w@/])@[a-z]\w{3,31}\b", re.IGNORECASE)),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d])\w{1,256}\b")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}\b")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ -]?\d){6,14}\b")),
)
_TRAILING: Final = ".,;:!?)]}'"


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text) + len(_ASTRAL.findall(text))


def part(text: str, entity: Entity) -> str:
    """The piece of text an entity covers."""
    encoded = text.encode("utf-16-le", "surrogatepass")
    start = entity["offset"] * 2
    return encoded[start : start + entity["length"] * 2].decode("utf-16-le", "surrogatepass")


def formatted(text: str, entities: Sequence[Entity] | None) -> tuple[str, list[Entity]]:
    """The text and entities as Telegram stores and shows them.

    Raises Refused for entities outside the text, splitting a surrogate pair, of an unknown type or lacking a field,
    and for text that is empty once trimmed. The limit on its length is the caller's.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    kept = _validated(text, entities) if entities else []
    if _UNCLEAN.search(text):
        text, kept = _cleaned(text, kept)
    text, kept = _trimmed(text, kept)
    if _INVISIBLE.fullmatch(text):
        raise bad_request("text must be non-empty")
    if _HINT.search(text):
        kept = [*kept, *_found(text, kept)]
    if len(kept) > 1:
        kept.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return text, kept[:MOST_ENTITIES]


def _validated(text: str, entities: Sequence[Entity]) -> list[Entity]:
    end = units(text)
    pairs = _inside_pairs(text)
    kept = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("expected an Object")
        kind = entity.get("type", "")
        if kind not in GIVEN and kind not in FOUND:
            raise bad_request("can't parse MessageEntity: Unsupported type specified")
        offset, length = _number(entity, "offset"), _number(entity, "length")
        if offset < 0:
            raise bad_request(f"receive an entity with incorrect offset {offset}")
        if length < 0:
            raise bad_request(f"receive an entity with incorrect length {length}")
        if offset > end:
            raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if offset + length > end:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text"
                f" at UTF-16 offset {offset + length}"
            )
        if offset in pairs:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {pairs[offset]}")
        if offset + length in pairs:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol"
                f" at byte offset {pairs[offset + length]}"
            )
        _require_fields(kind, entity)
        if kind in GIVEN and length:
            kept.append(dict(entity))
    return kept


def _number(entity: Entity, field: str) -> int:
    if field not in entity:
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    value = entity[field]
    if not isinstance(value, int) or isinstance(value, bool):
        raise bad_request(f'can\'t parse MessageEntity: Field "{field}" must be of type Number')
    return value


def _require_fields(kind: str, entity: Entity) -> None:
    for of, field in (("text_link", "url"), ("text_mention", "user"), ("custom_emoji", "custom_emoji_id")):
        if kind == of and field not in entity:
            raise bad_request(f"can't parse MessageEntity: Can't find field \"{field}\"")
    if kind == "text_link":
        check_url(entity["url"], "entity URL")
    if kind == "custom_emoji" and not str(entity["custom_emoji_id"]).isdigit():
        raise bad_request('can\'t parse MessageEntity: Field "custom_emoji_id" must be a valid Number')


def check_url(url: str, what: str) -> None:
    """Refuse an address that Telegram would not make a link of."""
    if not url:
        raise bad_request(f"{what} '' is invalid: URL host is empty")
    scheme, separator, rest = url.partition("://")
    if separator and scheme.lower() not in {"http", "https", "tg", "ton", "tonsite"}:
        raise bad_request(f"{what} '{url}' is invalid: Unsupported URL protocol")
    host = re.split(r"[/?#]", rest if separator else url)[0]
    if not host:
        raise bad_request(f"{what} '{url}' is invalid: URL host is empty")
    if (not separator or scheme.lower().startswith("http")) and "." not in host and host.split(":")[0] != "localhost":
        raise bad_request(f"{what} '{url}' is invalid: Wrong HTTP URL")


def _inside_pairs(text: str) -> dict[int, int]:
    """UTF-16 offsets that lie inside a surrogate pair, each with the byte offset of its character."""
    inside = {}
    for before, match in enumerate(_ASTRAL.finditer(text)):
        inside[match.start() + before + 1] = len(text[: match.start()].encode())
    return inside


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    moved = [0]  # where each UTF-16 offset of the old text lies in the new one
    pieces = []
    for character in text:
        if character in _VANISHING:
            moved.append(moved[-1])
            continue
        pieces.append(" " if _UNCLEAN.match(character) else character)
        before = moved[-1]
        moved.extend(before + step for step in range(1, units(character) + 1))
    kept = []
    for entity in entities:
        start, end = moved[entity["offset"]], moved[entity["offset"] + entity["length"]]
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return "".join(pieces), kept


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at the end, nor at the beginning as far as no entity holds it."""
    text = text.rstrip()
    end = units(text)
    entities = [
        {**entity, "length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    entities = [entity for entity in entities if not part(text, entity).isspace()]
    blank = len(text) - len(text.lstrip())
    if entities:
        blank = min(blank, min(entity["offset"] for entity in entities))
    if not blank:
        return text, entities
    return text[blank:], [{**entity, "offset": entity["offset"] - blank} for entity in entities]


def _found(text: str, given: Sequence[Entity]) -> list[Entity]:
    """Links, commands, mentions… that nobody marked: Telegram marks them itself, outside code and other links."""
    closed = ("code", "pre", "text_link", "text_mention")
    taken = [(e["offset"], e["offset"] + e["length"]) for e in given if e["type"] in closed]
    found = []
    for kind, finder in _FINDERS:
        for match in finder.finditer(text):
            literal = match.group().rstrip(_TRAILING) if kind == "url" else match.group()
            start = units(text[: match.start()])
            end = start + units(literal)
            if all(end <= a or b <= start for a, b in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return found
