"""A page that loses its connection, or its server, goes on where it was; one that stays away loses its place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest

from bot.app import App
from bot.platforms.web.limits import Times
from tests.e2e.living import fetched, living, series, settings_for
from tests.e2e.strangers import ALONE, PAIRED
from tests.e2e.visitor import TAKEN_OVER, Visitor
from tests.ports import free_port

GOING_AWAY = 1001
BRIEF = Times(line_after=0.3, room_after=0.6, gone_after=60.0)
"""An absence is over sooner than in life, where it takes 20 s and 10 min."""


async def seated(ann: Visitor, bob: Visitor) -> None:
    await ann.admitted("find")
    await ann.hears(ALONE)
    await bob.admitted("find")
    for each in (ann, bob):
        await each.hears(PAIRED)
    await ann.hears("Found someone")


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[App]:
    async with living(settings_for(tmp_path)) as app:
        yield app


async def test_after_a_tunnel_the_same_room_goes_on_with_all_that_was_said_meanwhile(page: App) -> None:
    async with Visitor(page.server.port) as ann, Visitor(page.server.port) as bob:
        await seated(ann, bob)
        room = ann.state["room"]
        async with ann.away():
            for number in range(3):
                await ann.says(f"from the tunnel {number}")
                await bob.says(f"into the tunnel {number}")
            await bob.accepted_all()
        await bob.hears("from the tunnel 2")
        await ann.hears("into the tunnel 2")
        assert ann.heard() == [f"into the tunnel {number}" for number in range(3)]
        assert bob.heard() == [f"from the tunnel {number}" for number in range(3)]
        assert (ann.state["at"], ann.state["room"], ann.connections) == ("talking", room, 2)


async def test_connections_that_break_at_any_moment_lose_and_double_nothing(page: App) -> None:
    random = Random(7)
    async with Visitor(page.server.port) as ann, Visitor(page.server.port) as bob:
        await seated(ann, bob)

        async def speak(each: Visitor, other: Visitor) -> None:
            for number in range(16):
                await each.says(str(number))
                if random.random() < 0.3:
                    random.choice((ann, bob)).cut()
                await other.hears(str(number))

        await asyncio.gather(speak(ann, bob), speak(bob, ann))
        expected = [str(number) for number in range(16)]
        assert (ann.heard(), bob.heard()) == (expected, expected)
        assert (ann.refused, bob.refused) == ([], [])
        assert ann.connections + bob.connections >= 6
        metrics = await fetched(page.server.port, "/metrics")
        assert series(metrics, "bauta_relayed_total", platform="web") == 32


async def test_a_restart_in_mid_conversation_is_hardly_noticed(tmp_path: Path) -> None:
    port = free_port()
    settings = settings_for(tmp_path, web_port=port)
    async with AsyncExitStack() as pages:
        async with living(settings, port=port):
            ann, bob, cleo = [await pages.enter_async_context(Visitor(port)) for _ in range(3)]
            await seated(ann, bob)
            await cleo.admitted("find", "tea")
            await cleo.hears(ALONE)
            room = (await ann.is_at("talking"))["room"]
            name = await ann.says("before")
            before = await bob.hears("before")
        for each in (ann, bob, cleo):
            await each.until(lambda each=each: each.closed == [GOING_AWAY])  # type: ignore[misc]
        await ann.says("meanwhile")
        await bob.says("meanwhile, too", reply_to=before)
        async with living(settings, port=port):
            assert (await ann.hears("meanwhile, too")).reply == name
            await bob.hears("meanwhile")
            assert (await ann.is_at("talking"))["room"] == room
            dan = await pages.enter_async_context(Visitor(port))
            await dan.admitted("find", "tea")
            for each in (cleo, dan):
                await each.hears("You both like tea")  # whoever waited still waits
            for each in (ann, bob):
                await each.does("rules")
                await each.hears("The rules")
                assert len([shown for shown in each.page if shown.topic.startswith("paired")]) == 1
            assert (ann.heard(), bob.heard()) == (["meanwhile, too"], ["before", "meanwhile"])


async def test_a_second_connection_takes_over(page: App) -> None:
    async with Visitor(page.server.port) as ann, Visitor(page.server.port) as bob:
        await seated(ann, bob)
        async with Visitor(page.server.port, token=ann.token) as again:
            await ann.until(lambda: ann.closed == [TAKEN_OVER])
            assert again.state == ann.state
            await bob.says("which one hears me?")
            await again.hears("which one hears me?")
            await again.says("this one")
            await bob.hears("this one")
            assert ann.heard() == []


async def test_whoever_leaves_the_page_loses_first_the_place_in_the_line(tmp_path: Path) -> None:
    async with living(settings_for(tmp_path), web_times=BRIEF) as app:
        port = app.server.port
        async with Visitor(port) as ann, Visitor(port) as bob:
            await ann.admitted("find")
            await ann.hears(ALONE)
            async with ann.away():
                await bob.admitted()
                await bob.is_at("idle")
                while (await asyncio.wait_for(waiting(app), 30)) != 0:
                    await bob.does("status")
                    await bob.hears("not in a chat")
            await ann.hears("You were away, so I stopped looking")
            await ann.is_at("idle")
            await bob.does("find")
            await bob.hears(ALONE)


async def waiting(app: App) -> int:
    async with app.database.read() as unit:
        return len((await unit.connection.exec_driver_sql("SELECT member FROM tickets")).all())


async def test_and_then_the_room(tmp_path: Path) -> None:
    async with living(settings_for(tmp_path), web_times=BRIEF) as app:
        port = app.server.port
        async with Visitor(port) as ann, Visitor(port) as bob:
            await seated(ann, bob)
            async with ann.away():
                await bob.says("are you there?")
                await bob.hears("Your partner has been away for too long")
                await bob.is_at("idle")
            await ann.hears("You were away for too long")
            await ann.is_at("idle")


async def test_nobody_waits_for_ever_for_pages_that_never_came_back_after_a_restart(tmp_path: Path) -> None:
    port = free_port()
    settings = settings_for(tmp_path, web_port=port)
    async with AsyncExitStack() as pages:
        async with living(settings, port=port):
            bob = await pages.enter_async_context(Visitor(port))
            async with Visitor(port) as ann:
                await seated(ann, bob)
        async with living(settings, port=port, web_times=BRIEF):
            await bob.hears("Your partner has been away for too long")
