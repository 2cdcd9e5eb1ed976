"""Visitors in a real browser: they talk, leave, lose the connection, and find everything by keyboard."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, FilePayload, expect

from tests.e2e.browser import DESKTOP, PATIENCE, Guest, chromium
from tests.e2e.living import living, settings_for
from tests.ports import free_port


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def page_url(tmp_path: Path) -> AsyncIterator[str]:
    async with living(settings_for(tmp_path)) as app:
        yield f"http://127.0.0.1:{app.server.port}/?lang=en"


async def couple(browser: Browser, url: str) -> tuple[Guest, Guest]:
    """Two visitors who talk; both like chess."""
    ann, bob = await Guest.arrive(browser, url), await Guest.arrive(browser, url, scheme="dark", viewport=DESKTOP)
    for guest in (ann, bob):
        await (await guest.admitted()).looks_for("chess", "hiking" if guest is ann else "opera")
    for guest in (ann, bob):
        await guest.talks()
    return ann, bob


async def test_two_visitors_talk_reply_see_each_other_typing_and_send_a_photo(browser: Browser, page_url: str) -> None:
    ann, bob = await couple(browser, page_url)
    await expect(ann.the("status")).to_contain_text("chess", timeout=PATIENCE)

    await ann.says("hello <b>there</b> & *you*")
    heard = await bob.hears("hello <b>there</b> & *you*")
    await ann.delivered("hello")

    await bob.the("composer").press_sequentially("wri")
    await expect(ann.the("typing")).to_be_visible(timeout=PATIENCE)

    await heard.hover()
    await heard.get_by_test_id("reply").click()
    await bob.says("and hello to you")
    answer = await ann.hears("and hello to you")
    await expect(answer.locator(".quote")).to_contain_text("hello <b>there</b>")

    picture = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2, -1.2, 0.8, 1.2), 60).convert("RGB").save(picture, "PNG")
    file = FilePayload(name="me.png", mimeType="image/png", buffer=picture.getvalue())
    await ann.the("attach-file").set_input_files(file)
    await ann.says("look")
    shown = (await bob.hears("look")).locator("img")
    await expect(shown).to_be_visible(timeout=PATIENCE)
    assert await shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    assert ann.complaints == bob.complaints == []


async def test_who_is_alone_can_be_told_when_somebody_comes(browser: Browser, page_url: str) -> None:
    ann, bob = [await (await Guest.arrive(browser, page_url)).admitted() for _ in range(2)]
    await ann.looks_for("chess")
    await expect(ann.the("search-notice")).to_contain_text("Nobody is here right now", timeout=PATIENCE)
    await ann.page.get_by_role("button", name="Tell me when somebody comes").click()
    await ann.reads("I stopped looking")
    await expect(ann.the("status")).to_contain_text("Not talking", timeout=PATIENCE)
    await bob.looks_for("tea")
    await ann.reads("Somebody who fits is looking right now")
    await ann.the("log").get_by_role("button", name="Find someone").last.click()
    for guest in (ann, bob):
        await guest.talks()
    await expect(ann.the("log").get_by_role("button", name="Find someone")).to_have_count(0)
    assert ann.complaints == bob.complaints == []


async def test_who_is_left_is_told_and_can_go_on(browser: Browser, page_url: str) -> None:
    ann, bob = await couple(browser, page_url)
    await ann.the("next").click()
    await bob.reads("Your partner went on")
    await expect(ann.the("status")).to_contain_text("Looking", timeout=PATIENCE)
    await ann.the("stop").click()
    await expect(ann.the("find")).to_be_visible(timeout=PATIENCE)
    await expect(bob.the("find")).to_be_visible(timeout=PATIENCE)
    assert ann.complaints == bob.complaints == []


async def test_a_report_is_three_taps_in_all_and_gives_a_number(browser: Browser, page_url: str) -> None:
    ann, bob = await couple(browser, page_url)
    await ann.the("report").click()
    await ann.the("reason-harassment").click()
    await expect(ann.the("reason-harassment")).to_be_hidden()
    await ann.the("detail-pressure").click()
    await ann.reads("Report R-")
    await bob.reads("Your partner left the chat")
    assert ann.complaints == bob.complaints == []


async def test_before_the_second_tap_one_can_go_back_or_add_words(browser: Browser, page_url: str) -> None:
    ann, bob = await couple(browser, page_url)
    await ann.the("report").click()
    await ann.the("reason-spam").click()
    await expect(ann.the("detail-insults")).to_be_hidden()
    await ann.the("report-back").click()
    await expect(ann.the("reason-spam")).to_be_focused()
    await expect(ann.the("detail-ads")).to_be_hidden()
    await ann.the("reason-harassment").click()
    await ann.the("report-words").fill("x" * 501)
    await ann.the("detail-insults").click()
    await expect(ann.the("report-problem")).to_have_text("At most 500 characters fit here.")
    await expect(ann.the("report-dialog")).to_be_visible()
    await ann.the("report-words").fill("they would not stop")
    await ann.the("detail-insults").click()
    await ann.reads("Report R-")
    await expect(ann.the("report")).to_be_hidden()
    await bob.reads("Your partner left the chat")
    assert ann.complaints == bob.complaints == []


async def test_a_restart_of_the_server_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    settings, port = settings_for(tmp_path), free_port()
    url = f"http://127.0.0.1:{port}/?lang=en"
    async with living(settings, port=port):
        ann, bob = await couple(browser, url)
        await ann.says("before")
        await bob.hears("before")
    await expect(ann.the("banner")).to_be_visible(timeout=PATIENCE)
    await ann.says("meanwhile")
    async with living(settings, port=port):
        await bob.hears("meanwhile")
        await expect(ann.the("banner")).to_be_hidden(timeout=PATIENCE)
        await bob.says("after")
        await ann.hears("after")
        await expect(bob.the("message-partner")).to_have_count(2)
    assert ann.complaints == bob.complaints == []


async def test_everything_is_there_by_keyboard_alone(browser: Browser, page_url: str) -> None:
    bob = await (await Guest.arrive(browser, page_url)).admitted()
    await bob.looks_for()
    ann = await Guest.arrive(browser, page_url, viewport=DESKTOP)

    async def tab_to(name: str) -> None:
        for _ in range(40):
            await ann.page.keyboard.press("Tab")
            if await ann.page.evaluate("document.activeElement?.dataset.testid") == name:
                assert await ann.page.evaluate(SHOWS_FOCUS), f"{name} does not show that it has the focus"
                return
        pytest.fail(f"{name} is not to be reached by Tab")

    await expect(ann.the("agree")).to_be_visible(timeout=PATIENCE)
    await tab_to("agree")
    await ann.page.keyboard.press("Enter")
    await expect(ann.the("find")).to_be_visible(timeout=PATIENCE)
    await tab_to("interests")
    await ann.page.keyboard.type("chess,")
    await tab_to("find")
    await ann.page.keyboard.press("Enter")
    await ann.talks()
    await tab_to("composer")
    await ann.page.keyboard.type("first line")
    await ann.page.keyboard.press("Shift+Enter")
    await ann.page.keyboard.type("second line")
    await ann.page.keyboard.press("Enter")
    await bob.hears("second line")
    await tab_to("report")
    await ann.page.keyboard.press("Enter")
    await expect(ann.the("report-dialog")).to_be_visible()
    await ann.page.keyboard.press("Escape")
    await expect(ann.the("report-dialog")).to_be_hidden()
    await tab_to("next")
    await ann.page.keyboard.press("Enter")
    await bob.reads("Your partner went on")
    assert ann.complaints == bob.complaints == []


async def test_the_narrowest_phone_and_the_largest_letters_need_no_sideways_scrolling(
    browser: Browser, page_url: str
) -> None:
    ann, bob = await couple(browser, page_url)
    await bob.says("https://example.org/" + "x" * 300 + " " + "W" * 400)
    await ann.hears("WWW")
    for width in (320, 640):
        await ann.page.set_viewport_size({"width": width // (1 if width == 320 else 2), "height": 640})
        wide = await ann.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0
    assert ann.complaints == bob.complaints == []


async def test_texts_stand_out_in_both_themes(browser: Browser, page_url: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text. Every element with text of its own, against what is painted behind it."""
    ann, bob = await couple(browser, page_url)
    await ann.says("a message")
    await bob.hears("a message")
    await bob.says("an answer")
    await ann.hears("an answer")
    for guest in (ann, bob):
        for scheme in ("light", "dark"):
            await guest.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            weak = await guest.page.evaluate(WEAK_CONTRASTS)
            assert weak == [], f"{scheme}: {weak}"


SHOWS_FOCUS = """[document.activeElement, document.activeElement.parentElement].some(
  (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  })"""

WEAK_CONTRASTS = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    context.clearRect(0, 0, 1, 1); context.fillStyle = color; context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, below) => top.slice(0, 3).map((part, i) => part * top[3] / 255 + below[i] * (1 - top[3] / 255));
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const own = rgba(getComputedStyle(element).backgroundColor);
    return own[3] === 255 ? own.slice(0, 3) : over(own, ground(element.parentElement));
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
    const box = element.getBoundingClientRect();
    if (!text || box.width < 2 || box.height < 2 || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("[disabled], [aria-hidden=true], noscript, script")) continue;
    const behind = ground(element);
    const front = over(rgba(getComputedStyle(element).color), behind);
    const [high, low] = [light(front), light(behind)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) weak.push(`${text.slice(0, 40)}: ${ratio.toFixed(2)}`);
  }
  return weak;
}"""
