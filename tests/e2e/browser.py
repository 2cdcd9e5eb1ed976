"""A real browser for tests: Debian's chromium driven by playwright, and visitors who use the page as people do.

Its headless shell is taken where there is one: the same browser without windows, at a third of the processor's time.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, async_playwright, expect

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--use-fake-ui-for-media-stream",  # the microphone is allowed, and beeps
    "--use-fake-device-for-media-stream",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1200, "height": 800}
PATIENCE = 20_000.0
"""Milliseconds after which something that should be on the page isn't."""

Scheme = Literal["light", "dark"]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser. Where it is missing the test fails in CI and is skipped elsewhere, with the reason."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is missing: .ci/run installs it")
        pytest.skip("chromium is not installed (apt-get install chromium-headless-shell)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


class Guest:
    """A visitor with a tab of their own. `complaints`: what the browser's console had to say; empty if all is well."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.set_default_timeout(PATIENCE)

    @classmethod
    async def arrive(cls, browser: Browser, url: str, *, scheme: Scheme = "light", **context: Any) -> "Guest":
        """Open the page in a fresh profile."""
        options = {"viewport": PHONE, "color_scheme": scheme, "locale": "en-GB", **context}
        guest = cls(await (await browser.new_context(**options)).new_page())
        await guest.page.goto(url)
        return guest

    def _heard(self, message: ConsoleMessage) -> None:
        lost = "ERR_CONNECTION_REFUSED" in message.text or "WebSocket connection" in message.text
        if message.type in ("error", "warning") and not lost:
            self.complaints.append(message.text)

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    def the(self, name: str) -> Locator:
        """A control of the page by its test id."""
        return self.page.get_by_test_id(name)

    async def admitted(self) -> "Guest":
        await self.the("agree").click()
        await expect(self.the("find")).to_be_visible(timeout=PATIENCE)
        return self

    async def looks_for(self, *interests: str) -> None:
        for interest in interests:
            await self.the("interests").fill(interest)
            await self.the("interests").press("Enter")
        await self.the("find").click()

    async def talks(self) -> None:
        """Returns once the conversation is open."""
        await expect(self.the("composer")).to_be_visible(timeout=PATIENCE)

    async def says(self, text: str) -> None:
        await self.the("composer").fill(text)
        await self.the("composer").press("Enter")

    async def hears(self, text: str) -> Locator:
        """The partner's message with this text, once it is there."""
        message = self.the("message-partner").filter(has_text=text)
        await expect(message).to_have_count(1, timeout=PATIENCE)
        return message

    async def reads(self, text: str) -> None:
        """Returns once the host has said this."""
        await expect(self.the("log")).to_contain_text(text, timeout=PATIENCE)

    async def delivered(self, text: str) -> None:
        """Returns once an own message is marked as sent."""
        message = self.the("message-own").filter(has_text=text)
        await expect(message).to_have_attribute("data-delivery", "sent", timeout=PATIENCE)

    async def leaves(self) -> None:
        await self.context.close()
