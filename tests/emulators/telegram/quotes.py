"""Quotes: the part of a message that a reply picks out, and what Telegram keeps of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.emulators.telegram.errors import bad_request
from tests.emulators.telegram.texts import Entity, formatted, units

LONGEST_QUOTE: Final = 1024
KEPT: Final = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji", "date_time"})


def chosen(given: Mapping[str, Any], original: Mapping[str, Any]) -> dict[str, Any]:
    """The TextQuote that reply parameters pick out of the message; raises Refused unless it stands there just so.

    Of several places the one nearest to `quote_position` is meant.
    """
    text, entities = formatted(str(given["quote"]), given.get("quote_entities"))
    wanted = _marks(entities)
    whole, marks = words_of(original)
    near = given.get("quote_position", 0)
    for start in sorted(places(whole, text), key=lambda place: abs(place - near)):
        kept = clipped(marks, start, units(text))
        if units(text) <= LONGEST_QUOTE and _marks(kept) == wanted:
            return quote(text, start, kept, manual=True)
    raise bad_request("QUOTE_TEXT_INVALID")


def quote(text: str, position: int, entities: Sequence[Entity] = (), *, manual: bool) -> dict[str, Any]:
    """A TextQuote."""
    marks = {"entities": list(entities)} if entities else {}
    return {"text": text, "position": position, **marks, **({"is_manual": True} if manual else {})}


def words_of(message: Mapping[str, Any]) -> tuple[str, Sequence[Entity]]:
    """The text or caption of a message, and its entities."""
    if "text" in message:
        return message["text"], message.get("entities", ())
    return message.get("caption", ""), message.get("caption_entities", ())


def places(whole: str, part: str) -> list[int]:
    """Where the part begins in the whole, in UTF-16 code units."""
    found, start = [], whole.find(part)
    while part and start >= 0:
        found.append(units(whole[:start]))
        start = whole.find(part, start + 1)
    return found


def clipped(entities: Sequence[Entity], start: int, length: int) -> list[Entity]:
    """What of the entities lies in the quote, counted from its beginning."""
    made = []
    for entity in entities:
        first = max(entity["offset"], start)
        last = min(entity["offset"] + entity["length"], start + length)
        if entity["type"] in KEPT and first < last:
            made.append({**entity, "offset": first - start, "length": last - first})
    return made


def _marks(entities: Sequence[Entity]) -> set[tuple[str, int, int]]:
    return {(each["type"], each["offset"], each["length"]) for each in entities if each["type"] in KEPT}
