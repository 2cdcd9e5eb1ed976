"""What the partner changes changes on the page, in a real browser."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.app import App
from tests.e2e.browser import PATIENCE, Guest, Scheme, chromium
from tests.e2e.conftest import Meet

PICTURES = os.environ.get("BAUTA_TEST_PICTURES", "")
"""A folder for whoever wants to look at what the browser shows."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_changed_message_reads_so_and_says_that_it_was_changed(app: App, meet: Meet, scheme: Scheme) -> None:
    bob = meet("Bob")
    await bob.admitted("/find")
    async with chromium() as browser:
        ann = await (
            await Guest.arrive(browser, f"http://127.0.0.1:{app.server.port}/?lang=en", scheme=scheme)
        ).admitted()
        await ann.the("find").click()
        await ann.talks()
        first = await bob.says("at seven, <b>at the lake</b>")
        shown = await ann.hears("at seven")
        await bob.says("or at the market?")
        await ann.hears("or at the market?")
        await bob.person.edits(bob.bot, first, "at eight, <b>at the lake</b>")
        await expect(shown).to_have_count(0, timeout=PATIENCE)
        changed = await ann.hears("at eight, <b>at the lake</b>")
        await expect(changed.locator(".edited")).to_have_text("edited")
        await changed.hover()
        await changed.get_by_test_id("reply").click()
        await ann.says("eight it is")
        answer = await bob.hears("eight it is")
        assert "at the lake" in bob.answered(answer), "it is the same message still"
        await expect(ann.the("message-own").locator(".quote")).to_contain_text("at eight")
        await bob.person.edits(bob.bot, first, "at nine")
        await expect((await ann.hears("at nine")).locator(".edited")).to_have_count(1)
        if PICTURES:
            await ann.page.screenshot(path=Path(PICTURES) / f"edited-{scheme}.png")
        assert ann.complaints == []
