"""What each update of Telegram's means, and which mean nothing."""

from typing import Any

import pytest

from bot.content import Content, Span, Style
from bot.messages import Command, Deleted, Departed, Edited, Incoming, Pressed, Reacted, Said
from bot.platforms.telegram import parse
from bot.platforms.telegram.skips import Skip
from tests.emulators.telegram import kinds

ANN = {"id": 4711, "is_bot": False, "first_name": "Ann", "username": "ann", "language_code": "de"}
CHAT = {"id": 4711, "type": "private", "first_name": "Ann"}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 7, "date": 1_700_000_000, "chat": CHAT, "from": ANN, **fields}


def read(**fields: Any) -> Incoming | Skip:
    return parse.read({"update_id": 99, **fields}, "1000")


def said(**fields: Any) -> Incoming:
    found = read(message=message(**fields))
    assert isinstance(found, Incoming)
    return found


def test_a_text_is_said_by_somebody_somewhere() -> None:
    found = said(text="hello", entities=[{"type": "bold", "offset": 0, "length": 4}])
    assert found.key == "telegram:1000:u:99"
    assert (found.sender.platform, found.sender.account) == ("telegram", "1000")
    assert (found.sender.user, found.sender.chat, found.sender.language) == ("4711", "4711", "de")
    assert (found.message, found.reply_to) == ("7", None)
    assert found.what == Said(Content("hello", (Span(Style.BOLD, 0, 4),)))


def test_nothing_native_shows_in_a_repr() -> None:
    shown = repr(said(text="a secret"))
    assert "4711" not in shown
    assert "secret" not in shown
    assert "u:99" not in shown


@pytest.mark.parametrize(
    ("text", "length", "command"),
    [
        ("/stop", 5, Command("stop")),
        ("/Find@BautaBot chess, hiking ", 14, Command("find", "chess, hiking")),
        ("/report he said\n\n/stop ", 7, Command("report", "he said\n\n/stop")),
        ("/start ref_1", 6, Command("start", "ref_1")),
        ("/find 😀", 5, Command("find", "😀")),
    ],
)
def test_a_command_has_a_name_and_perhaps_an_argument(text: str, length: int, command: Command) -> None:
    mark = {"type": "bot_command", "offset": 0, "length": length}
    assert said(text=text, entities=[mark]).what == command


def test_a_slash_that_telegram_does_not_take_for_a_command_is_just_said() -> None:
    assert said(text="/ or not").what == Said(Content("/ or not"))
    later = {"type": "bot_command", "offset": 4, "length": 5}
    assert said(text="try /stop", entities=[later]).what == Said(Content("try /stop"))


def test_a_command_passed_on_from_somebody_else_is_no_order() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Carl", "date": 1_700_000_000}
    mark = {"type": "bot_command", "offset": 0, "length": 7}
    found = said(text="/delete", entities=[mark], forward_origin=origin)
    assert found.what == Said(Content("/delete", forwarded=True))


def test_a_forwarded_text_comes_without_its_origin() -> None:
    user = {"id": 815, "is_bot": False, "first_name": "Carl"}
    origin = {"type": "user", "sender_user": user, "date": 1_700_000_000}
    assert said(text="well said", forward_origin=origin).what == Said(Content("well said", forwarded=True))


def test_what_telegram_says_by_itself_is_skipped() -> None:
    assert read(message=message(pinned_message=message(text="hello"))) is Skip.SERVICE
    assert read(message=message(message_auto_delete_timer_changed={"message_auto_delete_time": 60})) is Skip.SERVICE


def test_a_reply_points_at_the_message_it_answers() -> None:
    assert said(text="yes", reply_to_message=message(message_id=5, text="tea?")).reply_to == "5"


def test_a_reply_to_a_message_elsewhere_points_nowhere() -> None:
    channel = {"id": -100, "type": "channel", "title": "News"}
    elsewhere = {"message_id": 5, "date": 1_700_000_000, "chat": channel, "text": "news"}
    assert said(text="yes", reply_to_message=elsewhere).reply_to is None
    origin = {"type": "channel", "chat": channel, "message_id": 5, "date": 1_700_000_000}
    assert said(text="yes", external_reply={"origin": origin}).reply_to is None


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_only_private_chats_are_heard(kind: str) -> None:
    chat = {"id": -5, "type": kind, "title": "Friends"}
    assert read(message=message(chat=chat, text="hello")) is Skip.NOT_PRIVATE
    assert read(edited_message=message(chat=chat, text="hello")) is Skip.NOT_PRIVATE


def test_an_edit_is_told_to_be_one() -> None:
    bold = [{"type": "bold", "offset": 0, "length": 9}]
    found = read(edited_message=message(text="corrected", entities=bold, edit_date=1_700_000_001))
    assert isinstance(found, Incoming)
    assert (found.what, found.message) == (Edited(Content("corrected", (Span(Style.BOLD, 0, 9),))), "7")


def test_an_edit_of_what_was_not_passed_on_is_skipped() -> None:
    invoice = {"title": "t", "description": "d", "start_parameter": "", "currency": "EUR", "total_amount": 1}
    assert read(edited_message=message(invoice=invoice, edit_date=1_700_000_001)) is Skip.SERVICE


def test_a_live_location_that_moves_is_skipped() -> None:
    place = {"latitude": 45.4, "longitude": 12.3}
    assert read(edited_message=message(location=place, edit_date=1_700_000_001)) is Skip.SERVICE


@pytest.mark.parametrize("fields", [{"poll": kinds.poll()}, {"dice": kinds.dice()}])
def test_what_moves_by_itself_is_not_edited_by_anybody(fields: dict[str, Any]) -> None:
    assert read(edited_message=message(**fields, edit_date=1_700_000_001)) is Skip.SERVICE


# --- what people take back, and how they feel ---

DEL = {"text": "/del", "entities": [{"type": "bot_command", "offset": 0, "length": 4}]}


def test_to_delete_is_to_answer_the_message_with_a_command() -> None:
    found = said(**DEL, reply_to_message=message(message_id=5, text="oops"))
    assert (found.what, found.message, found.reply_to) == (Deleted(still_here=True), "5", None)


def test_to_delete_without_saying_what_is_a_command_like_any_other() -> None:
    found = said(**DEL)
    assert (found.what, found.message) == (Command("del"), "7")
    channel = {"id": -100, "type": "channel", "title": "News"}
    elsewhere = {"message_id": 5, "date": 1_700_000_000, "chat": channel, "text": "news"}
    assert said(**DEL, reply_to_message=elsewhere).what == Command("del"), "a message of some other chat was meant"


def test_somebody_elses_command_to_delete_deletes_nothing() -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Carl", "date": 1_700_000_000}
    found = said(**DEL, forward_origin=origin, reply_to_message=message(message_id=5, text="oops"))
    assert found.what == Said(Content("/del", forwarded=True))


def reaction(*signs: str) -> list[dict[str, str]]:
    """A reaction of each sign: emoji, the ids of custom ones, or "paid"."""
    return [
        {"type": "paid"} if sign == "paid"
        else {"type": "custom_emoji", "custom_emoji_id": sign} if sign.isdecimal()
        else {"type": "emoji", "emoji": sign}
        for sign in signs
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ((), ("👍",), Reacted(("👍",))),
        (("👍",), ("❤",), Reacted(("❤",), ("👍",))),
        (("👍", "🔥"), ("🔥", "🎉"), Reacted(("🔥", "🎉"), ("👍",))),
        (("👍",), (), Reacted((), ("👍",))),
        ((), ("5368324170671202286", "5368324170671202287"), Reacted((":emoji:",))),
        (("5368324170671202286",), (), Reacted((), (":emoji:",))),
        (("👍",), ("5368324170671202286", "paid"), Reacted((":emoji:",), ("👍",))),
    ],
)
def test_a_reaction_is_all_that_is_felt_now_and_what_is_felt_no_more(
    old: tuple[str, ...], new: tuple[str, ...], what: Reacted
) -> None:
    change = {"chat": CHAT, "message_id": 7, "date": 0, "user": ANN}
    found = read(message_reaction={**change, "old_reaction": reaction(*old), "new_reaction": reaction(*new)})
    assert isinstance(found, Incoming)
    assert (found.what, found.message, found.sender.user) == (what, "7", "4711")


def test_a_reaction_in_a_group_or_of_nobody_is_skipped() -> None:
    change = {"message_id": 7, "date": 0, "old_reaction": [], "new_reaction": reaction("👍")}
    group = {"id": -5, "type": "group", "title": "Friends"}
    assert read(message_reaction={**change, "chat": group, "user": ANN}) is Skip.NOT_PRIVATE
    assert read(message_reaction={**change, "chat": CHAT, "actor_chat": CHAT}) is Skip.MALFORMED


# --- buttons, and whether the bot is wanted ---


@pytest.mark.parametrize(
    ("data", "pressed"),
    [
        ("next", Pressed("next")),
        ("block:a-token", Pressed("block", "a-token")),
        ("forged:a:b:c", Pressed("forged", "a:b:c")),
        ("", Pressed("")),
    ],
)
def test_a_press_says_which_button_of_which_message(data: str, pressed: Pressed) -> None:
    query = {"id": "1", "from": ANN, "chat_instance": "2", "data": data, "message": message(text="choose")}
    found = read(callback_query=query)
    assert isinstance(found, Incoming)
    assert (found.what, found.message, found.sender.user) == (pressed, "7", "4711")


def test_a_press_on_a_message_too_old_to_be_shown_still_counts() -> None:
    gone = {"message_id": 7, "date": 0, "chat": CHAT}
    found = read(callback_query={"id": "1", "from": ANN, "chat_instance": "2", "data": "next", "message": gone})
    assert isinstance(found, Incoming)
    assert (found.what, found.message) == (Pressed("next"), "7")


def test_a_press_without_a_message_or_data_is_not_ours() -> None:
    query = {"id": "1", "from": ANN, "chat_instance": "2"}
    assert read(callback_query={**query, "data": "next", "inline_message_id": "3"}) is Skip.UNASKED
    assert read(callback_query={**query, "message": message(text="play"), "game_short_name": "g"}) is Skip.UNASKED


@pytest.mark.parametrize(("status", "what"), [("kicked", Departed()), ("member", None)])
def test_whoever_blocks_the_bot_has_departed(status: str, what: Departed | None) -> None:
    bot = {"id": 1000, "is_bot": True, "first_name": "Bauta"}
    old, new = {"status": "member", "user": bot}, {"status": status, "user": bot, "until_date": 0}
    change = {"chat": CHAT, "from": ANN, "date": 1_700_000_000, "old_chat_member": old, "new_chat_member": new}
    found = read(my_chat_member=change)
    if what is None:
        assert found is Skip.RETURNED
    else:
        assert isinstance(found, Incoming)
        assert (found.what, found.message) == (what, None)


def test_an_update_nobody_asked_for_is_skipped() -> None:
    assert read(message_reaction_count={"chat": CHAT, "message_id": 7, "date": 0, "reactions": []}) is Skip.UNASKED
    assert read() is Skip.UNASKED


@pytest.mark.parametrize(
    "broken",
    [
        {"text": 5},
        {"text": "hi", "chat": {"id": "4711", "type": "private"}},
        {"text": "hi", "from": {"id": None, "is_bot": False, "first_name": "Ann"}},
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": "9", "height": None}]},
        {"dice": {"emoji": "🎲", "value": "four"}},
        {"poll": {"question": "Tea?", "options": None}},
        {"text": "hi", "quote": {"text": 5}, "reply_to_message": message(text="ho")},
        {"text": "hi", "entities": [{"type": "bold", "offset": "0", "length": 1}]},
    ],
)
def test_fields_of_the_wrong_type_are_noticed(broken: dict[str, Any]) -> None:
    with pytest.raises((TypeError, AttributeError, ValueError)):
        read(message=message(**broken))


def test_lone_surrogates_cannot_get_in() -> None:
    assert said(text="a\ud83d").what == Said(Content("a\ufffd"))
