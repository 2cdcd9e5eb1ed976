"""Files and voices leave the page as they were chosen or spoken, in a real browser."""

import base64

import pytest
from playwright.async_api import Browser, FilePayload, expect

from bot.content import Kind
from tests.e2e.browser import PATIENCE, Guest
from tests.e2e.stage import Stage, bytes_of, encoded, painting

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHOSEN = {
    Kind.PHOTO: ("x.png", "image/png", encoded(painting(), "PNG")),
    Kind.VIDEO: ("x.webm", "video/webm", bytes_of(Kind.VIDEO)),
    Kind.AUDIO: ("x.ogg", "audio/ogg", bytes_of(Kind.AUDIO)),
    Kind.ANIMATION: ("x.gif", "image/gif", bytes_of(Kind.ANIMATION)),
    Kind.DOCUMENT: ("list.md", "", b"# things"),
}


async def chooses(guest: Guest, *files: tuple[str, str, bytes]) -> None:
    chosen = [FilePayload(name=name, mimeType=mime, buffer=data) for name, mime, data in files]
    await guest.the("attach-file").set_input_files(chosen)


@pytest.mark.parametrize("kind", list(CHOSEN))
async def test_each_kind_leaves_as_what_it_is_and_stands_in_the_own_bubble(
    scene: Stage, window: Browser, kind: Kind
) -> None:
    guest = await scene.guest(window)
    await chooses(guest, CHOSEN[kind])
    await expect(guest.the("attached-file")).to_have_count(1)
    await guest.says("look")
    said, incoming = await scene.got()
    assert (said.uploaded, said.upload, said.content.text) == (kind, CHOSEN[kind][2], "look")
    assert (said.content.album, incoming.room) == ("", "r1")
    await guest.delivered("look")
    shown = guest.the("message-own").locator("img, video, audio, [data-testid=file]")
    await expect(shown).to_be_visible()
    await expect(guest.the("attached")).to_be_hidden()
    assert guest.complaints == []


async def test_several_files_leave_as_one_album_with_one_caption(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    pictures = [encoded(painting(shift=40 * at), "PNG") for at in range(3)]
    await chooses(guest, *[(f"{at}.png", "image/png", data) for at, data in enumerate(pictures)])
    await expect(guest.the("attached-file")).to_have_count(3)
    await guest.the("attached-remove").nth(1).click()
    await guest.says("two of them")
    sent = [await scene.got() for _ in range(2)]
    assert [said.upload for said, _ in sent] == [pictures[0], pictures[2]]
    assert [said.content.text for said, _ in sent] == ["two of them", ""]
    assert len({said.content.album for said, _ in sent} - {""}) == 1
    await guest.delivered("two of them")
    await expect(guest.the("message-own")).to_have_count(1)
    await expect(guest.the("message-own").locator(".gallery img")).to_have_count(2)
    assert guest.complaints == []


async def test_pictures_can_be_covered(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await chooses(guest, CHOSEN[Kind.DOCUMENT])
    await expect(guest.the("attached-file")).to_have_count(1)
    await expect(guest.the("cover")).to_be_hidden()
    await chooses(guest, CHOSEN[Kind.PHOTO])
    await guest.the("cover").check()
    await guest.the("composer").press("Enter")
    sent = [(await scene.got())[0] for _ in range(2)]
    assert [(said.uploaded, said.covered) for said in sent] == [(Kind.DOCUMENT, False), (Kind.PHOTO, True)]
    await expect(guest.the("message-own").locator(".cover")).to_be_visible()
    await chooses(guest, CHOSEN[Kind.PHOTO])
    await expect(guest.the("cover")).not_to_be_checked()
    assert guest.complaints == []


async def test_files_are_dropped_and_pasted(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    for event in ("drop", "paste"):
        await guest.page.evaluate(GIVEN, [event, base64.b64encode(CHOSEN[Kind.PHOTO][2]).decode()])
    await expect(guest.the("attached-file")).to_have_count(2)
    await guest.the("composer").press("Enter")
    for _ in range(2):
        said, _ = await scene.got()
        assert (said.uploaded, said.upload) == (Kind.PHOTO, CHOSEN[Kind.PHOTO][2])
    assert guest.complaints == []


GIVEN = """([event, picture]) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "x.png", { type: "image/png" }));
  const place = document.getElementById("text");
  place.dispatchEvent(event === "drop"
    ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
    : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (("x.exe", "application/x-msdownload", b"MZ"), "could tell who you are"),
        (("x.pdf", "application/pdf", b"%PDF"), "could tell who you are"),
        (("x.mp4", "video/mp4", bytes(8 * 1024**2 + 1)), "larger than 8 MB"),
        (("x.txt", "text/plain", b""), "This file is empty"),
        (("x.jpg", "image/jpeg", b"no picture"), "This picture can't be read"),
    ],
)
async def test_what_cannot_be_sent_is_said_at_once(
    scene: Stage, window: Browser, file: tuple[str, str, bytes], why: str
) -> None:
    guest = await scene.guest(window)
    await chooses(guest, file)
    await expect(guest.the("composer-note")).to_contain_text(why)
    await expect(guest.the("attached")).to_be_hidden()
    assert guest.complaints == []


async def test_no_more_than_ten_files_fit_in_a_message(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await chooses(guest, *[(f"{at}.txt", "text/plain", b"x") for at in range(11)])
    await expect(guest.the("composer-note")).to_contain_text("At most 10 files")
    await guest.the("composer").press("Enter")
    for _ in range(10):
        await scene.got()
    await expect(guest.the("message-own")).to_have_attribute("data-delivery", "sent", timeout=PATIENCE)
    assert guest.complaints == []


async def test_a_voice_is_recorded_sent_and_can_be_heard(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.the("record").click()
    await expect(guest.the("recording-time")).to_have_text("0:01")
    await guest.the("recording-send").click()
    said, _ = await scene.got()
    assert said.uploaded is Kind.VOICE
    assert said.upload is not None
    assert said.upload.startswith(b"\x1a\x45\xdf\xa3"), "a WebM file"
    voice = guest.the("message-own").get_by_test_id("voice")
    await expect(voice.locator(".voice-time")).to_have_text("0:01")
    await voice.get_by_test_id("play").click()
    await expect(voice.get_by_role("button", name="Pause: Voice message from you")).to_be_visible()
    await expect(guest.the("composer")).to_be_visible()
    assert guest.complaints == []


async def test_a_voice_can_be_thrown_away(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    for way in ("Escape", "cross"):
        await guest.the("record").click()
        await expect(guest.the("recording-send")).to_be_focused()
        if way == "Escape":
            await guest.page.keyboard.press("Escape")
        else:
            await guest.the("recording-cancel").click()
        await expect(guest.the("recording")).to_be_hidden()
    await guest.says("in words, then")
    said, _ = await scene.got()
    assert (said.upload, said.content.text) == (None, "in words, then")
    await expect(guest.the("message-own")).to_have_count(1)
    assert guest.complaints == []


@pytest.mark.parametrize(
    ("problem", "told"),
    [("NotAllowedError", "The microphone is not allowed for this page"), ("NotFoundError", "No microphone could be")],
)
async def test_without_a_microphone_a_kind_sentence_says_so(
    scene: Stage, window: Browser, problem: str, told: str
) -> None:
    guest = await scene.guest(window)
    await guest.page.evaluate(
        "name => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name)); }", problem
    )
    await guest.the("record").click()
    await expect(guest.the("composer-note")).to_contain_text(told)
    await expect(guest.the("composer")).to_be_visible()
    assert guest.complaints == []


async def test_a_browser_that_cannot_record_has_only_the_button_to_send(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.page.add_init_script("delete window.MediaRecorder")
    await guest.page.reload()
    await expect(guest.the("send")).to_be_visible()
    await expect(guest.the("record")).to_be_hidden()
    assert guest.complaints == []
