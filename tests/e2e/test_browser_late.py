"""What a page shows of messages that are late, or were not taken: at the message, in a real browser."""

import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.app import App
from tests.e2e.browser import PATIENCE, Guest, Scheme, chromium
from tests.e2e.conftest import Meet
from tests.e2e.living import Clock
from tests.emulators.telegram import TelegramEmulator, faults

PICTURES = os.environ.get("BAUTA_TEST_PICTURES", "")
"""A folder for whoever wants to look at what the browser shows."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.outbox.LOOK", 0.05)
    monkeypatch.setattr("bot.outbox.MOST_SAID", 3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_who_writes_to_somebody_out_of_reach_is_told_at_the_message(
    app: App, meet: Meet, clock: Clock, telegram: TelegramEmulator, scheme: Scheme
) -> None:
    bob = meet("Bob")
    await bob.admitted("/find")
    async with chromium() as browser:
        address = f"http://127.0.0.1:{app.server.port}/?lang=en"
        ann = await (await Guest.arrive(browser, address, scheme=scheme)).admitted()
        await ann.the("find").click()
        await ann.talks()
        held = telegram.faults.add(kind=faults.rate_limited(600), method="sendMessage", chat=bob.id)
        await ann.says("are you there?")
        await held.befell(timeout=PATIENCE / 1000)
        clock.forward(61)
        await ann.reads("still on its way")
        late = ann.the("notice").filter(has_text="still on its way")
        await expect(late.locator(".quote")).to_contain_text("are you there?")
        for text in ("hello?", "anybody?", "one too many"):
            await ann.says(text)
        await ann.reads("faster than your partner can be reached")
        refused = ann.the("message-own").filter(has_text="one too many")
        await expect(refused).to_have_attribute("data-delivery", "failed", timeout=PATIENCE)
        if PICTURES:
            await ann.page.screenshot(path=Path(PICTURES) / f"late-{scheme}.png")
        assert ann.complaints == []
