"""What an interaction of Discord's means to us, kind by kind; and that no payload at all can do any harm."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from bot.content import Kind as FileKind
from bot.messages import Command, Incoming, Pointed, Pressed, Sender, Via
from bot.platforms.discord import asked as asking
from bot.platforms.discord.asked import VALID, Asked, Kind
from bot.platforms.discord.parse import moment
from tests.bot.discord.conftest import NAMES
from tests.bot.discord.messages import ANN, BOT, CHAT, IDS, MESSAGE, interaction, message
from tests.bot.discord.test_parse_any import ANY_JSON, Place, spoilt

GUILD: dict[str, Any] = {"context": 0, "guild_id": "9", "user": None, "member": {"user": {"id": ANN}}}
MEMBER: dict[str, Any] = {"user": {"id": ANN}, "roles": ["1"], "permissions": "8"}
SAID = message("hello", id="77")
SAYS = {"name": "interests", "type": 3, "value": "chess"}


def read(raw: dict[str, Any]) -> Asked | None:
    return asking.read(raw, BOT, NAMES)


def tap(custom_id: str = "next:ab12", **fields: Any) -> dict[str, Any]:
    data = {"custom_id": custom_id, "component_type": 2, **fields}
    return interaction(3, data, message=message("◆ choose"))


def form(components: Any) -> dict[str, Any]:
    return interaction(5, {"custom_id": "words:R-1", "components": components}, message=message("◆ choose"))


def incoming(raw: dict[str, Any]) -> Incoming:
    found = read(raw)
    assert found is not None
    return found.incoming(BOT, CHAT)


def test_a_command_in_the_chat_is_answered_there_for_fifteen_minutes_less_a_little() -> None:
    found = incoming(interaction(data={"name": "find", "type": 1, "options": [SAYS]}))
    assert found.what == Command("find", "chess")
    assert found.sender == Sender("discord", BOT, ANN, CHAT, "de")
    assert found.key == f"discord:{BOT}:i:{MESSAGE}"
    assert found.via == Via(f"{BOT}/a-SECRET-token", moment(MESSAGE) + VALID)
    assert 0 < VALID < 15 * 60
    assert found.message is None


def test_a_command_elsewhere_is_answered_aside() -> None:
    for place in (GUILD, {"context": 2}, {"context": None}):
        asked = read(interaction(**place))
        assert asked is not None
        assert (asked.aside, asked.chat) == (True, None)
        via = asked.incoming(BOT, "a chat").via
        assert via is not None
        assert via.aside


def test_the_server_is_told_of_what_is_used_there_and_shows_in_no_repr() -> None:
    there, here = read(interaction(**GUILD | {"guild_id": "900000077"})), read(interaction())
    assert there is not None
    assert here is not None
    assert there.incoming(BOT, CHAT).sender.server == "900000077"
    assert here.incoming(BOT, CHAT).sender.server is None
    assert "900000077" not in repr(there) + repr(there.incoming(BOT, CHAT))


def test_several_options_are_one_argument() -> None:
    options = [{"name": "setting", "value": "age"}, {"name": "value", "value": " 27 "}]
    assert incoming(interaction(data={"name": "settings", "type": 1, "options": options})).what == Command(
        "settings", "age  27"
    )


def test_a_tap_in_the_chat_is_answered_in_its_lane_and_elsewhere_aside() -> None:
    found = incoming(tap())
    assert (found.what, found.message, found.via) == (Pressed("next", "ab12"), MESSAGE, None)
    aside = incoming({**tap(), **GUILD})
    assert aside.via == Via(f"{BOT}/a-SECRET-token", moment(MESSAGE) + VALID, aside=True, tap=True)


def test_what_is_chosen_from_a_menu_is_a_button() -> None:
    assert incoming(tap("choose:1", values=["block:ab12"])).what == Pressed("block", "ab12")
    assert incoming(tap("choose:1", values=[])).what == Pressed("")
    assert incoming(tap("choose:1")).what == Pressed("")


TEXT_FIELD = {"type": 4, "custom_id": "words", "value": "they said …"}


@pytest.mark.parametrize(
    "components",
    [
        [{"type": 1, "components": [TEXT_FIELD]}],
        [{"type": 18, "component": TEXT_FIELD}],
        [{"type": 10}, {"type": 1, "components": []}, {"type": 18, "component": TEXT_FIELD}],
        [TEXT_FIELD],
    ],
)
def test_a_form_holds_words_however_discord_wraps_them(components: Any) -> None:
    assert incoming(form(components)).what == Pressed("words", "R-1", "they said …")


def test_an_empty_form_holds_nothing() -> None:
    assert incoming(form([])).what == Pressed("words", "R-1", "")


def test_while_somebody_types_it_is_told_what_has_been_typed() -> None:
    options = [{"name": "other", "value": "x"}, {**SAYS, "value": "che", "focused": True}]
    asked = read(interaction(4, {"name": "find", "type": 1, "options": options}))
    assert asked is not None
    assert (asked.kind, asked.typed) == (Kind.SUGGEST, "che")


def test_the_button_for_words_opens_a_form_and_others_do_not() -> None:
    for custom_id, opens in (("words:R-1", True), ("next:ab12", False), ("wordy", False)):
        asked = read(tap(custom_id))
        assert asked is not None
        assert asked.opens_form is opens
    command = read(interaction(data={"name": "words", "type": 1}))
    assert command is not None
    assert not command.opens_form


def on_message(raw: dict[str, Any], kind: int = 3, **place: Any) -> dict[str, Any]:
    """A command chosen from the menu of a message."""
    resolved = {"messages": {raw["id"]: raw}}
    data = {"name": "Report", "type": kind, "target_id": raw["id"], "resolved": resolved}
    return interaction(data=data, **place)


def test_a_report_chosen_from_a_messages_menu_says_which_one_and_what_it_says() -> None:
    theirs = {**message("*so* rude", id="77"), "author": {"id": BOT}}
    found = incoming(on_message(theirs))
    assert (found.what, found.reply_to) == (Command("report"), "77")
    assert found.pointed is not None
    assert (found.pointed.content.text, found.pointed.by_bot) == ("so rude", True)
    assert "rude" not in repr(found)
    own = incoming(on_message(message("mine", id="78")))
    assert own.pointed == Pointed(Content("mine"), by_bot=False)


def test_a_file_that_is_reported_is_told_by_its_kind() -> None:
    file = {"id": "5", "filename": "photo.jpg", "content_type": "image/jpeg", "url": "https://cdn/x", "size": 3}
    found = incoming(on_message(message("", id="77", attachments=[file])))
    assert found.pointed is not None
    assert [each.kind for each in found.pointed.content.media] == [FileKind.PHOTO]


def test_a_report_of_a_message_that_says_nothing_still_names_it() -> None:
    found = incoming(on_message(message("", id="77")))
    assert (found.reply_to, found.pointed) == ("77", None)


def test_commands_of_a_kind_we_have_none_of_are_left_alone() -> None:
    assert read(on_message(message("hello", id="77"), kind=2)) is None
    assert read(on_message(message("hello", id="77"), **GUILD)) is None, "not offered there"


def test_who_somebody_is_in_a_server_comes_with_what_they_tap_and_shows_in_no_repr() -> None:
    member = {"user": {"id": ANN}, "roles": ["900000001", "900000002"], "permissions": "1099511627776"}
    found = incoming({**tap("mod-claim:7K2F.x"), **GUILD, "guild_id": "900000077", "member": member})
    sender = found.sender
    assert (sender.server, sender.roles, sender.permissions) == (
        "900000077",
        ("900000001", "900000002"),
        "1099511627776",
    )
    assert sender.place == interaction()["channel_id"]
    assert not any(secret in repr(found) for secret in ("900000", "1099511627776"))


def test_in_the_chat_with_the_bot_nobody_has_roles() -> None:
    sender = incoming(
        tap("mod-claim:7K2F.x") | {"member": {"user": {"id": ANN}, "roles": ["1"], "permissions": "8"}}
    ).sender
    assert (sender.place, sender.roles, sender.permissions) == (None, (), "")


def test_what_moderators_tap_is_answered_for_them_alone_wherever_it_is() -> None:
    for raw in (tap("mod-view:7K2F.x"), {**tap("mod-view:7K2F.x"), **GUILD}):
        via = incoming(raw).via
        assert via is not None
        assert (via.aside, via.tap) == (True, True)


def test_the_button_for_a_note_opens_a_form_in_a_channel_too() -> None:
    asked = read({**tap("mod-note:7K2F.x"), **GUILD})
    assert asked is not None
    assert asked.opens_form
    written = {"custom_id": "mod-note:7K2F.x", "components": [{"type": 1, "components": [TEXT_FIELD]}]}
    sent = incoming({**interaction(5, written, message=message("a card")), **GUILD})
    assert (sent.what, sent.sender.place) == (Pressed("mod-note", "7K2F.x", "they said …"), interaction()["channel_id"])


def test_the_key_that_answers_it_is_never_shown() -> None:
    for raw in (interaction(), tap(), {**tap(), **GUILD}):
        asked = read(raw)
        shown = f"{asked!r} {incoming(raw)!r}"
        assert "SECRET" not in shown
        assert not any(secret in shown for secret in IDS)


PLACES: list[Place] = [
    *((interaction(data={"name": "find", "type": 1, "options": [SAYS]}), name) for name in interaction()),
    *((interaction(data={"name": "find", "options": [SAYS]}), f"data.{name}") for name in ("name", "options", "type")),
    *(
        (interaction(data={"name": "find", "options": [SAYS]}), f"data.options.0.{name}")
        for name in ("value", "focused")
    ),
    (interaction(**GUILD), "member"),
    (interaction(**GUILD), "member.user"),
    ({**tap(), **GUILD, "member": {"user": {"id": ANN}, "roles": ["1"], "permissions": "8"}}, "member.roles"),
    ({**tap(), **GUILD, "member": {"user": {"id": ANN}, "roles": ["1"], "permissions": "8"}}, "member.permissions"),
    *(
        (on_message(message("hello", id="77")), f"data.{name}")
        for name in ("target_id", "resolved", "resolved.messages")
    ),
    *((on_message(message("hello", id="77")), f"data.resolved.messages.77.{name}") for name in ("content", "author")),
    *((tap("choose:1", values=["next"]), f"data.{name}") for name in ("custom_id", "values")),
    (tap(), "message"),
    (tap(), "message.id"),
    (form([TEXT_FIELD]), "data.components"),
    (form([{"type": 18, "component": TEXT_FIELD}]), "data.components.0"),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), ANY_JSON)
def test_whatever_stands_in_a_field_is_understood_or_refused_and_never_shown(place: Place, value: Any) -> None:
    try:
        asked = read(spoilt(copy.deepcopy(place[0]), place[1], value))
    except Exception:  # what the presence catches and counts
        return
    if asked is not None:
        found = asked.incoming(BOT, CHAT)
        hash(found)
        named = place[1] in ("data.name", "data.custom_id", "data.values")  # what is ours to choose may say anything
        assert named or not any(secret in f"{asked!r} {found!r}" for secret in IDS)
