"""What a bot must never say is a violation, whether it is refused or not."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from tests.emulators.discord import BotAccount, CannotDo, DiscordEmulator, Person, kinds
from tests.emulators.discord_clients import NOBODY, Rest

HELLO = {"content": "hi", **NOBODY}
NOTIFYING = "content without allowed_mentions: everybody it names would be notified"


@pytest.fixture
async def messages(app: BotAccount, dora: Person) -> str:
    await dora.says(app, "hi")
    return f"/channels/{dora.dm(app).id}/messages"


@pytest.mark.parametrize(
    ("said", "violation"),
    [
        ({"allowed_mentions": None}, NOTIFYING),
        ({"allowed_mentions": {}}, "allowed_mentions that let somebody be notified"),
        ({"allowed_mentions": {"parse": ["users"]}}, "allowed_mentions that let somebody be notified"),
        ({"allowed_mentions": {"parse": [], "users": ["1"]}}, "allowed_mentions that let somebody be notified"),
        ({"allowed_mentions": {"parse": [], "replied_user": True}}, "a reply that notifies whom it answers"),
        ({"allowed_mentions": {"parse": [], "replied_user": False}}, None),
    ],
)
async def test_whom_a_message_may_notify_is_nobody(
    discord: DiscordEmulator, rest: Rest, messages: str, said: dict[str, Any], violation: str | None
) -> None:
    status, sent = await rest("POST", messages, {**HELLO, **said})
    assert status == 200, "the real service takes it"
    assert (await rest("PATCH", f"{messages}/{sent['id']}", {**HELLO, **said}))[0] == 200
    expected = [f"create_message: {violation}", f"update_message: {violation}"] if violation else []
    assert discord.violations == expected
    discord.violations.clear()
    discord.sets(strict=[])
    assert (await rest("POST", messages, {**HELLO, **said}))[0] == 200
    assert discord.violations == []


@pytest.mark.parametrize(
    ("said", "violation"),
    [
        ({"colour": "red"}, "a message with colour"),
        ({"sticker_ids": ["1"]}, "a message with sticker_ids"),
        ({"flags": 1 << 6}, "message flags 0x40"),
        ({"flags": 1 << 15}, "message flags 0x8000"),
        ({"components": [{"type": 17, "components": []}]}, "component 17 is not spoken here"),
        ({"components": [{"type": 1, "components": [{"type": 5, "custom_id": "a"}]}]}, "component 5 is not spoken"),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "colour": 1}]}]},
            "component with unknown colour",
        ),
        ({"message_reference": {"type": 1, "message_id": "1"}}, "forwards are not spoken here"),
    ],
)
async def test_what_is_not_spoken_here_is_refused_and_kept(
    discord: DiscordEmulator, rest: Rest, messages: str, said: dict[str, Any], violation: str
) -> None:
    status, answer = await rest("POST", messages, {**HELLO, **said})
    assert (status, answer["code"]) == (400, 50035)
    assert [each for each in discord.violations if violation in each]
    discord.violations.clear()


async def test_unknown_query_parameters_and_paths_are_violations(
    discord: DiscordEmulator, rest: Rest, messages: str
) -> None:
    assert (await rest("GET", messages, colour="red"))[0] == 400
    assert (await rest("GET", messages, before="1", after="2"))[0] == 400
    async with rest.session.get(discord.url + "/elsewhere") as response:
        assert response.status == 404
    assert discord.violations == [
        "list_messages: Invalid Form Body: unknown query parameters colour",
        "list_messages: Invalid Form Body: a history with after and before",
        "GET outside the API",
    ]
    discord.violations.clear()


async def test_a_dm_with_somebody_who_never_came_is_a_violation(
    discord: DiscordEmulator, rest: Rest, app: BotAccount, dora: Person
) -> None:
    discord.guild().add(app, dora)
    body = {"recipient_id": str(dora.id)}
    status, opened = await rest("POST", "/users/@me/channels", body)
    assert (status, opened["id"]) == (200, str(dora.dm(app).id))
    assert discord.violations == ["create_dm: a DM opened with somebody who never wrote nor used a command"]
    discord.violations.clear()
    await dora.says(app, "hi")
    assert (await rest("POST", "/users/@me/channels", body))[1] == {
        **opened,
        "last_message_id": str(dora.chat(app)[0].id),
    }


async def test_a_gateway_spoken_otherwise_is_a_violation(discord: DiscordEmulator, rest: Rest) -> None:
    for query in ("encoding=etf", "compress=zstd-stream"):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await rest.session.ws_connect(f"{discord.gateway_url}?v=10&{query}")
    assert len(discord.violations) == 2
    discord.violations.clear()


async def test_people_do_only_what_the_app_lets_them(discord: DiscordEmulator, app: BotAccount, dora: Person) -> None:
    asked = await dora.says(app, "hi")
    for impossible in (
        dora.says(app, "  "),
        dora.says(app, "x" * 4001),
        dora.sends(app, *[kinds.file("a.txt", b"x")] * 11),
        dora.edits(app, 5, "x"),
        dora.says(app, "x", place=discord.guild()),
        discord.person("Emil").deletes(app, asked),
    ):
        with pytest.raises(CannotDo):
            await impossible
    await dora.blocks(app)
    with pytest.raises(CannotDo, match="has blocked"):
        await dora.says(app, "hi")
    await dora.unblocks(app)
    assert len(dora.chat(app)) == 1
    with pytest.raises(AssertionError, match="did not hear 'never' within"):
        await dora.hears(app, "never", timeout=0.01)


async def test_what_somebody_missed_is_heard_in_order(rest: Rest, messages: str, app: BotAccount, dora: Person) -> None:
    for text in ("one", "two", "three"):
        await rest("POST", messages, {**HELLO, "content": text})
    assert (await dora.hears(app, "t")).text == "two"
    assert (await dora.hears(app)).text == "three"
    with pytest.raises(AssertionError, match="did not hear 'one'"):
        await dora.hears(app, "one", timeout=0.01)


async def test_mentions_in_what_people_write_are_resolved(
    rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    await dora.says(app, f"hey <@{app.id}> and <@!{dora.id}> and <@123>")
    _, (last, *_) = await rest("GET", messages)
    assert [user["id"] for user in last["mentions"]] == [str(app.id), str(dora.id)]
