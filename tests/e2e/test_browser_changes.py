"""Messages are changed, taken back and felt about on the page, by both of the two, in a real browser."""

import pytest
from playwright.async_api import Browser, FilePayload, Locator, expect

from bot.content import Content, FileRef, Kind, Media
from bot.messages import Deleted, Edited, Reacted, Said
from bot.posts import Post
from tests.e2e.browser import PATIENCE, Guest
from tests.e2e.stage import Stage, attachment, encoded, painting

pytestmark = pytest.mark.asyncio(loop_scope="module")

PICTURE = FilePayload(name="x.png", mimeType="image/png", buffer=encoded(painting(), "PNG"))


async def choosing(guest: Guest, message: Locator, choice: str) -> None:
    """Open a message's menu and choose from it."""
    await message.hover()
    await message.get_by_test_id("more").click()
    await guest.the(choice).click()
    await expect(guest.the("choices")).to_be_hidden()


async def test_an_own_message_is_changed_in_its_place(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.says("at sevn")
    _, first = await scene.got()
    await guest.says("or so")
    await scene.got()
    await guest.the("composer").fill("begun meanwhile")
    await choosing(guest, guest.the("message-own").first, "choice-edit")
    await expect(guest.the("answering")).to_contain_text("Edit your message")
    await expect(guest.the("composer")).to_have_value("at sevn")
    await guest.says("at seven")
    change = await scene.heard()
    assert (change.what, change.message) == (Edited(Content("at seven")), first.message)
    await expect(guest.the("message-own").first).to_contain_text("at seven")
    await expect(guest.the("message-own").first.locator(".edited")).to_have_text("edited")
    await expect(guest.the("message-own")).to_have_count(2)
    await expect(guest.the("composer")).to_have_value("begun meanwhile")
    await expect(guest.the("answering")).to_be_hidden()
    assert guest.complaints == []


async def test_escape_leaves_a_message_as_it_was(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.says("as it is")
    await scene.got()
    await choosing(guest, guest.the("message-own"), "choice-edit")
    await guest.the("composer").fill("")
    await guest.the("composer").press("Enter")
    await expect(guest.the("composer-note")).to_contain_text("nothing left")
    await guest.the("composer").fill("changed")
    await guest.the("composer").press("Escape")
    await expect(guest.the("composer")).to_have_value("")
    await choosing(guest, guest.the("message-own"), "choice-edit")
    await guest.the("composer").press("Enter")  # the same words: nothing is sent
    await expect(guest.the("answering")).to_be_hidden()
    await guest.says("the next thing")
    said, _ = await scene.got()
    assert said.content.text == "the next thing"
    await expect(guest.the("message-own").first.locator(".edited")).to_have_count(0)
    assert guest.complaints == []


async def test_a_caption_is_changed_and_may_go(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.the("attach-file").set_input_files(PICTURE)
    await guest.says("a caption")
    _, sent = await scene.got()
    under = (Media(Kind.PHOTO, FileRef("web", "web", "")),)
    for text in ("another", ""):
        await choosing(guest, guest.the("message-own"), "choice-edit")
        await guest.says(text)
        change = await scene.heard()
        assert (change.what, change.message) == (Edited(Content(text, media=under)), sent.message)
    await expect(guest.the("message-own").locator(".text")).to_have_count(0)
    await expect(guest.the("message-own").locator("img")).to_be_visible()
    assert guest.complaints == []


async def test_what_the_partner_changes_may_bring_another_file(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    native = await scene.sends(attachment(Kind.PHOTO), text="the wrong one")
    message = await guest.hears("the wrong one")
    await choosing(guest, message, "react-1")
    await scene.heard()
    await scene.revises(native, "a better word")
    assert await (await guest.hears("a better word")).locator("img").evaluate("image => image.naturalWidth") == 480
    await scene.revises(native, "the right one", attachment(Kind.PHOTO, encoded(painting(300, 200), "JPEG")))
    message = await guest.hears("the right one")
    assert await message.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    await expect(message.locator(".edited")).to_have_count(1)
    await expect(message.locator(".mine")).to_have_text("👍")
    await expect(guest.the("message-partner")).to_have_count(1)
    assert guest.complaints == []


async def test_an_own_message_is_taken_back_with_all_that_quotes_it(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.says("too much")
    _, first = await scene.got()
    await scene.says(Post("what?", reply_to=first.message))
    await guest.hears("what?")
    await choosing(guest, guest.the("message-own"), "choice-delete")
    gone = await scene.heard()
    assert (gone.what, gone.message) == (Deleted(), first.message)
    await expect(guest.the("message-own")).to_have_count(0)
    await expect(guest.the("log")).not_to_contain_text("too much")
    await expect((await guest.hears("what?")).locator(".quote")).to_contain_text("Deleted message")
    await expect(guest.the("composer-note")).to_have_text("Deleted.")
    await expect(guest.the("composer")).to_be_focused()
    assert guest.complaints == []


async def test_an_album_is_taken_back_whole(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.the("attach-file").set_input_files([PICTURE, PICTURE])
    await expect(guest.the("attached-file")).to_have_count(2)
    await guest.says("two")
    sent = [(await scene.got())[1].message for _ in range(2)]
    await choosing(guest, guest.the("message-own"), "choice-delete")
    assert [(await scene.heard()).message for _ in range(2)] == sent
    assert guest.complaints == []


async def test_what_the_partner_takes_back_goes_and_so_does_what_was_begun_about_it(
    scene: Stage, window: Browser
) -> None:
    guest = await scene.guest(window)
    native = await scene.says("never mind")
    other = await scene.sends(attachment(Kind.VOICE))
    message = await guest.hears("never mind")
    await message.hover()
    await message.get_by_test_id("reply").click()
    await expect(guest.the("answering")).to_be_visible()
    await scene.deletes(native)
    await expect(guest.the("answering")).to_be_hidden()
    await guest.the("message-partner").hover()
    await guest.the("message-partner").get_by_test_id("more").click()
    await scene.deletes(other, "what is not there")
    await expect(guest.the("choices")).to_be_hidden()
    await expect(guest.the("message-partner")).to_have_count(0)
    assert guest.complaints == []


async def test_reactions_of_both_stand_at_the_message(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    native = await scene.says("hello")
    message = await guest.hears("hello")
    await choosing(guest, message, "react-1")
    felt = await scene.heard()
    assert (felt.what, felt.message) == (Reacted(("👍",)), native)
    await expect(message.locator(".mine")).to_have_text("👍")
    await choosing(guest, message, "react-2")
    assert (await scene.heard()).what == Reacted(("❤",), ("👍",))
    await scene.feels(native, "🦑", "👍")
    await expect(message.locator(".theirs [aria-hidden]")).to_have_text(["🦑", "👍"])
    await expect(message.locator(".theirs")).to_contain_text(["The stranger's reaction: 🦑", ""])
    await message.get_by_role("button", name="Your reaction: ❤. Take it back.").click()
    assert (await scene.heard()).what == Reacted((), ("❤",))
    await expect(message.locator(".mine")).to_have_count(0)
    await scene.feels(native)
    await expect(message.get_by_test_id("feelings")).to_have_count(0)
    assert guest.complaints == []


async def test_the_partner_feels_something_about_an_own_message_and_about_one_that_is_not_there(
    scene: Stage, window: Browser
) -> None:
    guest = await scene.guest(window)
    await guest.says("hello")
    _, sent = await scene.got()
    assert sent.message is not None
    await scene.feels(sent.message, "❤")
    await expect(guest.the("message-own").locator(".theirs [aria-hidden]")).to_have_text("❤\ufe0f")
    await scene.feels("before-the-reload", "🔥")
    await guest.reads("🔥 from the stranger, to an earlier message")
    assert guest.complaints == []


async def test_what_can_be_done_with_a_message_is_there_by_keyboard(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await guest.says("hello")
    await scene.got()
    await guest.the("message-own").get_by_test_id("more").focus()
    press = guest.page.keyboard.press
    await press("Enter")
    await expect(guest.the("choices")).to_be_visible()
    await press("Escape")
    await expect(guest.the("message-own").get_by_test_id("more")).to_be_focused()
    await press("Enter")
    for _ in range(4):
        await press("Tab")
    await press("Enter")
    assert (await scene.heard()).what == Reacted(("😱",))
    await press("Enter")
    for _ in range(9):
        await press("Tab")
    await press("Enter")
    await expect(guest.the("composer")).to_be_focused()
    await expect(guest.the("answering")).to_contain_text("Edit your message")
    assert guest.complaints == []


async def test_of_the_partners_messages_only_reply_and_reaction_are_offered(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    await scene.says("hello")
    message = await guest.hears("hello")
    await message.hover()
    await message.get_by_test_id("more").click()
    await expect(guest.the("choice-reply")).to_be_visible()
    for own in ("choice-edit", "choice-delete"):
        await expect(guest.the(own)).to_be_hidden()
    await guest.the("choice-reply").click()
    await guest.says("to you, too")
    assert (await scene.got())[1].reply_to is not None
    assert guest.complaints == []


async def test_what_is_done_without_a_connection_is_done_in_order_when_it_is_back(
    scene: Stage, window: Browser
) -> None:
    guest = await scene.guest(window)
    native = await scene.says("are you there?")
    await guest.context.set_offline(True)
    await expect(guest.the("banner")).to_be_visible(timeout=PATIENCE)
    await guest.says("a long tunel")
    own = guest.the("message-own")
    await choosing(guest, own, "choice-edit")
    await guest.says("a long tunnel")
    await choosing(guest, await guest.hears("are you there?"), "react-1")
    await guest.says("never mind")
    await choosing(guest, own.filter(has_text="never mind"), "choice-delete")
    await guest.context.set_offline(False)
    done = [await scene.heard() for _ in range(5)]
    assert [each.what for each in done] == [
        Said(Content("a long tunel")),
        Edited(Content("a long tunnel")),
        Reacted(("👍",)),
        Said(Content("never mind")),
        Deleted(),
    ]
    assert done[1].message == done[0].message
    assert done[2].message == native
    assert done[4].message == done[3].message
    await guest.delivered("a long tunnel")
    assert guest.complaints == []


async def test_changes_survive_a_reload_of_the_page(scene: Stage, window: Browser) -> None:
    guest = await scene.guest(window)
    scene.middle.open.clear()
    await guest.says("unsent")
    await choosing(guest, guest.the("message-own"), "choice-edit")
    await guest.says("unsent still")
    await scene.heard()
    await guest.page.reload()
    scene.middle.open.set()
    await expect(guest.the("message-own")).to_contain_text("unsent still")
    await guest.delivered("unsent still")
    assert scene.middle.heard[-1].what == Edited(Content("unsent still"))
    assert guest.complaints == []
