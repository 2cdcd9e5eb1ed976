"""Whatever comes over the socket, the server stands and the visitor can go on."""

import asyncio
import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Content
from bot.messages import Said
from bot.platforms.web.limits import USUAL_LIMITS, Rate
from tests.bot.web.town import House, Middle

KEYS = st.sampled_from(["t", "id", "text", "size", "x"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
)


def test_nothing_a_page_sends_brings_the_server_down() -> None:
    async def opened(house: House) -> None:
        await house.stand_alone()
        await house.listen()

    async def play(house: House, frames: list[str | bytes]) -> None:
        tab = await house.visitor()
        for frame in frames:
            await tab.says(frame)
        name = await tab.writes("still there?")
        assert (await tab.hears("accepted"))["id"] == name
        await tab.leaves()

    with asyncio.Runner() as runner:
        middle = Middle()
        house = House(middle, limits=replace(USUAL_LIMITS, frames=Rate(1000, 1000)))
        runner.run(opened(house))

        @settings(max_examples=20, deadline=None)
        @given(frames=st.lists(st.text(max_size=80) | st.binary(max_size=80) | JSON.map(json.dumps), max_size=12))
        def hostile(frames: list[str | bytes]) -> None:
            runner.run(play(house, frames))

        hostile()
        assert middle.malformed > 20
        assert {incoming.what for incoming in middle.heard} == {Said(Content("still there?"))}
        runner.run(house.close())
