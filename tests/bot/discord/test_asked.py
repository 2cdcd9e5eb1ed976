"""What an interaction of Discord's means to us, kind by kind; and that no payload at all can do any harm."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Command, Incoming, Pressed, Sender, Via
from bot.platforms.discord.asked import VALID, Kind, read
from bot.platforms.discord.parse import moment
from tests.bot.discord.messages import ANN, BOT, CHAT, IDS, MESSAGE, interaction, message
from tests.bot.discord.test_parse_any import ANY_JSON, Place, spoilt

GUILD: dict[str, Any] = {"context": 0, "guild_id": "9", "user": None, "member": {"user": {"id": ANN}}}
SAYS = {"name": "interests", "type": 3, "value": "chess"}


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


def test_commands_of_a_kind_we_have_none_of_are_left_alone() -> None:
    assert read(interaction(data={"name": "Report message", "type": 3})) is None


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
