"""Strangers on the web page find each other, and people on Telegram, over real sockets."""

import io
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from PIL import Image

from bot.app import App
from moderation.books import Books
from tests.e2e.conftest import Meet
from tests.e2e.living import PATIENCE, fetched, living, series, settings_for
from tests.e2e.strangers import ALONE, PAIRED, covered
from tests.e2e.visitor import Visitor
from tests.emulators.telegram import TelegramEmulator


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[App]:
    """Bauta without any token: the web chat alone."""
    async with living(settings_for(tmp_path, web_chat="auto")) as app:
        yield app


@pytest.fixture
async def pair(page: App) -> AsyncIterator[tuple[Visitor, Visitor]]:
    async with Visitor(page.server.port) as ann, Visitor(page.server.port) as bob:
        await ann.admitted("find")
        await ann.hears(ALONE)
        await bob.admitted("find")
        for each in (ann, bob):
            await each.hears(PAIRED)
        yield ann, bob


async def test_two_tabs_find_each_other_talk_reply_go_on_and_part_for_good(page: App) -> None:
    async with Visitor(page.server.port) as ann, Visitor(page.server.port) as bob:
        assert ann.state["at"] == "new"
        await ann.admitted("find", "chess, hiking")
        await ann.hears(ALONE)
        assert (await ann.is_at("waiting"))["interests"] == ["chess", "hiking"]
        await bob.admitted("find", "Hiking")
        for each in (ann, bob):
            notice = await each.hears("You both like hiking")
            assert (notice.host, notice.topic, notice.labels) == (True, "paired", ["Next", "Stop", "Report"])
            assert (await each.is_at("talking"))["shared"] == ["hiking"]
        name = await ann.says("hello <b>you</b> *there*")
        heard = await bob.hears("hello")
        assert (heard.text, heard.host, heard.spans) == ("hello <b>you</b> *there*", False, ())
        await bob.says("hello yourself", reply_to=heard)
        answer = await ann.hears("hello yourself")
        assert answer.reply == name, "a reply names one's own message as one knows it"
        await ann.says("and again", reply_to=answer)
        assert (await bob.hears("and again")).reply is not None

        room = bob.state["room"]
        await bob.presses(None, f"next:{room}")
        left = await ann.hears("Your partner went on")
        await ann.is_at("idle")
        await bob.is_at("waiting")
        await ann.presses(left, "Block")
        await ann.hears("You two won't meet again")
        await ann.does("find")
        await ann.hears(ALONE)
        await bob.is_at("waiting")
        await ann.is_at("waiting")
        assert (ann.refused, bob.refused, ann.repeats) == ([], [], 0)


async def test_a_report_with_words_from_the_dialog(page: App, pair: tuple[Visitor, Visitor]) -> None:
    ann, bob = pair
    room = (await ann.is_at("talking"))["room"]
    await ann.does("report", "he wants *money*")
    await ann.presses(None, f"report:{room}.spam.scam")
    receipt = await ann.hears("Thank you. Report R-")
    await bob.hears("Your partner left the chat")
    await bob.is_at("idle")
    async with page.database.unit() as unit:
        reports = await Books(unit).reports.open(100)
    assert [(each.reason.value, each.words) for each in reports] == [("spam", "he wants *money*")]
    assert reports[0].number in receipt.text


async def test_photos_and_typing_pass_between_two_tabs(pair: tuple[Visitor, Visitor]) -> None:
    ann, bob = pair
    await ann.types()
    await bob.until(lambda: bob.typing == 1)
    exif = Image.Exif()
    exif[0x010E] = "taken by Ann"
    out = io.BytesIO()
    Image.new("RGB", (120, 80), "plum").save(out, "JPEG", exif=exif)
    name = await ann.sends_photo(out.getvalue(), caption="my garden")
    shown = await bob.hears("my garden")
    assert shown.photo is not None
    assert b"taken by Ann" not in shown.photo
    assert Image.open(io.BytesIO(shown.photo)).size == (120, 80)
    await bob.says("green!", reply_to=shown)
    assert (await ann.hears("green!")).reply == name
    await ann.sends_photo(b"no picture at all")
    refused = await ann.hears("could not be read")
    assert refused.host


async def test_commands_and_files_work_on_the_page_too(pair: tuple[Visitor, Visitor]) -> None:
    ann, _ = pair
    await ann.does("language", "de")
    await ann.hears("spreche ich Deutsch")
    await ann.does("language", "en")
    await ann.does("fnid")
    await ann.hears("I don't know /fnid")
    await ann.does("export")
    export = await ann.hears("Everything stored about you")
    assert export.file is not None
    name, content = export.file
    assert name == "bauta-export.json"
    assert json.loads(content)["account"]["addresses"] == [{"platform": "web", "bot": "web"}]
    await ann.does("delete")
    await ann.presses(await ann.hears("Erase your account here?"), "Yes, erase it")
    await ann.hears("Erased.")
    await ann.is_at("new")


async def test_a_tab_and_somebody_on_telegram_talk(meet: Meet, app: App, telegram: TelegramEmulator) -> None:
    ann = meet("Ann")
    async with Visitor(app.server.port) as bob:
        await ann.admitted("/find")
        await ann.hears(ALONE)
        await bob.admitted("find")
        await ann.hears(PAIRED)
        await bob.hears(PAIRED)
        entity = {"type": "bold", "offset": 3, "length": 4}
        await ann.says("🌇 over here", entities=[entity])
        heard = await bob.hears("over")
        assert [(span["style"], span["start"], span["end"]) for span in heard.spans] == [("bold", 2, 6)], "code points"
        await bob.says("*plain* 🌊 <i>words</i> @everyone", reply_to=heard)
        answer = await ann.hears("plain")
        assert (answer.text, covered(answer, "bold")) == ("*plain* 🌊 <i>words</i> @everyone", [])
        assert ann.answered(answer) == "🌇 over here"
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "navy").save(out, "PNG")
        await bob.sends_photo(out.getvalue(), caption="sea", reply_to=heard)
        sea = await ann.hears("sea")
        assert sea.photo is not None
        await ann.sends_photo(out.getvalue(), caption="sky", reply_to=sea)
        sky = await bob.hears("sky")
        assert sky.photo is not None
        assert sky.reply is not None
        await bob.types()
        await telegram.ledger.reaches(1, "sendChatAction", chat=ann.id, timeout=PATIENCE)
        name = await bob.says("🌊" * 4096)
        await ann.hears("🌊" * 2048)
        await ann.says("so much water", reply_to=await ann.hears("🌊" * 2048))
        assert (await bob.hears("so much water")).reply == name, "either part stands for the whole"
        await ann.says("/next")
        await bob.hears("Your partner went on")
        await bob.does("block")
        await bob.hears("You two won't meet again")
        await bob.does("find")
        await bob.hears(ALONE)
        await ann.says("/status")
        await ann.hears("I've been looking")
    assert series(await fetched(app.server.port, "/metrics"), "bauta_relayed_total", platform="web") == 3


async def test_many_tabs_pair_up_completely(page: App) -> None:
    async with AsyncExitStack() as tabs:
        visitors = [await tabs.enter_async_context(Visitor(page.server.port)) for _ in range(12)]
        for each in visitors:
            await each.does("find")
        for each in visitors:
            await each.presses(await each.hears("18 or older"), "agree")
        for each in visitors:
            await each.is_at("talking")
        for number, each in enumerate(visitors):
            await each.says(f"I am {number}")
        met = []
        for each in visitors:
            await each.hears("I am ")
            met.append(int(each.heard()[0].split()[-1]))
        assert all(met[met[number]] == number != met[number] for number in range(12))
