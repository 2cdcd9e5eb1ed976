"""/status, /export, /rules, /privacy, /help, and what becomes of a command that does not exist."""

import json
from typing import Any

import pytest

from bot.commands.changes import UNLISTED
from bot.commands.directory import COMMANDS
from bot.messages import Command
from bot.texts.keys import Text
from tests.bot.judges import paused
from tests.bot.people import Person
from tests.bot.telegram.errands import content
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_status_says_what_is_going_on(town: Town) -> None:
    ann, bob = await town.person("ann"), await town.person("bob")
    await ann.says("/status")
    assert ann.hears() == [Text.STATUS_IDLE]
    assert "Interests: none" in ann.post.text
    await ann.says("/find chess")
    town.clock.passes(minutes=3)
    await ann.says("/status")
    assert ann.hears() == [Text.SEARCHING_ALONE, Text.STATUS_WAITING]
    assert "3 minutes" in ann.post.text
    assert "Nobody else" in ann.post.text
    await bob.says("/find chess")
    town.clock.passes(minutes=1)
    await ann.says("/status")
    assert ann.hears() == [Text.PAIRED, Text.STATUS_TALKING]
    assert "one minute" in ann.post.text
    assert "chess" in ann.post.text
    await bob.says("/stop")
    await bob.says("/status")
    assert bob.hears() == [Text.PAIRED, Text.YOU_LEFT, Text.STATUS_IDLE]
    assert "chess" in bob.post.text


async def test_what_one_reads_is_there_while_talking(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for command in ("rules", "privacy", "help"):
        await ann.says(f"/{command}")
        assert ann.hears() == [Text(command)]
    assert bob.hears() == []
    assert await town.in_room(ann, bob)


async def test_an_unknown_command_gets_a_hint_and_reaches_nobody(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    for name, shown in (
        ("dance", "/dance"),
        ("", "/"),
        ("f" * 200, "/" + "f" * 32),
        ("<b>*{x}\x00\ud800", "/bx"),
        ("приве́т", "/привет"),
        ("revealed", "/revealed"),
    ):
        await ann.does(Command(name, "tonight"))
        assert ann.hears() == [Text.UNKNOWN_COMMAND], name
        assert f"I don't know {shown}. " in ann.post.text
    assert bob.hears() == []


@pytest.mark.parametrize("argument", ["\ud800\x00", "x" * 4096, "\ufdfa" * 4096, "-", "\u202e*_`<"])
async def test_no_argument_of_any_command_makes_a_turn_fail(town: Town, argument: str) -> None:
    ann = await town.person("ann")
    for command in (*COMMANDS, *UNLISTED):
        assert await town.decide(ann.update(Command(command, argument))), command


# --- export ---


async def exported(person: Person) -> dict[str, Any]:
    await person.says("/export")
    assert person.hears()[-1] == Text.EXPORT
    (document,) = person.post.media
    assert (document.name, document.mime) == ("bauta-export.json", "application/json")
    data: dict[str, Any] = json.loads(content(document))
    return data


async def test_the_export_holds_all_that_is_stored_about_oneself(town: Town) -> None:
    began = town.clock()
    ann, _ = await town.paired("ann", "bob", "chess")
    await ann.says("/settings age 27")
    await ann.says("/settings meet man")
    await ann.says("/language de")
    await ann.says("/report rude words")
    await ann.reports("harassment")
    town.clock.passes(minutes=5)
    await ann.says("/find tea")
    data = await exported(ann)
    number = town.rows("reports")[0]["number"]
    assert data == {
        "made_at": began + 300,
        "account": {
            "first_seen": began,
            "interface_language": "de",
            "rules_accepted": began,
            "age_locked": False,
            "profile": {
                "interests": ["tea"],
                "languages": ["en"],
                "gender": None,
                "age": 27,
                "wish_genders": ["man"],
                "wish_ages": None,
                "near": None,
                "fingerprint_of_the_server_of_your_last_command": None,
            },
            "pending_answer": data["account"]["pending_answer"],
            "addresses": [{"platform": "telegram", "bot": "77", "chat": ann.sender.chat}],
            "people_blocked_at": [began],
        },
        "search": {"since": began + 300, "until": began + 2100, "interests": ["tea"]},
        "to_be_told_when_somebody_comes": None,
        "chats_of_the_last_72_hours": [
            {"open": False, "closed_at": began, "fingerprint_of_the_server_both_came_from": None}
        ],
        "messages_held_until_you_answer": [],
        "to_be_shown_if_your_partner_shows_something": None,
        "reports_made": [
            {
                "number": number,
                "reason": "harassment",
                "detail": "insults",
                "words": "rude words",
                "at": began,
                "outcome": None,
            }
        ],
        "sanctions": [],
        "appeals": [],
        "moderation_roles": [],
        "still_to_be_told": 0,
        "acts_as_moderator": [],
        "places_for_moderators_set_up": [],
        "evidence_that_stands_in_your_chat_for_a_moment": 0,
        "cases_in_hand": [],
        "what_outlasts_delete_and_why": data["what_outlasts_delete_and_why"],
    }


async def test_the_export_tells_nothing_about_anybody_else(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob", "chess")
    await bob.says("/settings gender man")
    await bob.says("a word of bob's")
    await bob.says("/report she is mean")
    await bob.reports("hate")
    text = json.dumps(await exported(ann))
    secrets = [bob.sender.chat, (await bob.member()).id, "mean", "hate", "a word of bob's"]
    secrets += [row["id"] for row in town.rows("rooms")]
    secrets += [row["number"] for row in town.rows("reports")]
    assert not [secret for secret in secrets if secret in text]


async def test_the_export_tells_of_sanctions_on_oneself(town: Town) -> None:
    ann, bob = await town.paired("ann", "bob")
    await ann.says("/report")
    await ann.reports("spam")
    await paused(town, town.rows("reports")[0]["number"], 7)
    data = await exported(bob)
    now = town.clock()
    told = {"measure": "pause", "reason": "spam", "detail": "ads", "since": now, "until": now + 7 * 86400}
    assert data["sanctions"] == [{**told, "lifted": None}]
    assert data["reports_made"] == []


async def test_the_export_is_never_stored(city: Town) -> None:
    ann = await city.person("ann")
    await ann.says("/interests origami")
    await city.settled()
    city.mailbox.hold(ann.sender.chat)
    await ann.says("/export")
    (row,) = city.rows("outbox")
    async with city.look() as turn:
        body = city.database.keys.open("outbox.body", row["id"], row["body"])
        assert b"origami" not in body
        assert await turn.journal.depth() == 1
    city.mailbox.let_go(ann.sender.chat)
    await city.settled()
    assert ann.hears()[-1] == Text.EXPORT
    assert city.rows("outbox") == []


async def test_a_newcomer_can_export_and_those_who_erased_themselves_too(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    assert (await exported(ann))["account"]["rules_accepted"] is None
    await ann.taps("agree")
    await ann.says("/interests chess")
    await ann.taps("delete:yes")
    assert (await exported(ann))["account"]["profile"]["interests"] == []
