"""Discord on bad days: limits, failing servers, lost answers, interactions that are over."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.app import App
from bot.platforms.discord import errors, rest
from tests.e2e.anybody import OnDiscord, admitted, all_heard, paired, words
from tests.e2e.conftest import MeetOnDiscord
from tests.e2e.living import PATIENCE, fetched, series
from tests.e2e.processes import Spawner, deployment
from tests.emulators.discord import BotAccount, DiscordEmulator, faults
from tests.emulators.discord.faults import Trouble

Two = tuple[OnDiscord, OnDiscord]
Metrics = Callable[[], Awaitable[str]]


@pytest.fixture
def metrics(discord_app: App) -> Metrics:
    return lambda: fetched(discord_app.server.port, "/metrics")


# --- requests ----------------------------------------------------------------------------------------------------


async def test_a_rate_limit_holds_the_lane_it_hit_and_no_other(
    discord_pair: Two, meet_on_discord: MeetOnDiscord, discord: DiscordEmulator
) -> None:
    ann, bob = discord_pair
    cleo, dan = meet_on_discord("Cleo"), meet_on_discord("Dan")
    await paired(cleo, dan)
    limit = discord.faults.add(kind=faults.rate_limited(1.0), method="create_message", channel=bob.chat)
    for number in range(5):
        await ann.says(f"for bob {number}")
    await limit.befell(timeout=PATIENCE)
    await bob.says("for ann")
    await ann.hears("for ann")
    await cleo.says("for dan")
    await dan.hears("for dan")
    assert words(bob) == [], "the lane waits as long as it was told"
    await bob.hears("for bob 4")
    assert words(bob) == [f"for bob {number}" for number in range(5)]
    assert len(discord.ledger.calls("create_message", channel=bob.chat)) - 1 == len(
        discord.ledger.accepted("create_message", channel=bob.chat)
    ), "it asked once too often, and no more"


@pytest.mark.parametrize(
    "trouble",
    [faults.rate_limited(0.3, global_=True, scope="global"), faults.rate_limited(0.3, via=False)],
    ids=["global", "from Cloudflare"],
)
async def test_a_limit_on_everything_holds_everybody_and_then_all_goes_on(
    discord_pair: Two, discord: DiscordEmulator, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    monkeypatch.setattr(rest, "BANNED_SECONDS", 0.5)
    ann, bob = discord_pair
    limit = discord.faults.add(kind=trouble, method="create_message", channel=bob.chat)
    await ann.says("first")
    await limit.befell(timeout=PATIENCE)
    asked = len(discord.ledger)
    await bob.says("for ann")
    for number in range(3):
        await ann.says(f"then {number}")
    await ann.hears("for ann")
    await bob.hears("then 2")
    assert words(bob) == ["first", "then 0", "then 1", "then 2"]
    assert words(ann) == ["for ann"]
    held = [entry.at for entry in list(discord.ledger)[asked - 1 :] if entry.method == "create_message"]
    assert held[1] - held[0] >= 0.3, "nothing was asked meanwhile"


@pytest.mark.parametrize(
    "trouble",
    [faults.failed(500), faults.failed(503), faults.garbage(502), faults.lost_request(), faults.lost_answer()],
    ids=lambda trouble: f"{trouble.name}-{trouble.status}",
)
async def test_what_failed_is_sent_again_and_shows_once(
    discord_pair: Two, metrics: Metrics, discord: DiscordEmulator, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    monkeypatch.setattr(errors, "UNREACHABLE_SECONDS", 0.05)
    ann, bob = discord_pair
    discord.faults.add(kind=trouble, method="create_message", channel=bob.chat, times=4)
    for number in range(3):
        await ann.says(f"once {number}")
    await bob.hears("once 2")
    assert words(bob) == ["once 0", "once 1", "once 2"]
    before = len(bob.heard())
    discord.faults.add(kind=trouble, method="create_message", channel=bob.chat)
    await ann.asks("stop")
    await bob.hears("Your partner left the chat")
    await all_heard(bob)
    assert len([text for text in bob.heard()[before:] if "Your partner left" in text]) == 1, "notices too"
    assert series(await metrics(), "bauta_undelivered_total", platform="discord", why="unsure") == 0


async def test_what_discord_refuses_is_told_to_its_sender_at_the_message(
    discord_pair: Two, discord: DiscordEmulator, metrics: Metrics
) -> None:
    ann, bob = discord_pair
    refusal = faults.error(240000, "Message blocked by harmful links filter", status=400)
    discord.faults.add(kind=refusal, method="create_message", channel=bob.chat)
    await ann.says("not for Discord")
    assert (await ann.hears("This did not arrive")).answers == "not for Discord"
    await ann.says("but this is")
    await bob.hears("but this is")
    assert series(await metrics(), "bauta_undelivered_total", platform="discord", why="rejected") == 1


@pytest.mark.parametrize("trouble", [faults.lost_answer(), faults.lost_request(), faults.rate_limited(0.2)])
async def test_a_text_in_several_messages_goes_on_where_it_failed(
    discord_pair: Two, discord: DiscordEmulator, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    monkeypatch.setattr(errors, "UNREACHABLE_SECONDS", 0.05)
    ann, bob = discord_pair
    for after in (1, 2):
        discord.faults.add(kind=trouble, method="create_message", channel=bob.chat, after=after)
    text = " ".join(f"word{number:03}" for number in range(490))
    await ann.says(text)
    await ann.says("the end")
    await bob.hears("the end")
    assert " ".join(words(bob)) == f"{text} the end"
    assert len(words(bob)) == 3


# --- interactions ------------------------------------------------------------------------------------------------


async def test_a_command_that_could_not_be_acknowledged_in_time_is_answered_in_the_chat(
    discord_pair: Two, discord: DiscordEmulator
) -> None:
    ann, _ = discord_pair
    use = await ann.uses("status")
    use.too_late()
    use.excused = True  # there is no answer to it any more
    told = await ann.hears("You have been talking")
    assert use.answer is None
    assert told.labels == ("Next", "Stop", "Report")
    assert discord.ledger.calls("create_interaction_response")[-1].code == 10062


async def test_an_answer_that_came_too_late_goes_to_the_chat(discord_pair: Two, discord: DiscordEmulator) -> None:
    ann, _ = discord_pair
    refusal = faults.error(50027, "Invalid Webhook Token", status=401)
    discord.faults.add(kind=refusal, method="update_original_webhook_message")
    await ann.asks("status")
    await ann.hears("You have been talking")
    refused = faults.error(10015, "Unknown Webhook", status=404)
    discord.faults.add(kind=refused, method="update_original_webhook_message")
    await ann.asks("rules")
    await ann.hears("The rules")


@pytest.mark.parametrize("trouble", [faults.lost_answer(), faults.failed(500), faults.rate_limited(0.3)])
async def test_an_answer_is_given_although_requests_fail(
    discord_pair: Two, discord: DiscordEmulator, trouble: Trouble
) -> None:
    ann, _ = discord_pair
    discord.faults.add(kind=trouble, method="update_original_webhook_message")
    use = await ann.uses("status")
    await use.answered("You have been talking", PATIENCE)
    await all_heard(ann)
    assert len([text for text in ann.heard() if "You have been talking" in text]) == 1


async def test_a_lane_that_waits_keeps_nobody_waiting_for_an_answer(
    discord_pair: Two, discord: DiscordEmulator
) -> None:
    ann, bob = discord_pair
    limit = discord.faults.add(kind=faults.rate_limited(60), method="create_message", channel=bob.chat)
    await ann.says("this waits")
    await limit.befell(timeout=PATIENCE)
    use = await bob.uses("status")
    await use.answered("You have been talking", PATIENCE)
    use = await bob.uses("stop")
    await use.answered("You left the chat", PATIENCE)
    await ann.hears("Your partner left the chat")


async def test_a_command_that_a_kill_left_unanswered_is_answered_by_the_next_start(
    discord: DiscordEmulator, discord_bot: BotAccount, spawner: Spawner, tmp_path: Path
) -> None:
    ann = OnDiscord(discord, discord_bot, "Ann")
    settings = {"BAUTA_DISCORD_TOKEN": discord_bot.token, "BAUTA_DISCORD_API_URL": discord.api_url}
    async with deployment(spawner, tmp_path, **settings) as deployed:
        process = await deployed.runs()
        await discord.connected(discord_bot, timeout=PATIENCE)
        await admitted(ann)
        await ann.hears("Welcome")
        waits = discord.faults.add(kind=faults.rate_limited(4.0), method="update_original_webhook_message")
        use = await ann.uses("status")
        await waits.befell(timeout=PATIENCE)
        await process.kill()
        assert use.answer is None
        await deployed.runs()
        answer = await use.answered("You are not in a chat", PATIENCE)
        assert answer.labels == ["Find someone"]
        await discord.connected(discord_bot, timeout=PATIENCE)  # the answer needs no gateway, what she writes does
        await all_heard(ann)
    assert len([text for text in ann.heard() if "You are not in a chat" in text]) == 1
