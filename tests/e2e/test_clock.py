"""A clock that is set while Bauta runs: a day forwards or backwards, people go on talking and finding each other."""

import asyncio

import pytest

from bot.app import App
from tests.e2e.anybody import OnDiscord
from tests.e2e.conftest import Meet
from tests.e2e.living import PATIENCE, Clock, fetched, series
from tests.e2e.strangers import ALONE, PAIRED, paired
from tests.e2e.visitor import Visitor

DAY = 24 * 3600.0


async def chatting(app: App, meet: Meet, clock: Clock, jumps: tuple[float, ...]) -> None:
    """A pair that talks, one who waits, and who comes after the jump."""
    ann, bob, cleo = meet("Ann"), meet("Bob"), meet("Cleo")
    await paired(ann, bob)
    await cleo.admitted("/find")
    await cleo.hears(ALONE)
    for number, jump in enumerate(jumps):
        clock.forward(jump)
        for writer, reader in ((ann, bob), (bob, ann)):
            await writer.says(f"words {number} of {writer.name}")
            await reader.hears(f"words {number} of {writer.name}")
    for reader, writer in ((ann, bob), (bob, ann)):
        wanted = [f"words {number} of {writer.name}" for number in range(len(jumps))]
        assert [text for text in reader.heard() if text.startswith("words")] == wanted
    await cleo.says("/stop")  # whether her search is over by now or not
    await cleo.has_heard_all()
    dan, eve = meet("Dan"), meet("Eve")
    await dan.admitted("/find")
    await eve.admitted("/find")
    await eve.hears(PAIRED)
    await eve.says("found somebody")
    await dan.hears("found somebody")
    assert series(await fetched(app.server.port, "/metrics"), "bauta_failed_turns_total") == 0
    assert await fetched(app.server.port, "/health") == '{"status":"ok"}'


@pytest.mark.parametrize(
    "jumps",
    [(DAY,), (-DAY,), (DAY, -DAY), (-DAY, DAY), (400 * DAY, -400 * DAY)],
    ids=lambda jumps: f"{jumps[0] / DAY:g}",
)
async def test_people_go_on_talking_and_finding_each_other(
    app: App, meet: Meet, clock: Clock, jumps: tuple[float, ...]
) -> None:
    await chatting(app, meet, clock, jumps)


@pytest.mark.parametrize("jump", [DAY, -DAY])
async def test_what_was_sent_before_is_not_handled_again_after_it(
    app: App, meet: Meet, clock: Clock, jump: float
) -> None:
    """An update that comes again is recognised: keys are kept for two days, platforms repeat within one."""
    async with Visitor(app.server.port) as ann, Visitor(app.server.port) as bob:
        await ann.admitted("find")
        await bob.admitted("find")
        await bob.is_at("talking")
        await ann.is_at("talking")
        await ann.says("before")
        await bob.hears("before")
        clock.forward(jump)
        await app.housekeeping.clean()
        await ann.says("after")
        await bob.hears("after")
        assert bob.heard() == ["before", "after"]


@pytest.mark.parametrize("jump", [DAY, -DAY])
async def test_on_discord_too(discord_pair: tuple[OnDiscord, OnDiscord], clock: Clock, jump: float) -> None:
    ann, bob = discord_pair
    await ann.says("before")
    await bob.hears("before")
    clock.forward(jump)
    async with asyncio.timeout(PATIENCE):
        await ann.says("after")
        await bob.hears("after")
        await bob.says("answer")
        await ann.hears("answer")
    assert [text for text in bob.heard() if text in ("before", "after")] == ["before", "after"]
