"""What can be seen of a running Bauta from outside: figures about everybody, and on disk nothing about anybody."""

import asyncio

import aiohttp

from bot.app import App
from tests.e2e.conftest import Meet
from tests.e2e.living import PATIENCE, TOKEN, fetched, on_disk, series
from tests.e2e.strangers import ALONE, paired
from tests.e2e.visitor import Visitor
from tests.emulators.telegram import TelegramEmulator, faults


async def metrics(app: App) -> str:
    """As they are right now, not as they were a second ago."""
    await app.rounds.watch(app.clock())
    return await fetched(app.server.port, "/metrics")


async def shows(app: App, name: str, value: float) -> None:
    """Wait until a series has this value: what was just sent may not be written down as done yet."""
    async with asyncio.timeout(PATIENCE):
        while series(await metrics(app), name) != value:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # figures have no event to wait for


async def test_the_figures_follow_what_happens(meet: Meet, app: App, telegram: TelegramEmulator) -> None:
    ann, bob, cleo = meet("Ann"), meet("Bob"), meet("Cleo")
    assert await fetched(app.server.port, "/health") == '{"status":"ok"}'
    await paired(ann, bob)
    await cleo.admitted("/find")
    await cleo.hears(ALONE)
    for number in range(3):
        await ann.says(f"words {number}")
    await bob.hears("words 2")
    await bob.has_heard_all()
    page = await metrics(app)
    seen = {name: series(page, f"bauta_{name}") for name in ("waiting", "rooms", "matches_total", "wait_seconds_count")}
    assert seen == {"waiting": 1, "rooms": 1, "matches_total": 1, "wait_seconds_count": 2}
    assert series(page, "bauta_relayed_total", platform="telegram") == 3

    flood = telegram.faults.add(kind=faults.rate_limited(60), method="sendMessage", chat=bob.id)
    for number in range(4):
        await ann.says(f"held back {number}")
    await flood.befell(timeout=PATIENCE)
    await ann.has_heard_all()
    await shows(app, "bauta_lane_depth", 4)
    await cleo.says("/stop")
    await cleo.hears("I stopped looking")
    await shows(app, "bauta_waiting", 0)


async def test_nobody_is_served_under_a_name_that_is_not_ours(app: App) -> None:
    url = f"http://127.0.0.1:{app.server.port}"
    async with aiohttp.ClientSession(headers={"Host": "evil.example"}) as session:
        for path in ("/", "/health", "/metrics", "/chat"):
            async with session.get(url + path) as response:
                assert response.status == 400


async def test_on_disk_there_is_neither_a_word_nor_an_account_nor_an_interest(
    meet: Meet, app: App, telegram: TelegramEmulator
) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await ann.admitted("/find quidditch")
    await ann.hears(ALONE)
    await bob.admitted("/find quidditch")
    await bob.hears("You both like quidditch")
    flood = telegram.faults.add(kind=faults.rate_limited(60), method="sendMessage", chat=bob.id)
    await ann.says("meet me at the fountain")
    await flood.befell(timeout=PATIENCE)
    async with Visitor(app.server.port) as cleo:
        await cleo.admitted("find", "quidditch")
        await cleo.hears(ALONE)
        token = cleo.token
    await ann.says("/report bludgers everywhere")
    await ann.presses(await ann.hears("What is it about?"), "Insults or harassment")
    await ann.presses(await ann.hears("more exactly?"), "Insults")
    await ann.hears("Thank you. Report R-")
    kept = on_disk(app)
    assert len(kept) > 10_000
    told = ["fountain", "quidditch", "bludgers", str(ann.id), str(bob.id), token, TOKEN, "Ann", "Bob"]
    for secret in told:
        assert secret.encode() not in kept
        assert secret.encode("utf-16-le") not in kept
