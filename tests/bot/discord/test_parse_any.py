"""No payload at all can do any harm: whatever stands in it is understood or refused, and never shown."""

import copy
import re
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Kind, Media
from bot.messages import Edited, Incoming, Said, Sender
from bot.platforms.discord.feelings import Feelings
from bot.platforms.discord.parse import (
    Skip,
    native_id,
    read_delete,
    read_edit,
    read_message,
    read_reaction,
    read_typing,
)
from tests.bot.discord.conftest import NAMES
from tests.bot.discord.messages import ANN, BOT, CHAT, IDS, MESSAGE, attachment, message
from tests.emulators.discord import kinds

COMMANDS = frozenset({"next", "find", "stop"})

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["0", ANN, "1" * 5000])
)
ANY_JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
FULL = message(
    "hello **you**", attachments=[attachment()], message_reference={"type": 0, "message_id": "55"},
    message_snapshots=[], poll=None, sticker_items=[], webhook_id=None, edited_timestamp="now", user_id=ANN,
)  # fmt: skip
RICH = message("", **kinds.forwarded("x", attachments=[attachment()]))
POLL = message("", **kinds.poll(), **kinds.sticker())
REACTION = {"user_id": ANN, "channel_id": CHAT, "message_id": MESSAGE, "emoji": {"id": None, "name": "👍"}}


Place = tuple[dict[str, Any], str]
"""A payload, and the way to one of its fields, with points between."""


def spoilt(raw: dict[str, Any], where: str, what: Any) -> dict[str, Any]:
    """The message with something else in one place, or whatever of the way there is."""
    changed = copy.deepcopy(raw)
    inner: Any = changed
    *way, last = (int(step) if step.isdigit() else step for step in where.split("."))
    for step in way:
        inner = inner[step]
    inner[last] = what
    return changed


PLACES: list[Place] = [
    *((FULL, name) for name in FULL),
    *((FULL, f"author.{name}") for name in ("id", "bot")),
    *((FULL, f"attachments.0.{name}") for name in attachment()),
    (FULL, "attachments.0"),
    *((FULL, f"message_reference.{name}") for name in ("type", "message_id")),
    (RICH, "message_snapshots.0"),
    (RICH, "message_snapshots.0.message"),
    *((RICH, f"message_snapshots.0.message.{name}") for name in ("content", "attachments", "poll", "flags")),
    *((POLL, f"poll.{name}") for name in ("question", "question.text", "answers", "answers.0", "allow_multiselect")),
    *((POLL, f"poll.answers.1.poll_media{name}") for name in ("", ".text")),
    *((POLL, f"sticker_items.0{name}") for name in ("", ".id", ".format_type", ".name")),
    *((REACTION, name) for name in (*REACTION, "guild_id", "emoji.id", "emoji.name")),
]


READERS: Sequence[Callable[[dict[str, Any]], Any]] = [
    lambda raw: read_message(raw, BOT, NAMES, COMMANDS),
    lambda raw: read_edit(raw, BOT, NAMES),
    lambda raw: read_typing(raw, BOT),
    lambda raw: read_delete(raw, BOT),
    lambda raw: read_reaction(raw, BOT, Feelings(), 1, on=True),
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), ANY_JSON)
def test_whatever_stands_in_a_field_is_understood_or_refused_and_never_shown(place: Place, value: Any) -> None:
    raw = spoilt(*place, value)
    counted = place[1].endswith((".size", "emoji.name"))  # a number of bytes may be any, and so may a sign
    for understand in READERS:
        try:
            found = understand(raw)
        except Exception:  # what the presence catches and counts  # noqa: S112
            continue
        if isinstance(found, Skip):
            continue
        for each in found if isinstance(found, list) else [found]:
            hash(each)
            shown = repr(each)
            assert counted or not any(secret in shown for secret in IDS)
            assert "hello" not in shown
            assert isinstance(each, Incoming | Sender)
            if isinstance(each, Incoming):
                assert isinstance(each.message, str)
                assert native_id(each.message).isdecimal()
                assert each.reply_to is None or each.reply_to.isdecimal()
                assert place[1] in ("id", "channel_id") or all(sane(file) for file in media(each))


def media(incoming: Incoming) -> Sequence[Media]:
    return incoming.what.content.media if isinstance(incoming.what, Said | Edited) else ()


def sane(file: Media) -> bool:
    """Whether a file's name is a sticker's, or has its four parts and no other message's."""
    if file.kind is Kind.STICKER:
        return re.fullmatch(r"sticker -?\d+\.(png|json|gif)", file.file.id) is not None
    chat, native, place, _ = file.file.id.split(" ", 3)
    return place.isdecimal() and (chat, native) == (CHAT, MESSAGE)
