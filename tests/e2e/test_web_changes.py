"""What visitors of the page send, change, take back and feel reaches the other, and the other's reaches them."""

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.app import App
from tests.e2e.conftest import Meet
from tests.e2e.living import living, settings_for
from tests.e2e.shown import Shown
from tests.e2e.stage import SAMPLES
from tests.e2e.strangers import ALONE, PAIRED, Stranger
from tests.e2e.visitor import Visitor

Pair = tuple[Visitor, Visitor]


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[App]:
    """Bauta without any token: the web chat alone."""
    async with living(settings_for(tmp_path, web_chat="auto")) as app:
        yield app


@pytest.fixture
async def pair(page: App) -> AsyncIterator[Pair]:
    async with Visitor(page.server.port) as ann, Visitor(page.server.port) as bob:
        await ann.admitted("find")
        await ann.hears(ALONE)
        await bob.admitted("find")
        for each in (ann, bob):
            await each.hears(PAIRED)
        yield ann, bob


@pytest.fixture
async def mixed(app: App, meet: Meet) -> AsyncIterator[tuple[Visitor, Stranger]]:
    """Ann on the page, Bob on Telegram."""
    bob = meet("Bob")
    await bob.admitted("/find")
    async with Visitor(app.server.port) as ann:
        await ann.admitted("find")
        await ann.hears(PAIRED)
        yield ann, bob


def picture(width: int = 64) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((width, 48), 90).convert("RGB").save(file, "JPEG", exif=b"Exif\x00\x00secret")
    return file.getvalue()


def by_partner(visitor: Visitor) -> list[Shown]:
    return [shown for shown in visitor.page if not shown.host]


async def test_a_message_is_changed_and_taken_back(pair: Pair) -> None:
    ann, bob = pair
    name = await ann.says("at sevn")
    first = await bob.hears("at sevn")
    await ann.edits(name, "at seven")
    changed = await bob.hears("at seven")
    assert (changed.id, changed.edited) == (first.id, True)
    await ann.says("or so")
    await bob.hears("or so")
    await ann.deletes(name)
    await bob.until(lambda: [shown.text for shown in by_partner(bob)] == ["or so"])
    assert (ann.refused, bob.refused) == ([], [])


async def test_nobody_changes_or_takes_back_what_the_other_wrote(pair: Pair) -> None:
    ann, bob = pair
    name = await ann.says("mine")
    await bob.hears("mine")
    await bob.edits(name, "not yours")
    await bob.deletes(name)
    await bob.accepted_all()
    await bob.says("done")
    await ann.hears("done")
    assert [shown.text for shown in by_partner(bob)] == ["mine"]


async def test_reactions_go_both_ways_and_to_ones_own_words(pair: Pair) -> None:
    ann, bob = pair
    name = await ann.says("hello")
    heard = await bob.hears("hello")
    await bob.reacts(heard, "❤")
    await ann.until(lambda: ann.felt.get(name) == ("❤",))
    await bob.reacts(heard, "👍")
    await ann.until(lambda: ann.felt.get(name) == ("👍",))
    await bob.reacts(heard, "")
    await ann.until(lambda: ann.felt.get(name) == ())
    await ann.reacts(name, "🔥")
    await bob.until(lambda: by_partner(bob)[0].feelings == ("🔥",))
    assert (ann.refused, bob.refused) == ([], [])


async def test_a_covered_photo_and_a_text_arrive_clean_and_captions_change(pair: Pair) -> None:
    ann, bob = pair
    name = await ann.sends("photo", picture(), caption="this mornig", covered=True)
    shown = await bob.hears("this mornig")
    assert shown.covered
    assert shown.photo is not None
    assert b"secret" not in shown.photo
    await ann.edits(name, "this morning", kind="photo")
    changed = await bob.hears("this morning")
    assert (changed.id, changed.photo) == (shown.id, shown.photo)
    await ann.sends("document", "things to bring: tea, ☕".encode(), caption="the list")
    listed = await bob.hears("the list")
    assert [(file.kind, file.data.decode()) for file in listed.files] == [("document", "things to bring: tea, ☕")]


async def test_files_of_an_album_arrive_as_one_message(pair: Pair) -> None:
    ann, bob = pair
    await ann.sends("photo", picture(), caption="two", album="a1")
    await ann.sends("photo", picture(80), album="a1")
    shown = await bob.hears("two")
    assert [Image.open(io.BytesIO(file.data)).width for file in shown.files] == [64, 80]
    assert {file.kind for file in shown.files} == {"photo"}


@pytest.mark.parametrize(("kind", "sample"), [("voice", "voice.ogg"), ("audio", "voice.ogg"), ("video", "film.webm")])
async def test_sound_and_film_arrive(pair: Pair, kind: str, sample: str) -> None:
    ann, bob = pair
    await ann.sends(kind, (SAMPLES / sample).read_bytes(), caption="listen")
    [file] = (await bob.hears("listen")).files
    assert file.kind == kind
    assert file.data
    if kind == "voice":
        assert file.seconds == pytest.approx(3, abs=0.2)
        assert file.waveform
    assert bob.refused == []


async def test_somebody_on_telegram_sees_what_the_page_does(mixed: tuple[Visitor, Stranger]) -> None:
    ann, bob = mixed
    name = await ann.says("at sevn")
    await bob.hears("at sevn")
    await ann.edits(name, "at seven")
    await bob.hears("at seven")
    said = await bob.says("fine")
    await ann.reacts(await ann.hears("fine"), "👍")
    assert said
    await ann.says("or not")
    await bob.hears("or not")
    assert ann.refused == []


async def test_the_page_sees_what_somebody_on_telegram_does(mixed: tuple[Visitor, Stranger]) -> None:
    ann, bob = mixed
    first = await bob.says("at seven")
    shown = await ann.hears("at seven")
    await bob.person.edits(bob.bot, first, "at eight")
    assert (await ann.hears("at eight")).id == shown.id
    name = await ann.says("fine")
    heard = await bob.hears("fine")
    await bob.person.reacts(bob.bot, heard.id, "👍")
    await ann.until(lambda: ann.felt.get(name) == ("👍",))
