"""Discord behind the port: start, several bots, typing, files, and the sentences for the operator."""

import asyncio
import logging
import time

import pytest
from structlog.testing import capture_logs

from bot.content import Content
from bot.messages import Edited, Said
from bot.pace import Bucket
from bot.platforms.base import (
    Answers,
    DeliveryError,
    Edits,
    Gone,
    HoldsFiles,
    KeepsPace,
    Platform,
    Rejected,
    RetryLater,
    Scope,
    SendKey,
    ShowsTyping,
)  # fmt: skip
from bot.platforms.discord.check import check_tokens
from bot.platforms.discord.platform import Discord
from bot.posts import Address, Post
from bot.texts.catalogue import Catalogue
from tests.bot.discord.conftest import KEY, OTHER_TOKEN, TOKEN, Side, World, address, side_at, surroundings
from tests.bot.discord.messages import message
from tests.bot.telegram.errands import everything
from tests.emulators.discord import BotAccount, DiscordEmulator, Person, faults, token


def made(catalogue: Catalogue, *tokens: str) -> Discord:
    world = World()
    return Discord(tokens, "http://127.0.0.1:1", surroundings(world, catalogue), known=world.known)


def test_it_fills_the_port_and_all_its_abilities(catalogue: Catalogue) -> None:
    platform: Platform = made(catalogue, TOKEN)
    assert platform.name == "discord"
    for ability in (Edits, ShowsTyping, HoldsFiles, Answers, KeepsPace):
        assert isinstance(platform, ability)


@pytest.mark.parametrize("tokens", [[], ["the-SECRET"], [TOKEN, TOKEN], [TOKEN, "a.b.c"]])
def test_tokens_that_cannot_be_right_are_refused_unsaid(catalogue: Catalogue, tokens: list[str]) -> None:
    with pytest.raises(ValueError, match="Discord") as error:
        made(catalogue, *tokens)
    assert "SECRET" not in str(error.value)


async def test_several_bots_share_one_platform(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, catalogue: Catalogue
) -> None:
    other, bob = discord.add_bot(OTHER_TOKEN), discord.person("Bob")
    async with side_at(discord, catalogue, TOKEN, OTHER_TOKEN) as side:
        async with side.running():
            await ann.says(bot, "to the one")
            await bob.says(other, "to the other")
            await side.inside.hears(2)
        by_account = {incoming.sender.account: incoming for incoming in side.inside.all}
        assert by_account[str(bot.id)].what == Said(Content("to the one"))
        assert by_account[str(other.id)].what == Said(Content("to the other"))
        await side.platform.send(address(other, bob), Post("from the other"), KEY)
        one, two = side.platform.links
        assert f"client_id={bot.id}&" in one
        assert f"client_id={other.id}&" in two
    assert bob.heard(other) == ["from the other"]


async def test_a_bot_that_is_not_run_here_sends_nothing(side: Side, to_ann: Address) -> None:
    elsewhere = Address("x", "discord", "999", to_ann.chat)
    with pytest.raises(Rejected):
        await side.platform.send(elsewhere, Post("hello"), KEY)
    assert side.platform.pause(elsewhere) == 0
    await side.platform.typing(elsewhere)


# --- what each trouble means to the outbox ---

TROUBLES: list[tuple[faults.Trouble, type[DeliveryError], Scope | None]] = [
    (faults.error(50007, "Cannot send messages to this user", status=403), Gone, None),
    (faults.error(50278, "No mutual guilds", status=403), Gone, None),
    (faults.error(50001, "Missing Access", status=403), Gone, None),
    (faults.error(10003, "Unknown Channel", status=404), Gone, None),
    (faults.error(10013, "Unknown User", status=404), Gone, None),
    (faults.error(50035, "Invalid Form Body, a secret"), Rejected, None),
    (faults.error(40005, "Request entity too large", status=413), Rejected, None),
    (faults.error(50006, "Cannot send an empty message"), Rejected, None),
    (faults.error(99999, "a reason nobody has heard of, a secret", status=403), Rejected, None),
    (faults.error(20026, "flagged", status=403), RetryLater, Scope.ACCOUNT),
    (faults.error(40003, "too fast"), RetryLater, Scope.ACCOUNT),
    (faults.error(0, "401: Unauthorized", status=401), RetryLater, Scope.ACCOUNT),
    (faults.rate_limited(7), RetryLater, Scope.LANE),
    (faults.rate_limited(7, global_=True), RetryLater, Scope.ACCOUNT),
    (faults.rate_limited(7, via=False), RetryLater, Scope.ACCOUNT),
    (faults.failed(500), RetryLater, Scope.LANE),
    (faults.garbage(502), RetryLater, Scope.LANE),
    (faults.lost_answer(), RetryLater, Scope.LANE),
    (faults.lost_request(), RetryLater, Scope.LANE),
]


@pytest.mark.parametrize(("trouble", "expected", "scope"), TROUBLES, ids=lambda each: str(getattr(each, "code", "")))
async def test_each_trouble_says_what_to_do_next(
    discord: DiscordEmulator, side: Side, to_ann: Address, trouble: faults.Trouble, expected: type[DeliveryError],
    scope: Scope | None,
) -> None:  # fmt: skip
    discord.faults.add(kind=trouble, method="create_message")
    with pytest.raises(DeliveryError) as error:
        await side.platform.send(to_ann, Post("a secret"), KEY)
    assert type(error.value) is expected
    assert getattr(error.value, "scope", None) is scope
    assert len(discord.ledger.calls("create_message")) == 1
    for told in everything(error.value):
        assert not [secret for secret in ("SECRET", "a secret", to_ann.chat) if secret in told]


async def test_a_pause_discord_told_of_is_known_without_asking(
    discord: DiscordEmulator, side: Side, to_ann: Address
) -> None:
    assert side.platform.pause(to_ann) == 0
    discord.faults.add(kind=faults.rate_limited(7), method="create_message")
    with pytest.raises(RetryLater) as error:
        await side.platform.send(to_ann, Post("hello"), KEY)
    assert error.value.seconds == 7
    assert 6 < side.platform.pause(to_ann) <= 7


async def test_when_nobody_listens_nothing_was_sent(discord: DiscordEmulator, side: Side, to_ann: Address) -> None:
    async with discord.outage():
        with pytest.raises(RetryLater):
            await side.platform.send(to_ann, Post("hello"), KEY)
    await side.platform.send(to_ann, Post("hello"), KEY)
    await side.platform.close()
    with pytest.raises(RetryLater):
        await side.platform.send(to_ann, Post("hello"), SendKey("another"))
    await side.platform.close()


# --- typing ---


async def test_typing_is_shown_now_and_then_and_again_after_a_message(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    for _ in range(5):
        await side.platform.typing(to_ann)
    await ann.sees_typing(bot, 1)
    assert len(discord.ledger.calls("trigger_typing_indicator")) == 1
    await side.platform.send(to_ann, Post("hello"), KEY)
    await side.platform.typing(to_ann)
    await ann.sees_typing(bot, 2)


@pytest.mark.parametrize(
    "trouble",
    [faults.rate_limited(9), faults.garbage(502), faults.lost_answer(), faults.error(50007, "no", status=403)],
    ids=lambda each: each.name,
)
async def test_typing_that_cannot_be_shown_is_dropped(
    discord: DiscordEmulator, side: Side, to_ann: Address, trouble: faults.Trouble
) -> None:
    discord.faults.add(kind=trouble, method="trigger_typing_indicator")
    await side.platform.typing(to_ann)
    async with discord.outage():
        side.platform._typed.clear()
        await side.platform.typing(to_ann)


async def test_typing_takes_a_small_share_of_the_accounts_requests(
    discord: DiscordEmulator, side: Side, bot: BotAccount
) -> None:
    for number in range(12):
        person = discord.person(f"P{number}")
        await person.says(bot, "x")
        await side.platform.typing(address(bot, person))
    assert 1 <= len(discord.ledger.calls("trigger_typing_indicator")) < 8


async def test_who_has_typed_is_remembered_up_to_a_number(
    discord: DiscordEmulator, side: Side, bot: BotAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.platform.TYPING_CHATS", 3)
    monkeypatch.setattr(side.platform, "_typing", Bucket(0.0, 1, time.monotonic))
    for number in range(6):
        person = discord.person(f"P{number}")
        await person.says(bot, "x")
        await side.platform.typing(address(bot, person))
    assert len(side.platform._typed) == 3


async def test_that_somebody_writes_is_passed_inside(bot: BotAccount, ann: Person, side: Side) -> None:
    async with side.running():
        await ann.types(bot)
        while not side.world.typed:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.001)
    (writer,) = side.world.typed
    assert (writer.user, writer.chat) == (str(ann.id), str(ann.dm(bot).id))


# --- the operator's questions ---


async def test_check_tells_each_bots_name_and_how_to_add_it_or_what_is_wrong(
    discord: DiscordEmulator, bot: BotAccount, catalogue: Catalogue
) -> None:
    wrong = token(1_180_000_000_000_000_077, "wrong-SECRET")
    async with side_at(discord, catalogue, TOKEN, wrong) as side:
        good, bad = await side.platform.check()
    assert (good.account, good.username, good.problem) == (str(bot.id), "Bauta", None)
    assert len(good.links) == 2
    assert all("permissions=0" in link or "integration_type=1" in link for link in good.links)
    assert bad.wrong
    assert "token of bot 1180000000000000077 is wrong" in (bad.problem or "")
    assert "SECRET" not in (bad.problem or "")
    assert (await check_tokens([TOKEN], discord.api_url))[0] == good


async def test_check_says_that_discord_cannot_be_reached(discord: DiscordEmulator, bot: BotAccount, side: Side) -> None:
    async with discord.outage():
        (checked,) = await side.platform.check()
    assert "cannot be reached at 127.0.0.1" in (checked.problem or "")
    assert not checked.wrong
    assert "SECRET" not in (checked.problem or "")


async def test_no_log_tells_anything(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, catalogue: Catalogue, caplog: pytest.LogCaptureFixture,
    to_ann: Address,
) -> None:  # fmt: skip
    caplog.set_level(logging.INFO)
    with capture_logs() as logs:
        async with side_at(discord, catalogue) as side:
            async with side.running():
                discord.feed_event(bot, "MESSAGE_CREATE", {"author": {"id": str(ann.id)}, "content": "a secret"})
                discord.faults.add(kind=faults.garbage(), method="create_message")
                await ann.says(bot, "a secret")
                await side.inside.hears(1)
                with pytest.raises(RetryLater):
                    await side.platform.send(to_ann, Post("a secret"), KEY)
                await ann.closes_dms()
                with pytest.raises(Gone):
                    await side.platform.send(to_ann, Post("a secret"), KEY)
            shown = f"{side.platform!r} {side.platform.__dict__!r}"
    told = f"{logs} {shown}"
    assert not [secret for secret in ("SECRET", "a secret", to_ann.chat, str(ann.id)) if secret in told]
    assert not [secret for secret in ("SECRET", "a secret") if secret in caplog.text]


async def test_only_what_somebody_said_elsewhere_counts_as_skipped(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    async with side.running():
        await side.platform.send(to_ann, Post("our own echo"), KEY)
        said = await ann.says(bot, "see https://example.org")
        await ann.unfurls(bot, said, url="https://example.org", title="A page")
        discord.feed_event(bot, "MESSAGE_CREATE", message(guild_id="9"))
        await ann.edits(bot, said, "see it yourself")
        heard = await side.inside.hears(2)
    assert heard[1].what == Edited(Content("see it yourself"))
    assert side.skipped == {"not-private": 1}
