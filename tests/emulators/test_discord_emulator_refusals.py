"""What Discord refuses, with its codes and words; asked for by bare requests."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.discord import BotAccount, DiscordEmulator, Person
from tests.emulators.discord_clients import NOBODY, Rest

MIB = 1024 * 1024
HELLO = {"content": "hi", **NOBODY}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def button(number: int = 0, **fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": f"b{number}", "custom_id": f"b{number}", **fields}


def menu(options: int = 1, **fields: Any) -> dict[str, Any]:
    return {
        "type": 3, "custom_id": "pick", "options": [{"label": f"o{n}", "value": f"{n}"} for n in range(options)],
        **fields,
    }  # fmt: skip


@pytest.fixture
async def messages(app: BotAccount, dora: Person) -> str:
    """The route of the DM's messages."""
    await dora.says(app, "hi")
    return f"/channels/{dora.dm(app).id}/messages"


async def test_texts_have_limits(rest: Rest, messages: str) -> None:
    status, sent = await rest("POST", messages, {**HELLO, "content": " " + "x" * 2000 + "\n"})
    assert (status, len(sent["content"])) == (200, 2000)
    errors = await rest.errors("POST", messages, {**HELLO, "content": "x" * 2001})
    assert errors == {
        "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]}
    }
    for empty in ("", " \n ", None):
        assert await rest.code("POST", messages, {**HELLO, "content": empty}) == (400, 50006)
    one = f"{messages}/{sent['id']}"
    assert "content" in await rest.errors("PATCH", one, {**HELLO, "content": "x" * 2001})
    assert await rest.code("PATCH", one, {**HELLO, "content": ""}) == (400, 50006)


async def test_nonces_have_25_characters_at_most(rest: Rest, messages: str, discord: DiscordEmulator) -> None:
    assert (await rest("POST", messages, {**HELLO, "nonce": "n" * 25}))[0] == 200
    assert "nonce" in await rest.errors("POST", messages, {**HELLO, "nonce": "n" * 26})
    against_the_schema = ["create_message.nonce: is of a size it cannot have"] if discord.conformance else []
    assert discord.violations == against_the_schema
    discord.violations.clear()


@pytest.mark.parametrize(
    ("rows", "path"),
    [
        ([row(button(n)) for n in range(6)], ["components"]),
        ([row(*[button(n) for n in range(6)])], ["components", "0", "components"]),
        ([row()], ["components", "0", "components"]),
        ([row(button(), menu())], ["components", "0", "components"]),
        ([row(button(custom_id="x" * 101))], ["components", "0", "components", "0", "custom_id"]),
        ([row(button(custom_id=""))], ["components", "0", "components", "0", "custom_id"]),
        ([row(button(1), button(2, custom_id="b1"))], ["components", "0", "components", "1", "custom_id"]),
        ([row(button(label="x" * 81))], ["components", "0", "components", "0", "label"]),
        ([row(button(label=""))], ["components", "0", "components", "0", "label"]),
        ([row(button(style=9))], ["components", "0", "components", "0", "style"]),
        ([row(button(style=5))], ["components", "0", "components", "0", "url"]),
        ([row(menu(26))], ["components", "0", "components", "0", "options"]),
        ([row(menu(0))], ["components", "0", "components", "0", "options"]),
        ([row(menu(2, max_values=3))], ["components", "0", "components", "0", "max_values"]),
        ([row(menu(1, placeholder="x" * 151))], ["components", "0", "components", "0", "placeholder"]),
        (
            [row({**menu(), "options": [{"label": "a", "value": "v"}, {"label": "b", "value": "v"}]})],
            ["components", "0", "components", "0", "options", "1", "value"],
        ),
    ],
)
async def test_components_have_limits(
    rest: Rest, messages: str, discord: DiscordEmulator, rows: Any, path: list[str]
) -> None:
    errors: Any = await rest.errors("POST", messages, {**HELLO, "components": rows})
    for step in path:
        assert list(errors) == [step]
        errors = errors[step]
    assert errors["_errors"]
    discord.violations.clear()  # the schema says so too


async def test_files_have_limits(rest: Rest, messages: str) -> None:
    status, sent = await rest("POST", messages, NOBODY, files={"a.bin": bytes(10 * MIB)})
    assert (status, sent["attachments"][0]["size"]) == (200, 10 * MIB)
    assert await rest.code("POST", messages, HELLO, files={"a.bin": bytes(10 * MIB + 1)}) == (413, 40005)
    eleven = {f"{number}.bin": b"x" for number in range(11)}
    assert await rest.code("POST", messages, HELLO, files=eleven) == (400, 30015)
    three = {f"{number}.bin": bytes(9 * MIB) for number in range(3)}
    assert await rest.code("POST", messages, HELLO, files=three) == (413, 40005)
    errors = await rest.errors("POST", messages, {**HELLO, "attachments": [{"id": "0"}]})
    assert list(errors["attachments"]["0"]) == ["id"]


async def test_who_cannot_be_written_to(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    typing = messages.replace("messages", "typing")
    await dora.closes_dms()
    assert await rest("POST", messages, HELLO) == (
        403, {"message": "Cannot send messages to this user", "code": 50007},
    )  # fmt: skip
    assert await rest.code("POST", typing) == (403, 50007)
    await dora.opens_dms()
    await dora.blocks(app)
    assert await rest.code("POST", messages, HELLO) == (403, 50007)
    await dora.unblocks(app)
    assert (await rest("POST", messages, HELLO))[0] == 200

    guild, emil = discord.guild(), discord.person("Emil")
    guild.add(app, emil)
    await emil.says(app, "hi")
    path = f"/channels/{emil.dm(app).id}/messages"
    assert (await rest("POST", path, HELLO))[0] == 200
    guild.remove(emil)
    assert await rest.code("POST", path, HELLO) == (403, 50278)
    await emil.installs(app)
    assert (await rest("POST", path, HELLO))[0] == 200
    await emil.uninstalls(app)
    assert await rest.code("POST", path, HELLO) == (403, 50278)

    frida = discord.person("Frida")
    app.acquainted.add(frida.id)
    status, opened = await rest("POST", "/users/@me/channels", {"recipient_id": str(frida.id)})
    assert status == 200, "whether somebody can be written to shows only when it is tried"
    assert await rest.code("POST", f"/channels/{opened['id']}/messages", HELLO) == (403, 50278)
    assert await rest.code("POST", "/users/@me/channels", {"recipient_id": "123"}) == (404, 10013)
    assert await rest.code("GET", "/users/123") == (404, 10013)
    guild.mutes_bots()
    assert await rest.code("POST", f"/channels/{guild.channel.id}/messages", HELLO) == (403, 50013)


async def test_what_is_not_there_or_not_the_bots(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    theirs = dora.chat(app)[0].id
    assert await rest.code("GET", "/channels/123") == (404, 10003)
    assert await rest.code("GET", f"{messages}/123") == (404, 10008)
    assert await rest.code("PATCH", f"{messages}/123", HELLO) == (404, 10008)
    assert await rest.code("DELETE", f"{messages}/123") == (404, 10008)
    assert await rest.code("PATCH", f"{messages}/{theirs}", HELLO) == (403, 50005)
    assert await rest.code("DELETE", f"{messages}/{theirs}") == (403, 50003)
    assert await rest.code("PUT", f"{messages}/{theirs}/reactions/nonsense/@me") == (400, 10014)
    assert await rest.code("GET", "/channels/abc") == (400, 50035)

    guild = discord.guild()
    assert await rest.code("GET", f"/channels/{guild.channel.id}") == (403, 50001)
    guild.add(app, dora)
    in_guild = await dora.says(app, "hi", place=guild)
    assert await rest.code("DELETE", f"/channels/{guild.channel.id}/messages/{in_guild}") == (403, 50013)
    private = discord.world.private(discord.world.people[dora.id])
    assert await rest.code("POST", f"/channels/{private.id}/messages", HELLO) == (403, 50001)
    assert await rest.code("PUT", "/applications/5/commands", []) == (403, 20012)


async def test_replies_to_what_is_gone(rest: Rest, messages: str, app: BotAccount, dora: Person) -> None:
    asked = dora.chat(app)[0].id
    status, sent = await rest("POST", messages, {**HELLO, "message_reference": {"message_id": str(asked)}})
    assert (status, sent["type"], sent["referenced_message"]["id"]) == (200, 19, str(asked))
    await dora.deletes(app, asked)
    errors = await rest.errors("POST", messages, {**HELLO, "message_reference": {"message_id": str(asked)}})
    assert errors["message_reference"]["_errors"][0]["code"] == "REPLIES_UNKNOWN_MESSAGE"
    lenient = {"message_id": str(asked), "fail_if_not_exists": False}
    status, sent = await rest("POST", messages, {**HELLO, "message_reference": lenient})
    assert (status, sent["type"]) == (200, 0)
    assert (await rest("GET", messages))[1][1]["referenced_message"] is None


async def test_a_repeated_nonce_returns_the_earlier_message(
    discord: DiscordEmulator, rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    body = {**HELLO, "nonce": "same", "enforce_nonce": True}
    _, first = await rest("POST", messages, body)
    status, second = await rest("POST", messages, {**body, "content": "other words"})
    assert (status, second["id"], second["content"], second["nonce"]) == (200, first["id"], "hi", "same")
    assert dora.heard(app) == ["hi"]
    _, third = await rest("POST", messages, {**body, "enforce_nonce": False})
    assert third["id"] != first["id"], "without enforce_nonce a nonce is only echoed"
    assert (await rest("DELETE", f"{messages}/{third['id']}"))[0] == 204
    assert await rest.code("POST", messages, body) == (404, 10008)
    discord.sets(nonce_window=0)
    assert (await rest("POST", messages, body))[0] == 200
    assert (await rest("GET", messages))[1][0].get("nonce") is None


async def test_a_repeated_nonce_is_honoured_with_files_too(
    rest: Rest, messages: str, app: BotAccount, dora: Person
) -> None:
    body = {**HELLO, "nonce": "same", "enforce_nonce": True}
    sent = [await rest("POST", messages, body, files={"a.txt": b"x"}) for _ in range(2)]
    assert sent[0][1]["id"] == sent[1][1]["id"]
    assert len([message for message in dora.chat(app) if message.from_bot]) == 1


async def test_tokens_and_routes(discord: DiscordEmulator, rest: Rest) -> None:
    async with Rest(discord.api_url, "wrong") as stranger:
        assert await stranger("GET", "/users/@me") == (401, {"message": "401: Unauthorized", "code": 0})
    async with Rest(discord.api_url, None) as nobody:
        assert await nobody.code("GET", "/gateway/bot") == (401, 0)
        assert (await nobody("GET", "/gateway"))[1] == {"url": discord.gateway_url}
    discord.sets(shards=3)
    status, gateway = await rest("GET", "/gateway/bot")
    assert (status, gateway["shards"], gateway["session_start_limit"]["max_concurrency"]) == (200, 3, 1)
    assert rest.headers["Content-Type"] == "application/json"
    assert discord.violations == []
    assert await rest("GET", "/nowhere") == (404, {"message": "404: Not Found", "code": 0})
    assert await rest("DELETE", "/users/@me") == (405, {"message": "405: Method Not Allowed", "code": 0})
    assert len(discord.violations) == 2
    discord.violations.clear()


async def test_bodies_must_be_json(discord: DiscordEmulator, rest: Rest, messages: str) -> None:
    async with rest.session.post(
        rest.url + messages,
        data="{",
        headers={"Authorization": f"Bot {rest.token}", "Content-Type": "application/json"},
    ) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
    assert await rest.code("POST", messages, [1]) == (400, 50035)
    discord.violations.clear()


async def test_history_has_limits(discord: DiscordEmulator, rest: Rest, messages: str) -> None:
    for limit in ("0", "101", "many"):
        assert await rest.code("GET", messages, limit=limit) == (400, 50035)
    assert await rest.code("GET", messages, before="soon") == (400, 50035)
    discord.violations.clear()
    assert len((await rest("GET", messages, limit="1"))[1]) == 1
