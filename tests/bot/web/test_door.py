"""Who may open a socket, how many of them, and how everybody is sent away when the platform stops."""

import asyncio
import json
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus

from bot.platforms.web.limits import USUAL_LIMITS, USUAL_TIMES
from tests.bot.web.conftest import Build
from tests.bot.web.town import ANN, BOB, House, Middle, until

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "https://127.0.0.1.evil.example", "http://127.0.0.1:1", "x"]
)
async def test_a_page_from_elsewhere_gets_no_socket(house: House, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await house.tab(origin=origin)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.nip.io", "evil.example:80"])
async def test_a_host_that_is_not_ours_gets_no_socket(house: House, host: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await house.tab(host=host, origin=f"http://{host}")
    assert refused.value.response.status_code == 403


async def test_localhost_is_ours(house: House) -> None:
    port = house.port
    tab = await house.tab(host=f"localhost:{port}", origin=f"http://localhost:{port}")
    assert await tab.hello()


async def test_the_public_address_is_ours_whatever_the_proxy_calls_us(build: Build) -> None:
    house = await build(url="https://chat.example")
    for host in ("chat.example", ""):
        assert await (await house.tab(host=host, origin="https://chat.example")).hello()


async def test_behind_a_proxy_that_ends_tls_only_encrypted_pages_are_ours(build: Build) -> None:
    house = await build(url="http://chat.example")
    secure = {"X-Forwarded-Proto": "https"}
    port = house.port
    assert await (await house.tab(host=f"localhost:{port}", origin=f"https://localhost:{port}", headers=secure)).hello()
    with pytest.raises(InvalidStatus):
        await house.tab(host=f"localhost:{port}", origin=f"http://localhost:{port}", headers=secure)


async def test_without_a_hello_in_time_it_ends(build: Build) -> None:
    house = await build(times=replace(USUAL_TIMES, hello_within=0.02))
    assert await (await house.tab()).ends() == 4000


@pytest.mark.parametrize(
    "first",
    [
        "",
        b"\x00",
        "[]",
        '{"t":"typing"}',
        '{"t":"hello"}',
        '{"t":"hello","token":"short","language":"en"}',
        json.dumps({"t": "hello", "token": ANN, "language": "<script>"}),
    ],
)
async def test_a_bad_hello_ends_it(house: House, first: str | bytes) -> None:
    tab = await house.tab()
    await tab.says(first)
    assert await tab.ends() == 4000
    assert tab.passed == []


async def test_only_so_many_sockets_from_one_address(build: Build) -> None:
    house = await build(limits=replace(USUAL_LIMITS, per_loopback=2))
    first, _ = await house.visitor(ANN), await house.visitor(BOB)
    assert await (await house.tab()).ends() == 1013
    await first.leaves()
    await until(lambda: house.web.connections == 1)
    await house.visitor(ANN)


async def test_only_so_many_sockets_at_all(build: Build) -> None:
    house = await build(limits=replace(USUAL_LIMITS, connections=1))
    await house.visitor(ANN)
    assert await (await house.tab()).ends() == 1013


async def test_before_the_platform_runs_nobody_is_let_in(build: Build) -> None:
    house = await build(listening=False)
    assert await (await house.tab()).ends() == 1013
    await house.listen()
    await house.visitor()


async def test_when_it_stops_everybody_is_sent_away_and_nobody_let_in(house: House, middle: Middle) -> None:
    talking, silent = await house.visitor(), await house.tab()
    await talking.writes("hi")
    await talking.hears("accepted")
    await house.stop_listening()
    assert [await talking.ends(), await silent.ends()] == [1001, 1001]
    assert await (await house.tab()).ends() == 1001
    assert house.web.connections == 0
    assert len(middle.heard) == 1


async def test_when_it_stops_what_is_being_recorded_may_finish(house: House, middle: Middle) -> None:
    tab = await house.visitor()
    middle.open.clear()
    await tab.writes("hi")
    await middle.next()
    stopping = asyncio.create_task(house.stop_listening())
    assert await tab.ends() == 1001
    middle.open.set()
    await stopping
    assert len(middle.heard) == 1


async def test_what_cannot_be_recorded_in_time_does_not_hold_the_stop_up(build: Build, middle: Middle) -> None:
    house = await build(times=replace(USUAL_TIMES, stop_within=0.02))
    tab = await house.visitor()
    middle.open.clear()
    for number in range(40):  # more than are read ahead: the reader waits as well
        await tab.writes(str(number))
    await middle.next()
    await house.stop_listening()
    await until(lambda: house.web.connections == 0)
    middle.open.set()
    assert middle.heard == []


async def test_nothing_is_left_behind(middle: Middle) -> None:
    before = asyncio.all_tasks()
    house = House(middle)
    await house.stand_alone()
    await house.listen()
    for token in (ANN, BOB):
        tab = await house.visitor(token)
        await tab.writes("hi")
        await tab.says({"t": "typing"})
        await tab.hears("accepted")
    await tab.leaves()
    await house.close()
    await until(lambda: asyncio.all_tasks() == before)
