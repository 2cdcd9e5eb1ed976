"""What each event of Discord's means to us, and which mean nothing."""

import copy
from collections.abc import Sequence
from typing import Any

import pytest

from bot.content import Content, FileRef, Kind, Media, Span, Style
from bot.messages import Command, Deleted, Edited, Incoming, Reacted, Said, Sender, Unrelayable, What
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
from tests.bot.discord.messages import ANN, BOT, CDN, CHAT, MESSAGE, attachment, message
from tests.emulators.discord import kinds

COMMANDS = frozenset({"next", "find", "stop"})
WRITER = Sender("discord", BOT, ANN, CHAT)


def read(raw: dict[str, Any]) -> Sequence[Incoming]:
    found = read_message(raw, BOT, NAMES, COMMANDS)
    assert not isinstance(found, Skip)
    return found


def whats(raw: dict[str, Any]) -> list[What]:
    return [each.what for each in read(raw)]


def photo(place: int = 0, kind: Kind = Kind.PHOTO) -> Media:
    return Media(kind, FileRef("discord", BOT, f"{CHAT} {MESSAGE} {place} {CDN}", 900))


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
    assert (forward.reply_to, forward.what) == (None, Said(Content("said elsewhere", forwarded=True)))


KINDS: dict[str, tuple[dict[str, Any], list[What]]] = {
    "text": (message("hello"), [Said(Content("hello"))]),
    "command": (message("/next"), [Command("next")]),
    "command with words": (message(" /find  chess,\nhiking "), [Command("find", "chess,\nhiking")]),
    "command as a phone writes it": (message("/Next"), [Command("next")]),
    "command of somebody else's": (message("/shrug"), [Said(Content("/shrug"))]),
    "command within a text": (message("try /next"), [Said(Content("try /next"))]),
    "command that goes on": (message("/nextdoor"), [Said(Content("/nextdoor"))]),
    "command in a forward": (message("", **kinds.forwarded("/next")), [Said(Content("/next", forwarded=True))]),
    "one picture": (message("look", attachments=[attachment()]), [Said(Content("look", (), (photo(),)))]),
    "all in one message": (
        message("all", attachments=[attachment(), attachment("video/mp4"), attachment()]),
        [Said(Content("all", (), (photo(0), photo(1, Kind.VIDEO), photo(2))))],
    ),
    "preview of a link alone": (message("", **kinds.link("https://example.org")), [Unrelayable("unknown")]),
    "nothing at all": (message(""), [Unrelayable("unknown")]),
    "spaces": (message("  \n "), [Unrelayable("unknown")]),
    "forwarded nothing": (message("", **kinds.forwarded("")), [Unrelayable("unknown")]),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), KINDS.values(), ids=list(KINDS))
def test_each_kind_has_an_outcome(raw: dict[str, Any], expected: list[What]) -> None:
    assert whats(raw) == expected


def test_whatever_a_message_holds_it_is_one_thing_said_and_known_again() -> None:
    raw = message("all", attachments=[attachment()] * 3, message_reference={"message_id": "55"}, type=19)
    (found,) = read(raw)
    assert (found.key, found.message, found.reply_to) == (f"discord:{BOT}:m:{MESSAGE}", MESSAGE, "55")
    assert isinstance(found.what, Said)
    assert len(found.what.content.media) == 3
    assert read_message(copy.deepcopy(raw), BOT, NAMES, COMMANDS) == [found], "the same message is not recognised"


def test_one_of_several_files_is_part_of_its_message() -> None:
    assert [native_id(name) for name in (MESSAGE, f"{MESSAGE}#1", f"{MESSAGE}#9")] == [MESSAGE] * 3


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


def test_an_edit_has_the_files_of_its_message_and_one_of_nothing_we_know_is_passed_over() -> None:
    at = "2026-01-01T00:01:00+00:00"
    edit = read_edit(message("new", edited_timestamp=at, attachments=[attachment()]), BOT, NAMES)
    assert isinstance(edit, Incoming)
    assert edit.what == Edited(Content("new", (), (photo(),)))
    assert read_edit(message("", edited_timestamp=at), BOT, NAMES) is Skip.SERVICE


# --- what is taken back, and felt ---


def test_of_a_message_that_is_gone_only_it_and_its_chat_are_told() -> None:
    found = read_delete({"id": MESSAGE, "channel_id": CHAT}, BOT)
    assert found == Incoming(f"discord:{BOT}:d:{MESSAGE}", Sender("discord", BOT, "", CHAT), Deleted(), MESSAGE)
    assert read_delete({"id": MESSAGE, "channel_id": CHAT, "guild_id": "9"}, BOT) is Skip.NOT_PRIVATE


def reaction(emoji: Any = "👍", **fields: Any) -> dict[str, Any]:
    return {
        "user_id": ANN,
        "channel_id": CHAT,
        "message_id": MESSAGE,
        "emoji": emoji if isinstance(emoji, dict) else {"id": None, "name": emoji},
        **fields,
    }


def test_a_feeling_is_told_with_those_before_it_and_each_change_by_a_key_of_its_own() -> None:
    feelings = Feelings()
    found = [
        read_reaction(reaction("👍"), BOT, feelings, 1, on=True),
        read_reaction(reaction("🔥"), BOT, feelings, 2, on=True),
        read_reaction(reaction("👍"), BOT, feelings, 3, on=False),
    ]
    whats = [Reacted(("👍",)), Reacted(("👍", "🔥")), Reacted(("🔥",), ("👍",))]
    assert found == [
        Incoming(f"discord:{BOT}:r:{MESSAGE}:{number}", WRITER, what, MESSAGE) for number, what in enumerate(whats, 1)
    ]


@pytest.mark.parametrize(
    ("emoji", "told"),
    [
        ({"id": "5", "name": "blobwave"}, ":blobwave:"),
        ({"id": "5", "name": "blobwave", "animated": True}, ":blobwave:"),
        ({"id": "5", "name": None}, ":emoji:"),
        ({"id": None, "name": "👍🏽"}, "👍🏽"),
    ],
)
def test_an_emoji_of_somebodys_own_is_told_by_its_name(emoji: dict[str, Any], told: str) -> None:
    found = read_reaction(reaction(emoji=emoji), BOT, Feelings(), 1, on=True)
    assert isinstance(found, Incoming)
    assert found.what == Reacted((told,))


def test_what_we_feel_ourselves_and_what_servers_feel_is_passed_over_and_not_remembered() -> None:
    feelings = Feelings()
    assert read_reaction(reaction("🎉", user_id=BOT), BOT, feelings, 1, on=True) is Skip.OWN
    assert read_reaction(reaction("🎉", guild_id="9"), BOT, feelings, 2, on=True) is Skip.NOT_PRIVATE
    found = read_reaction(reaction("👍"), BOT, feelings, 3, on=True)
    assert isinstance(found, Incoming)
    assert found.what == Reacted(("👍",))
