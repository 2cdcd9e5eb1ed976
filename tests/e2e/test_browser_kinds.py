"""Every kind of file and a poll as the page shows them, in a real browser."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from bot.content import Kind, Poll
from bot.posts import Post
from tests.e2e.browser import DESKTOP, PATIENCE, Guest
from tests.e2e.stage import Stage, attachment, bytes_of, encoded, painting
from tests.e2e.test_browser import WEAK_CONTRASTS

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRAWN = "image => image.decode().then(() => image.naturalWidth)"
CALM: dict[str, Any] = {"reduced_motion": "reduce"}


async def last(guest: Guest) -> Locator:
    """The partner's latest bubble."""
    return guest.the("message-partner").last


async def plays(player: Locator) -> None:
    """Returns once something is playing, and has got further."""
    await player.evaluate(
        "player => new Promise((resolve) => player.currentTime > 0 && !player.paused ? resolve()"
        " : player.addEventListener('timeupdate', () => player.currentTime > 0 && resolve()))"
    )


async def test_a_photo_is_drawn_and_opens_large(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(Kind.PHOTO), text="tonight")
    message = await guest.hears("tonight")
    assert await message.locator("img").evaluate(DRAWN) == 480
    await message.get_by_role("button", name="Photo from the stranger. Open it large.").click()
    await expect(guest.the("viewer")).to_be_visible()
    await guest.page.keyboard.press("Escape")
    await expect(guest.the("viewer")).to_be_hidden()
    assert guest.complaints == []


@pytest.mark.parametrize("kind", [Kind.PHOTO, Kind.VIDEO, Kind.ANIMATION])
async def test_what_is_hidden_shows_only_when_it_is_tapped(scene: Stage, window: Browser, kind: Kind) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(kind, spoiler=True))
    message = await last(guest)
    cover = message.locator(".cover")
    await expect(cover).to_have_text("Tap to open")
    await message.locator(".covered button, button.covered").focus()
    await guest.page.keyboard.press("Enter")
    await expect(cover).to_have_count(0)
    await expect(message.locator(".covered")).to_have_count(0)
    assert guest.complaints == []


async def test_an_album_is_one_message_with_a_grid(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    pictures = [attachment(Kind.PHOTO, encoded(painting(shift=40 * at), "JPEG")) for at in range(4)]
    await scene.sends(*pictures, attachment(Kind.VIDEO), text="our walk")
    message = await guest.hears("our walk")
    await expect(message.locator(".gallery img")).to_have_count(4)
    assert (
        await message.locator(".gallery img").evaluate_all(
            "images => Promise.all(images.map((image) => image.decode().then(() => image.naturalWidth)))"
        )
        == [480] * 4
    )
    tops = await message.locator(".gallery .photo").evaluate_all("photos => photos.map((photo) => photo.offsetTop)")
    assert tops[0] == tops[1] < tops[2] == tops[3], "two stand side by side"
    await expect(guest.the("message-partner")).to_have_count(1)
    assert guest.complaints == []


async def test_a_video_plays(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(Kind.VIDEO), text="look")
    player = (await guest.hears("look")).locator("video")
    assert await player.evaluate("video => [video.controls, video.autoplay]") == [True, False]
    await player.evaluate("video => video.play()")
    await plays(player)
    assert guest.complaints == []


async def test_a_round_video_is_round_and_plays_by_one_button(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(Kind.VIDEO_NOTE))
    message = await last(guest)
    shape = (
        "note => { const s = getComputedStyle(note); return [s.borderRadius, note.offsetWidth === note.offsetHeight] }"
    )
    assert await message.locator(".note").evaluate(shape) == ["50%", True]
    await message.get_by_role("button", name="Play: Round video from the stranger").click()
    await plays(message.locator("video"))
    await message.get_by_role("button", name="Pause: Round video from the stranger").click()
    assert await message.locator("video").evaluate("video => video.paused")
    assert guest.complaints == []


async def test_a_voice_shows_how_loud_it_is_plays_and_can_be_searched_by_keyboard(
    scene: Stage, window: Browser
) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(Kind.VOICE), text="listen")
    message = await guest.hears("listen")
    await expect(message.locator(".voice-time")).to_have_text("0:03")
    heights = await message.locator("rect").evaluate_all("bars => bars.map((bar) => +bar.getAttribute('height'))")
    assert len(set(heights)) > 5, "the bars differ as the loudness does"
    await message.get_by_role("button", name="Play: Voice message from the stranger").click()
    await plays(message.locator("audio"))
    await message.get_by_role("button", name="Pause: Voice message from the stranger").click()
    slider = message.get_by_role("slider")
    await slider.focus()
    await guest.page.keyboard.press("End")
    assert await message.locator("audio").evaluate("audio => audio.currentTime") > 2.5
    await guest.page.keyboard.press("Home")
    assert await message.locator("audio").evaluate("audio => audio.currentTime") == 0
    assert guest.complaints == []


async def test_only_one_thing_is_heard_at_a_time(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(Kind.VOICE), text="first")
    await scene.sends(attachment(Kind.AUDIO), text="second")
    first, second = await guest.hears("first"), await guest.hears("second")
    await first.get_by_test_id("play").click()
    await plays(first.locator("audio"))
    await second.locator("audio").evaluate("audio => audio.play()")
    await expect(first.get_by_role("button", name="Play: Voice message")).to_be_visible()
    assert await first.locator("audio").evaluate("audio => audio.paused")
    assert guest.complaints == []


async def test_an_animation_moves_by_itself_but_not_for_who_wants_calm(scene: Stage, window: Browser) -> None:
    film = attachment(Kind.ANIMATION, bytes_of(Kind.VIDEO), mime="video/webm")
    guest = await scene.guest(window)
    await scene.sends(film)
    video = (await last(guest)).locator("video")
    await plays(video)
    assert await video.evaluate("video => [video.muted, video.loop, video.controls]") == [True, True, False]
    calm = await scene.guest(window, **CALM)
    await scene.sends(film)
    video = (await last(calm)).locator("video")
    assert await video.evaluate("video => [video.paused, video.autoplay, video.controls]") == [True, False, True]
    await scene.sends(attachment(Kind.ANIMATION))
    gif = await last(calm)
    await expect(gif.locator("img")).not_to_have_attribute("src", "blob:", timeout=100)
    assert await gif.locator("img").get_attribute("src") is None
    await gif.get_by_role("button", name="Play the animation").click()
    assert await gif.locator("img").evaluate(DRAWN) == 160
    assert guest.complaints == calm.complaints == []


async def test_a_sticker_stands_without_a_bubble(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(Kind.STICKER))
    bubble = (await last(guest)).locator(".bubble")
    assert await bubble.locator("img.sticker").evaluate(DRAWN) == 256
    assert await bubble.evaluate("bubble => getComputedStyle(bubble).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert guest.complaints == []


async def test_a_document_is_saved_under_its_neutral_name(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    file = attachment(Kind.DOCUMENT, b"<script>alert(1)</script>", name="file.txt", mime="text/html")
    await scene.sends(file, text="take it")
    link = (await guest.hears("take it")).get_by_test_id("file")
    await expect(link).to_have_text("Save file.txt 25 bytes")
    async with guest.page.expect_download() as saving:
        await link.click()
    saved = await saving.value
    assert saved.suggested_filename == "file.txt"
    assert (await saved.path()).read_bytes() == b"<script>alert(1)</script>"
    assert guest.complaints == []


@pytest.mark.parametrize("kind", [Kind.VIDEO, Kind.VIDEO_NOTE, Kind.VOICE, Kind.AUDIO, Kind.ANIMATION, Kind.PHOTO])
async def test_what_the_browser_cannot_show_can_be_saved(scene: Stage, window: Browser, kind: Kind) -> None:
    guest = await scene.guest(window)
    await scene.sends(attachment(kind, mime="application/x-unheard-of"), text="unknown")
    await expect((await guest.hears("unknown")).get_by_test_id("file")).to_be_visible()
    if kind in (Kind.VIDEO, Kind.VOICE):
        await scene.sends(attachment(kind, b"not what it says"), text="broken")
        await expect((await guest.hears("broken")).get_by_test_id("file")).to_be_visible(timeout=PATIENCE)
    assert [each for each in guest.complaints if "media" not in each.lower()] == []


async def test_a_poll_can_be_read_and_answered_in_words(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    native = await scene.says(Post(poll=Poll("Where to?", ("the lake", "<b>the market</b>"))))
    poll = guest.the("poll")
    await expect(poll.locator("li")).to_have_text(["the lake", "<b>the market</b>"])
    await expect(poll).to_contain_text("Answer in your own words")
    await (await last(guest)).hover()
    await (await last(guest)).get_by_test_id("reply").click()
    await expect(guest.the("answering")).to_contain_text("Poll: Where to?")
    await guest.says("the lake")
    _, incoming = await scene.got()
    assert incoming.reply_to == native
    assert guest.complaints == []


async def test_a_reply_shows_the_part_that_is_meant(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.says("at seven at the lake, or at the market")
    _, incoming = await scene.got()
    await scene.says(Post("that one", reply_to=incoming.message, quote="at the market"))
    await expect((await guest.hears("that one")).locator(".quote-text")).to_have_text("at the market")
    assert guest.complaints == []


async def test_every_kind_fits_the_narrowest_phone_and_can_be_read_in_both_themes(
    scene: Stage, window: Browser
) -> None:
    for scheme, size in (("light", {"width": 320, "height": 640}), ("dark", DESKTOP)):
        guest = await scene.guest(window, scheme="dark" if scheme == "dark" else "light", viewport=size, **CALM)
        for kind in Kind:
            await scene.sends(attachment(kind), text=f"a {kind.value}" if kind is not Kind.STICKER else "")
            native = await scene.sends(attachment(kind, spoiler=True))
        await scene.feels(native, "👍", "❤")
        await scene.sends(*[attachment(Kind.PHOTO) for _ in range(3)])
        await scene.sends(attachment(Kind.DOCUMENT, name="x" * 60 + ".txt"))
        await scene.says(Post(poll=Poll("W" * 100, ("o" * 100, "no"))))
        await guest.says("W" * 300)
        await scene.got()
        for tool in ("report", "block", "menu-open"):  # always in sight, whatever the pointer is at
            assert await guest.the(tool).evaluate("tool => getComputedStyle(tool.parentElement).opacity") == "1"
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await guest.page.evaluate(overflow) <= 0
        assert await guest.page.evaluate(BEYOND) == []
        assert await guest.page.evaluate(WEAK_CONTRASTS) == []
        assert guest.complaints == []


BEYOND = """() => {
  const { left, right } = document.getElementById("log").getBoundingClientRect();
  return [...document.querySelectorAll("#log *")].filter((element) => {
    if (element.closest(".cover, .covered, svg, .unseen, .photo")) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && (box.left < left - 1 || box.right > right + 1);
  }).map((element) => element.outerHTML.slice(0, 80));
}"""
