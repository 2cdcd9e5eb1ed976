"""Requests one attempt each: what Discord tells about its limits is kept, and every failure says what it was."""

import json
import logging
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from bot.platforms.discord.account import Account, Identity
from bot.platforms.discord.rest import Refused, RestError, TooFast, Unclear, Unreached
from tests.bot.discord.conftest import TOKEN
from tests.bot.telegram.errands import everything, exported
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults, token

from tests.bot.discord.strange import Strange, strange_discord  # isort: skip

BODY = {"content": "a secret", "components": []}


@pytest.fixture
async def account(discord: DiscordEmulator, bot: BotAccount) -> AsyncIterator[Account]:
    account = Account(TOKEN, discord.api_url)
    await account.rest.open()
    yield account
    await account.rest.close()


@pytest.fixture
async def strange() -> AsyncIterator[Strange]:
    """A server that answers whatever it is told to."""
    async with strange_discord() as strange:
        yield strange


@pytest.fixture
async def astray(strange: Strange) -> AsyncIterator[Account]:
    """The account before that server."""
    account = Account(TOKEN, strange.url)
    await account.rest.open()
    yield account
    await account.rest.close()


# --- whose it is ---


async def test_the_token_tells_the_bot_and_discord_confirms_it(account: Account, bot: BotAccount) -> None:
    assert account.id == str(bot.id)
    assert await account.identify() == Identity(str(bot.id), "Bauta", str(bot.id))


@pytest.mark.parametrize("wrong", ["", "SECRET", "a.b.c", "NOTANUMBERNOTANUMBER.abcdef." + "x" * 38, TOKEN + " "])
def test_a_token_that_cannot_be_one_is_refused_unsaid(wrong: str) -> None:
    with pytest.raises(ValueError, match="Developer Portal") as error:
        Account(wrong, "http://127.0.0.1:1")
    assert wrong == "" or wrong not in str(error.value)


async def test_a_wrong_token_is_refused_and_never_shown(
    discord: DiscordEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = Account(token(77_000_000_000_000_000, "wrong-SECRET"), discord.api_url)
    await wrong.rest.open()
    with capture_logs() as logs, pytest.raises(Refused) as error:
        await wrong.identify()
    await wrong.rest.close()
    assert (error.value.status, error.value.code) == (401, 0)
    told = [*everything(error.value), repr(wrong), repr(wrong.rest), caplog.text, str(logs)]
    assert not [each for each in told if "SECRET" in each]


# --- limits, as the headers tell of them ---


async def test_a_limit_that_is_used_up_is_known_before_the_next_request(ann: Person) -> None:
    async with DiscordEmulator(limits=True) as limited:
        bot = limited.add_bot(TOKEN)
        eve, ivo = limited.person("Eve"), limited.person("Ivo")
        await eve.says(bot, "hello")
        await ivo.says(bot, "hello")
        account = Account(TOKEN, limited.api_url)
        await account.rest.open()
        full, free = str(eve.dm(bot).id), str(ivo.dm(bot).id)
        for number in range(5):
            assert account.rest.pause(account.posting(full)) == 0
            await account.send(full, BODY, nonce=str(number))
        assert 0 < account.rest.pause(account.posting(full)) <= 5
        with pytest.raises(TooFast) as error:
            await account.send(full, BODY, nonce="6")
        assert not error.value.everybody
        assert 0 < error.value.seconds <= 5
        await account.send(free, BODY, nonce="7")
        assert [entry.status for entry in limited.ledger.calls("create_message")] == [200] * 6, "it asked all the same"
        await account.rest.close()
        assert limited.violations == []


async def test_a_429_holds_one_channel(
    discord: DiscordEmulator, account: Account, bot: BotAccount, ann: Person
) -> None:
    bob = discord.person("Bob")
    await bob.says(bot, "hello")
    held, free = str(ann.dm(bot).id), str(bob.dm(bot).id)
    discord.faults.add(kind=faults.rate_limited(30), method="create_message", channel=ann.dm(bot))
    with pytest.raises(TooFast) as error:
        await account.send(held, BODY, nonce="1")
    assert (error.value.seconds, error.value.everybody) == (30, False)
    assert 29 < account.rest.pause(account.posting(held)) <= 30
    await account.send(free, BODY, nonce="2")
    await account.typing(held)


async def test_a_global_429_holds_everything_but_interactions(
    discord: DiscordEmulator, account: Account, bot: BotAccount, ann: Person
) -> None:
    discord.faults.add(kind=faults.rate_limited(30, global_=True), method="trigger_typing_indicator")
    with pytest.raises(TooFast) as error:
        await account.typing(str(ann.dm(bot).id))
    assert error.value.everybody
    with pytest.raises(TooFast) as other:
        await account.send("123", BODY, nonce="1")
    assert other.value.everybody
    assert 29 < other.value.seconds <= 30
    with pytest.raises(Refused):
        await account.acknowledge("123", "no-such-token", {"type": 5})
    assert discord.ledger.calls("create_message") == []


async def test_a_429_that_is_not_discords_own_stops_everything_for_a_minute_or_more(
    discord: DiscordEmulator, account: Account, bot: BotAccount, ann: Person
) -> None:
    discord.faults.add(kind=faults.rate_limited(3, via=False), method="create_message")
    with pytest.raises(TooFast) as error:
        await account.send(str(ann.dm(bot).id), BODY, nonce="1")
    assert (error.value.seconds, error.value.everybody) == (60, True)
    for _ in range(2):
        with pytest.raises(TooFast):
            await account.acknowledge("123", "no-such-token", {"type": 5})
    assert len(discord.ledger.calls()) == 1


async def test_a_ban_that_names_a_longer_time_lasts_that_long(strange: Strange, astray: Account) -> None:
    strange.answers(b"<html>", status=429, headers={"Retry-After": "900"})
    with pytest.raises(TooFast) as error:
        await astray.send("123", BODY, nonce="1")
    assert (error.value.seconds, error.value.everybody) == (900, True)


@pytest.mark.parametrize("told", ["nan", "Infinity", "-5", "soon", ""])
async def test_a_pause_that_is_no_time_is_none(strange: Strange, astray: Account, told: str) -> None:
    """Nobody waits for ever, and nobody is kept from waiting."""
    strange.answers(
        json.dumps({"id": "1"}).encode(), headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": told}
    )
    await astray.send("123", BODY, nonce="1")
    assert astray.rest.pause(astray.posting("123")) == 0
    body = f'{{"retry_after": {"1e999" if told == "Infinity" else json.dumps(told)}, "global": false}}'.encode()
    strange.answers(body, status=429, headers={"Via": "1.1 google", "Retry-After": told})
    with pytest.raises(TooFast) as error:
        await astray.send("123", BODY, nonce="2")
    assert 0 <= error.value.seconds <= 60


async def test_one_channels_long_pause_is_not_taken_for_everybodys(strange: Strange, astray: Account) -> None:
    via = {"Via": "1.1 google"}
    strange.answers(b'{"retry_after": 50, "global": false}', status=429, headers=via)
    strange.answers(b'{"retry_after": 1, "global": true}', status=429, headers=via)
    for chat in ("123", "456"):
        with pytest.raises(TooFast):
            await astray.send(chat, BODY, nonce="1")
    with pytest.raises(TooFast) as error:
        await astray.send("123", BODY, nonce="2")
    assert (round(error.value.seconds), error.value.everybody) == (50, False)


async def test_limits_that_are_over_are_forgotten(
    strange: Strange, astray: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.rest.BUCKETS", 10)
    for number in range(50):
        strange.answers(b'{"id": "1"}', headers={"X-RateLimit-Remaining": "3", "X-RateLimit-Reset-After": "0.0"})
        await astray.send(str(number), BODY, nonce="1")
    assert len(astray.rest._buckets) <= 11


# --- failures ---


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (faults.failed(500), Unclear),
        (faults.failed(502), Unclear),
        (faults.garbage(502), Unclear),
        (faults.garbage(504), Unclear),
        (faults.lost_answer(), Unclear),
        (faults.lost_request(), Unclear),
        (faults.error(50007, "Cannot send messages to this user", status=403), Refused),
    ],
    ids=lambda case: getattr(case, "name", None),
)
async def test_every_failure_comes_back_at_once_and_is_told_by_its_kind(
    discord: DiscordEmulator, account: Account, bot: BotAccount, ann: Person, trouble: faults.Trouble,
    expected: type[RestError],
) -> None:  # fmt: skip
    discord.faults.add(kind=trouble, method="create_message")
    with pytest.raises(RestError) as error:
        await account.send(str(ann.dm(bot).id), BODY, nonce="1")
    assert type(error.value) is expected
    assert len(discord.ledger.calls("create_message")) == 1, "it was tried again by itself"
    for told in everything(error.value):
        assert "SECRET" not in told
        assert "a secret" not in told
        assert str(ann.dm(bot).id) not in told


async def test_where_nobody_listens_nothing_was_sent(discord: DiscordEmulator, account: Account) -> None:
    async with discord.outage():
        with pytest.raises(Unreached) as error:
            await account.typing("123")
    assert not [told for told in everything(error.value) if "SECRET" in told]


async def test_after_closing_nothing_is_sent(account: Account) -> None:
    await account.rest.close()
    with pytest.raises(Unreached):
        await account.typing("123")


async def test_an_answer_that_takes_too_long_is_unclear(
    discord: DiscordEmulator, account: Account, bot: BotAccount, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.account.TYPING_SECONDS", 0.02)
    discord.faults.add(kind=faults.slow_answer(0.2), method="trigger_typing_indicator")
    with pytest.raises(Unclear):
        await account.typing(str(ann.dm(bot).id))


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"[", b"null", b"7", b'"x"', b"[]", b"{}", b'{"id": 5}', b"[" * 9999, b"\xff"]
)
async def test_an_answer_that_makes_no_sense_is_no_proof_of_anything(
    strange: Strange, astray: Account, answer: bytes
) -> None:
    strange.answers(answer, times=3)
    with pytest.raises(Unclear):
        await astray.send("123", BODY, nonce="1")
    with pytest.raises(Unclear):
        await astray.direct_messages("123")
    if answer != b"[]":
        with pytest.raises(Unclear):
            await astray.history("123", "1")


@pytest.mark.parametrize(
    "answer", [b"", b"[]", b'{"url": "wss://x"}', b'{"url": "x", "shards": "many"}', b'{"url": "x", "shards": 1e999}']
)
async def test_a_gateway_nobody_understands_is_an_error(strange: Strange, astray: Account, answer: bytes) -> None:
    strange.answers(answer, times=2)
    with pytest.raises(RestError):
        await astray.gateway()


async def test_a_history_holds_only_what_follows_in_order(strange: Strange, astray: Account) -> None:
    found = [{"id": "30"}, {"id": "20"}, {"id": "10"}, {"id": "25"}, {"no": "id"}, {"id": "x"}, None]
    strange.answers(json.dumps(found).encode())
    assert await astray.history("123", "10") == [{"id": "20"}, {"id": "25"}, {"id": "30"}]


async def test_nothing_is_sent_where_a_redirect_leads(strange: Strange, astray: Account) -> None:
    strange.answers(b"", status=302, headers={"Location": f"{strange.url}/elsewhere"})
    with pytest.raises(Refused):
        await astray.typing("123")
    assert strange.asked == ["POST /channels/123/typing"]


async def test_an_unknown_host_means_nothing_was_sent(discord: DiscordEmulator, catalogue: object) -> None:
    account = Account(TOKEN, "http://nowhere.invalid")
    await account.rest.open()
    with pytest.raises(Unreached):
        await account.typing("123")
    await account.rest.close()


async def test_half_a_character_breaks_no_request(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, account: Account
) -> None:
    await account.send(str(ann.dm(bot).id), {"content": "half \ud83d of it", "components": []}, nonce="1")
    await account.send(str(ann.dm(bot).id), {"content": "\udc00", "components": []}, nonce="2", files=[exported()])
    assert ann.heard(bot) == ["half ? of it", "?"]
