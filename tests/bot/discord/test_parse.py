"""What a message of Discord's means to us, kind by kind; and that no payload at all can do any harm."""

import copy
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content, FileRef, Kind, Media, Span, Style
from bot.messages import Command, Edited, Incoming, Said, Sender, Unrelayable, What
from bot.platforms.discord.parse import Skip, native_id, read_edit, read_message, read_typing
from tests.bot.discord.conftest import NAMES
from tests.bot.discord.messages import ANN, BOT, CDN, CHAT, IDS, MESSAGE, attachment, message
from tests.emulators.discord import kinds

COMMANDS = frozenset({"next", "find", "stop"})
WRITER = Sender("discord", BOT, ANN, CHAT)


def read(raw: dict[str, Any]) -> Sequence[Incoming]:
    found = read_message(raw, BOT, NAMES, COMMANDS)
    assert not isinstance(found, Skip)
    return found


def whats(raw: dict[str, Any]) -> list[What]:
    return [each.what for each in read(raw)]


def photo(place: int = 0, *, spoiler: bool = False, size: int = 900) -> Media:
    return Media(Kind.PHOTO, FileRef("discord", BOT, f"{CHAT} {MESSAGE} {place} {CDN}", size), spoiler)


# --- what people send ---


def test_a_message_says_who_wrote_what_where() -> None:
    (found,) = read_message(message("**hi** <@1>"), BOT, NAMES, COMMANDS)
    assert found == Incoming(
        f"discord:{BOT}:m:{MESSAGE}", WRITER, Said(Content("hi @someone", (Span(Style.BOLD, 0, 2),))), MESSAGE
    )


def test_a_reply_says_what_it_answers_and_what_is_forwarded_answers_nothing() -> None:
    reply = message(type=19, message_reference={"type": 0, "channel_id": CHAT, "message_id": "55"})
    assert read(reply)[0].reply_to == "55"
    assert read({**reply, "referenced_message": None})[0].reply_to == "55", "what it answers was deleted"
    (forward,) = read(message("", **kinds.forwarded("said elsewhere")))
    assert (forward.reply_to, forward.what) == (None, Said(Content("said elsewhere")))


KINDS: dict[str, tuple[dict[str, Any], list[What]]] = {
    "text": (message("hello"), [Said(Content("hello"))]),
    "command": (message("/next"), [Command("next")]),
    "command with words": (message(" /find  chess,\nhiking "), [Command("find", "chess,\nhiking")]),
    "command as a phone writes it": (message("/Next"), [Command("next")]),
    "command of somebody else's": (message("/shrug"), [Said(Content("/shrug"))]),
    "command within a text": (message("try /next"), [Said(Content("try /next"))]),
    "command that goes on": (message("/nextdoor"), [Said(Content("/nextdoor"))]),
    "command in a forward": (message("", **kinds.forwarded("/next")), [Said(Content("/next"))]),
    "picture": (message("look", attachments=[attachment()]), [Said(Content("look", (), photo()))]),
    "picture without words": (message("", attachments=[attachment()]), [Said(Content(photo=photo()))]),
    "picture covered by its flag": (
        message("", attachments=[attachment(flags=8)]), [Said(Content(photo=photo(spoiler=True)))],
    ),
    "picture covered by its name": (
        message("", attachments=[attachment(name="SPOILER_a.png")]), [Said(Content(photo=photo(spoiler=True)))],
    ),
    "picture of 30 MB": (
        message("", attachments=[attachment(size=30_000_000)]), [Said(Content(photo=photo(size=30_000_000)))],
    ),
    "picture with a detailed type": (
        message("", attachments=[attachment("Image/PNG; charset=binary")]), [Said(Content(photo=photo()))],
    ),
    "pictures and a video": (
        message("all", attachments=[attachment(), attachment(), attachment("video/mp4"), attachment()]),
        [
            Said(Content("all", (), photo(0))), Said(Content(photo=photo(1))), Said(Content(photo=photo(3))),
            Unrelayable("video"),
        ],
    ),
    "words and a video": (
        message("see", attachments=[attachment("video/mp4")]), [Said(Content("see")), Unrelayable("video")],
    ),
    "eleven files": (
        message("", attachments=[attachment("application/pdf")] * 11), [Unrelayable("document")],
    ),
    "gif": (message("", attachments=[attachment("image/gif")]), [Unrelayable("animation")]),
    "vector picture": (message("", attachments=[attachment("image/svg+xml")]), [Unrelayable("document")]),
    "file of no type": (message("", attachments=[attachment(None)]), [Unrelayable("document")]),
    "audio": (message("", attachments=[attachment("audio/mpeg")]), [Unrelayable("audio")]),
    "voice": (message("", flags=1 << 13, attachments=[attachment("audio/ogg")]), [Unrelayable("voice")]),
    "sticker": (message("", **kinds.sticker()), [Unrelayable("sticker")]),
    "words and a sticker": (message("hi", **kinds.sticker()), [Said(Content("hi")), Unrelayable("sticker")]),
    "poll": (message("", **kinds.poll()), [Unrelayable("poll")]),
    "preview of a link alone": (message("", **kinds.link("https://example.org")), [Unrelayable("unknown")]),
    "nothing at all": (message(""), [Unrelayable("unknown")]),
    "spaces": (message("  \n "), [Unrelayable("unknown")]),
    "forwarded picture": (
        message("", **kinds.forwarded("look", attachments=[attachment()])), [Said(Content("look", (), photo()))],
    ),
    "forwarded poll": (message("", **kinds.forwarded("", **kinds.poll())), [Unrelayable("poll")]),
    "forwarded nothing": (message("", **kinds.forwarded("")), [Unrelayable("unknown")]),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), KINDS.values(), ids=list(KINDS))
def test_each_kind_has_an_outcome(raw: dict[str, Any], expected: list[What]) -> None:
    assert whats(raw) == expected


def test_things_said_in_one_message_have_keys_and_names_of_their_own() -> None:
    raw = message("all", attachments=[attachment()] * 3, message_reference={"message_id": "55"}, type=19)
    found = read_message(raw, BOT, NAMES, COMMANDS)
    assert not isinstance(found, Skip)
    assert len({each.key for each in found}) == 3
    assert [each.message for each in found] == [MESSAGE, f"{MESSAGE}#1", f"{MESSAGE}#2"]
    assert [native_id(each.message or "") for each in found] == [MESSAGE] * 3
    assert [each.reply_to for each in found] == ["55", None, None]
    assert read_message(copy.deepcopy(raw), BOT, NAMES, COMMANDS) == found, "the same message is not recognised"


SKIPPED: dict[str, tuple[dict[str, Any], Skip]] = {
    "our own": (message(author={"id": BOT, "bot": True}), Skip.OWN),
    "another bot's": (message(author={"id": "9", "bot": True}), Skip.OWN),
    "a webhook's": (message(webhook_id="9"), Skip.OWN),
    "a server's": (message(guild_id="9"), Skip.NOT_PRIVATE),
    "a pinned message": (message(type=6), Skip.SERVICE),
    "a call": (message(type=3), Skip.SERVICE),
    "a poll's result": (message(type=46), Skip.SERVICE),
}


@pytest.mark.parametrize(("raw", "expected"), SKIPPED.values(), ids=list(SKIPPED))
def test_what_nobody_said_to_the_bot_is_skipped(raw: dict[str, Any], expected: Skip) -> None:
    assert read_message(raw, BOT, NAMES, COMMANDS) is expected


# --- edits and typing ---


def test_an_edit_is_told_once_and_a_preview_of_a_link_is_none() -> None:
    at = "2026-01-01T00:01:00+00:00"
    edit = read_edit(message("new words", edited_timestamp=at), BOT, NAMES)
    assert edit == Incoming(f"discord:{BOT}:e:{MESSAGE}:{at}", WRITER, Edited(Content("new words")), MESSAGE)
    unfurled = message("new words", edited_timestamp=at, **kinds.link("https://example.org"))
    assert read_edit(unfurled, BOT, NAMES) == edit, "what was only unfurled counts as another edit"
    assert (
        read_edit(message("see https://example.org", **kinds.link("https://example.org")), BOT, NAMES) is Skip.SERVICE
    )
    assert read_edit(message(author={"id": BOT, "bot": True}, edited_timestamp=at), BOT, NAMES) is Skip.OWN
    assert read_edit(message(guild_id="9", edited_timestamp=at), BOT, NAMES) is Skip.NOT_PRIVATE
    assert read_edit(message(type=20, edited_timestamp=at), BOT, NAMES) is Skip.SERVICE


def test_who_is_writing_is_told_only_of_people_in_their_chat() -> None:
    raw = {"channel_id": CHAT, "user_id": ANN, "timestamp": 1}
    assert read_typing(raw, BOT) == WRITER
    assert read_typing({**raw, "user_id": BOT}, BOT) is Skip.OWN
    assert read_typing({**raw, "guild_id": "9"}, BOT) is Skip.NOT_PRIVATE


# --- whatever comes ---

LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["0", ANN, "1" * 5000])
)
ANY_JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
FULL = message(
    "hello **you**", attachments=[attachment()], message_reference={"type": 0, "message_id": "55"},
    message_snapshots=[], poll=None, sticker_items=[], webhook_id=None, edited_timestamp="now", user_id=ANN,
)  # fmt: skip
RICH = message("", **kinds.forwarded("x", attachments=[attachment()]))


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
]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), ANY_JSON)
def test_whatever_stands_in_a_field_is_understood_or_refused_and_never_shown(place: Place, value: Any) -> None:
    raw = spoilt(*place, value)
    for understand in (
        lambda: read_message(raw, BOT, NAMES, COMMANDS),
        lambda: [read_edit(raw, BOT, NAMES)],
        lambda: [read_typing(raw, BOT)],
    ):
        try:
            found = understand()
        except Exception:  # what the presence catches and counts  # noqa: S112
            continue
        if isinstance(found, Skip):
            continue
        for each in found:
            hash(each)
            shown = repr(each)
            counted = place[1].endswith(".size")  # a number of bytes may be any
            assert counted or not any(secret in shown for secret in IDS)
            assert "hello" not in shown
            if isinstance(each, Incoming):
                assert isinstance(each.message, str)
                assert native_id(each.message).isdecimal()
                assert each.reply_to is None or each.reply_to.isdecimal()
