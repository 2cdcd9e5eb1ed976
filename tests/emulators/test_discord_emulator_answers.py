"""Answers to interactions by bare requests: what is refused, files, the original and its follow-ups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.discord import BotAccount, Callback, CannotDo, DiscordEmulator, Interaction, Person
from tests.emulators.discord_clients import NOBODY, Rest

HELLO = {"content": "hi", **NOBODY}
THINK = {"type": 5}
FIELD = {"type": 1, "components": [{"type": 4, "custom_id": "what", "label": "What", "style": 1}]}
FORM = {"custom_id": "form", "title": "Report", "components": [FIELD]}


@pytest.fixture
async def find(rest: Rest, app: BotAccount, dora: Person) -> Interaction:
    """/find, used in the DM."""
    option = {"type": 3, "name": "interests", "description": "d", "autocomplete": True}
    command = {
        "name": "find", "description": "d", "options": [option], "contexts": [0, 1, 2], "integration_types": [0, 1],
    }  # fmt: skip
    await rest("PUT", f"/applications/{app.id}/commands", [command])
    return await dora.uses(app, "find")


def callback(use: Interaction) -> str:
    return f"/interactions/{use.id}/{use.token}/callback"


def hook(use: Interaction) -> str:
    return f"/webhooks/{use.bot.id}/{use.token}"


async def test_an_answer_may_carry_files(rest: Rest, find: Interaction) -> None:
    body = {"type": 4, "data": {**HELLO, "attachments": [{"id": 0, "filename": "b.txt"}]}}
    status, answer = await rest("POST", callback(find), body, files={"a.txt": b"x"}, with_response="true")
    assert (status, answer["resource"]["type"], answer["interaction"]["response_message_loading"]) == (200, 4, False)
    assert find.answer is not None
    assert [(file.filename, file.content) for file in find.answer.attachments] == [("b.txt", b"x")]
    assert await rest.code("POST", callback(find), body, files={"a.txt": b"x"}) == (400, 40060)


async def test_without_with_response_the_answer_is_empty(rest: Rest, find: Interaction) -> None:
    assert await rest("POST", callback(find), {"type": 4, "data": HELLO}) == (204, None)
    assert find.callback is Callback.MESSAGE


async def test_before_it_is_answered_an_interaction_has_no_webhook(rest: Rest, find: Interaction) -> None:
    assert await rest.code("POST", hook(find), HELLO) == (404, 10015)
    assert await rest.code("PATCH", hook(find) + "/messages/@original", HELLO) == (404, 10015)
    assert await rest.code("POST", "/webhooks/5/nonsense", HELLO) == (404, 10015)
    assert await rest.code("POST", f"/interactions/5/{find.token}/callback", THINK) == (404, 10062)


async def test_the_original_is_read_changed_and_deleted(
    rest: Rest, find: Interaction, app: BotAccount, dora: Person
) -> None:
    original = hook(find) + "/messages/@original"
    await rest("POST", callback(find), {"type": 5, "data": {"flags": 64}})
    assert (await rest("GET", original))[1]["flags"] == 64 | 128
    assert [message.thinking for message in dora.chat(app)] == [True]
    status, changed = await rest("PATCH", original, HELLO)
    assert (status, changed["flags"], changed["edited_timestamp"]) == (200, 64, None)
    assert find.answer is not None
    assert find.answer.text == "hi"
    _, changed = await rest("PATCH", original, {**HELLO, "content": "ho"})
    assert changed["edited_timestamp"] is not None
    assert await rest("DELETE", original) == (204, None)
    assert await rest.code("GET", original) == (404, 10008)
    assert dora.chat(app) == []


async def test_followups_are_read_changed_and_deleted(
    rest: Rest, find: Interaction, app: BotAccount, dora: Person
) -> None:
    await rest("POST", callback(find), {"type": 4, "data": HELLO})
    _, later = await rest("POST", hook(find), {**HELLO, "content": "later", "flags": 64}, wait="true")
    one = f"{hook(find)}/messages/{later['id']}"
    assert (await rest("PATCH", one, {**HELLO, "content": "changed"}))[0] == 200
    assert (await rest("GET", one))[1]["content"] == "changed"
    assert [(message.text, message.ephemeral) for message in find.followups] == [("changed", True)]
    assert await rest.code("PATCH", f"/channels/{dora.dm(app).id}/messages/{later['id']}", HELLO) == (404, 10008)
    assert await rest("DELETE", one) == (204, None)
    assert await rest.code("GET", one) == (404, 10008)
    assert find.followups == []


async def test_an_app_of_the_person_alone_has_five_followups(
    rest: Rest, find: Interaction, app: BotAccount, dora: Person
) -> None:
    await dora.installs(app)
    use = await dora.uses(app, "find", place="private")
    await rest("POST", callback(use), {"type": 4, "data": HELLO})
    codes = [(await rest("POST", hook(use), HELLO))[0] for _ in range(6)]
    assert codes == [200] * 5 + [400]
    await rest("POST", callback(find), {"type": 4, "data": HELLO})
    assert {(await rest("POST", hook(find), HELLO))[0] for _ in range(6)} == {200}, "in the bot's DM there is no limit"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": 4}, 50006),
        ({"type": 4, "data": {"content": "", **NOBODY}}, 50006),
        ({"type": 4, "data": {**HELLO, "content": "x" * 2001}}, 50035),
        ({"type": 6}, 50035),
        ({"type": 7, "data": HELLO}, 50035),
        ({"type": 8, "data": {"choices": []}}, 50035),
        ({"type": 12}, 50035),
        ({"type": 9, "data": {**FORM, "title": "x" * 46}}, 50035),
        ({"type": 9, "data": {**FORM, "custom_id": ""}}, 50035),
        ({"type": 9, "data": {**FORM, "components": []}}, 50035),
        ({"type": 9, "data": {**FORM, "components": [FIELD, FIELD]}}, 50035),
        ({"type": 9, "data": {**FORM, "components": [FIELD] * 6}}, 50035),
    ],
)
async def test_what_a_command_cannot_be_answered_with(
    discord: DiscordEmulator, rest: Rest, find: Interaction, body: dict[str, Any], code: int
) -> None:
    assert await rest.code("POST", callback(find), body) == (400, code)
    assert find.callback is None, "a refused answer is none: there may be another"
    assert (await rest("POST", callback(find), THINK))[0] == 204
    discord.violations.clear()  # the schema says so of some


async def test_a_form_after_a_command_has_no_message_to_change(rest: Rest, find: Interaction, dora: Person) -> None:
    await rest("POST", callback(find), {"type": 9, "data": FORM})
    sent = await dora.submits(find, {"What": "rude"})
    assert await rest.code("POST", callback(sent), {"type": 7, "data": HELLO}) == (400, 50035)
    assert await rest.code("POST", callback(sent), {"type": 9, "data": FORM}) == (400, 50035)
    assert (await rest("POST", callback(sent), {"type": 4, "data": HELLO}))[0] == 204
    assert sent.answer is not None
    with pytest.raises(CannotDo, match="no form"):
        await dora.submits(sent, {})


async def test_autocomplete_offers_25_choices_at_most(
    discord: DiscordEmulator, rest: Rest, find: Interaction, app: BotAccount, dora: Person
) -> None:
    with pytest.raises(AssertionError, match="was not answered with choices"):
        await dora.autocompletes(app, "find", "interests", "ch", timeout=0.01)
    typing = list(app.interactions.values())[-1]
    choice = {"name": "chess", "value": "chess"}
    assert await rest.code("POST", callback(typing), {"type": 8, "data": {"choices": [choice] * 26}}) == (400, 50035)
    assert await rest.code("POST", callback(typing), {"type": 4, "data": HELLO}) == (400, 50035)
    assert (await rest("POST", callback(typing), {"type": 8, "data": {"choices": [choice]}}))[0] == 204
    assert typing.choices == [("chess", "chess")]
    discord.violations.clear()  # the schema says so too


async def test_an_answer_that_may_notify_somebody_is_a_violation(
    discord: DiscordEmulator, rest: Rest, find: Interaction
) -> None:
    await rest("POST", callback(find), {"type": 4, "data": {"content": "hi"}})
    await rest("POST", hook(find), {"content": "hi"})
    assert [each.partition(":")[0] for each in discord.violations] == ["create_interaction_response", "execute_webhook"]
    discord.violations.clear()
