"""`python -m tests.e2e.screenshots`: the pictures in docs/images, taken of the real page. `make screenshots`."""

import asyncio
import io
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.async_api import Browser, expect

from tests.e2e.browser import Guest, Scheme, chromium
from tests.e2e.living import living, settings_for

IMAGES = Path(__file__).parents[2] / "docs" / "images"
LOOK: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 2,
    "reduced_motion": "reduce",
}


def lagoon() -> bytes:
    """A small painting of a lagoon at dusk, so that a photo can be shown that is nobody's."""
    picture = Image.new("RGB", (640, 400))
    draw = ImageDraw.Draw(picture)
    for row in range(400):
        share = row / 400
        draw.line((0, row, 640, row), fill=(int(40 + 190 * share), int(30 + 95 * share), int(70 + 30 * (1 - share))))
    draw.ellipse((280, 170, 360, 250), fill=(250, 214, 150))
    draw.rectangle((0, 250, 640, 400), fill=(28, 34, 66))
    for row in range(256, 400, 12):
        draw.line((300 - (row - 250) // 3, row, 340 + (row - 250) // 3, row), fill=(220, 176, 120), width=2)
    draw.polygon([(60, 262), (200, 262), (180, 284), (84, 284)], fill=(12, 14, 28))
    draw.line((130, 262, 130, 200), fill=(12, 14, 28), width=4)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


async def conversation(browser: Browser, url: str, scheme: Scheme) -> None:
    ann = await (await Guest.arrive(browser, url, scheme=scheme, **LOOK)).admitted()
    bob = await (await Guest.arrive(browser, url)).admitted()
    await ann.page.screenshot(path=IMAGES / f"idle-{scheme}.png")
    await ann.looks_for("chess", "night walks")
    await expect(ann.the("status")).to_contain_text("Looking")
    await ann.page.screenshot(path=IMAGES / f"waiting-{scheme}.png")
    await bob.looks_for("night walks", "opera")
    for guest in (ann, bob):
        await guest.talks()
    await ann.says("Good evening, whoever you are. Where do you walk at night?")
    heard = await bob.hears("Good evening")
    await heard.hover()
    await heard.get_by_test_id("reply").click()
    await bob.says("Along the water, mostly. You hear the city think.")
    await ann.hears("Along the water")
    await bob.the("attach-file").set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": lagoon()})
    await bob.says("Tonight, an hour ago")
    await expect((await ann.hears("an hour ago")).locator("img")).to_be_visible()
    await ann.says("That is worth getting lost for.")
    await ann.delivered("That is worth")
    await bob.hears("That is worth")
    for letter in "It was so quiet that":  # the page tells it at most every four seconds
        await bob.the("composer").press_sequentially(letter)
        if await ann.the("typing").is_visible():
            break
        await bob.page.wait_for_timeout(500)
    await ann.page.mouse.move(0, 0)
    await ann.page.screenshot(path=IMAGES / f"chat-{scheme}.png")
    await ann.the("report").click()
    await ann.page.screenshot(path=IMAGES / f"report-{scheme}.png")
    await ann.the("reason-harassment").click()
    await ann.page.screenshot(path=IMAGES / f"report-detail-{scheme}.png")
    await ann.leaves()
    await bob.leaves()


async def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    schemes: tuple[Scheme, ...] = ("light", "dark")
    with tempfile.TemporaryDirectory() as directory:
        async with chromium() as browser, living(settings_for(Path(directory))) as app:
            url = f"http://127.0.0.1:{app.server.port}/?lang=en"
            for scheme in schemes:
                newcomer = await Guest.arrive(browser, url, scheme=scheme, **LOOK)
                await expect(newcomer.the("agree")).to_be_visible()
                await newcomer.page.screenshot(path=IMAGES / f"rules-{scheme}.png")
                await newcomer.leaves()
                await conversation(browser, url, scheme)


if __name__ == "__main__":
    asyncio.run(main())
