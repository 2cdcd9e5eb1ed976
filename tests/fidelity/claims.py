"""What the table adds to a way, in a few words: each of these is proven here, after the act of its cell."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot.content import Kind, Poll, Style
from bot.fidelity import Thing, Way
from bot.platforms.web.parse import FILE_BYTES
from tests.emulators.discord.objects import SUPPRESS_EMBEDS
from tests.fidelity import acts, samples
from tests.fidelity.acts import PLACE
from tests.fidelity.arrived import Sent
from tests.fidelity.changes import felt
from tests.fidelity.on_discord import OnDiscord
from tests.fidelity.on_telegram import OnTelegram
from tests.fidelity.played import played
from tests.fidelity.scene import Outcome, Scene

Claim = Callable[[Scene, Outcome], Awaitable[None]]

MEGABYTE: Final = 1_000_000


def _is(look: Callable[[Outcome], Any]) -> Claim:
    """Something that shows in what arrived already."""

    async def proven(scene: Scene, outcome: Outcome) -> None:
        assert look(outcome), outcome

    return proven


def _shaped(shape: str) -> Claim:
    return _is(lambda outcome: outcome.first.shape == shape)


def _sticker(*, moving: bool) -> Claim:
    """The page draws stickers without a bubble."""

    def look(outcome: Outcome) -> bool:
        (file,) = outcome.first.files
        found = played(file.data)
        return file.kind is Kind.STICKER and (found.frames > 1 or found.seconds > 0) is moving

    return _is(look)


def _packless(*flags: str) -> Claim:
    """Of the same form as before, and of no pack."""

    def look(outcome: Outcome) -> bool:
        told = outcome.first.native.raw["sticker"]
        return "set_name" not in told and [name for name in ("is_animated", "is_video") if told[name]] == list(flags)

    return _is(look)


def _everything(outcome: Outcome) -> str:
    """All that the reader's platform tells of what arrived."""
    native = outcome.first.native
    return repr(getattr(native, "raw", native))


async def nowhere(scene: Scene, outcome: Outcome) -> None:
    name = "Carla" if isinstance(scene.sender, OnTelegram) else "@someone"
    assert outcome.first.text == f"{scene.words} asks {name}"
    told = _everything(outcome)
    assert "text_mention" not in told
    assert re.search(r"<@!?\d", told) is None


async def untracked(scene: Scene, outcome: Outcome) -> None:
    text = f"{scene.words} https://example.org/other?number=7"

    async def act() -> Sent:
        return Sent(await scene.sender.says(f"{text}&utm_source=letter&fbclid=xyz"), text=text)

    way, tracked = await scene.said(act)
    assert way is Way.SAME, tracked
    native = outcome.first.native
    if isinstance(scene.reader, OnTelegram):
        sent = scene.reader.telegram.ledger.accepted("sendMessage", chat=scene.reader.stranger.id)
        told = [entry for entry in sent if scene.words in str(entry.parameters["text"])]
        assert [entry.parameters["link_preview_options"] for entry in told] == [{"is_disabled": True}] * 2
    elif isinstance(scene.reader, OnDiscord):
        assert native.raw["flags"] & SUPPRESS_EMBEDS


async def forwarded(scene: Scene, outcome: Outcome) -> None:
    assert outcome.first.forwarded
    told = _everything(outcome)
    assert not [part for part in ("Carla", "1000000000000000001", "1000000000000000002", "origin") if part in told]


async def untitled(scene: Scene, outcome: Outcome) -> None:
    (file,) = outcome.first.files
    assert samples.TITLE.encode() in samples.music(), "it is there before"
    assert samples.TITLE.encode() not in file.data
    assert samples.TITLE not in _everything(outcome)
    assert played(samples.music()).film is not None, "the cover is there before"
    assert played(file.data).film is None


async def coarse(scene: Scene, outcome: Outcome) -> None:
    first = outcome.first
    assert first.text == "📍 45.43, 12.34"
    (mark,) = first.marks
    assert mark.style is Style.LINK
    assert mark.words.endswith("45.43, 12.34")
    assert mark.detail.startswith("https://www.openstreetmap.org/?mlat=45.43&mlon=12.34")
    assert not [each for each in PLACE if str(each)[:6] in _everything(outcome)]


async def neutral(scene: Scene, outcome: Outcome) -> None:
    (file,) = outcome.first.files
    assert re.fullmatch(r"file-[0-9a-f]{8}\.txt", file.name)
    assert file.data == samples.text()


async def after_all(scene: Scene, outcome: Outcome) -> None:
    for kind, data in ((Kind.PHOTO, samples.photo()), (Kind.VIDEO, samples.video()), (Kind.AUDIO, samples.music())):

        async def act(kind: Kind = kind, data: bytes = data) -> Sent:
            return Sent(await scene.sender.sends(Kind.DOCUMENT, data), kind.value)

        way, found = await scene.said(act)
        assert way is Way.SAME, found


async def long_caption(scene: Scene, outcome: Outcome) -> None:
    words = f"{scene.words} {acts.PARAGRAPH * 5}".strip()
    assert 1024 < len(words) < 2000

    async def act() -> Sent:
        return Sent(await scene.sender.sends(Kind.PHOTO, samples.photo(), words))

    found = await scene.sees(act)
    assert [(each.shape, each.text) for each in found.arrived] == [("photo", ""), ("words", words)]
    assert found.arrived[1].answers == found.arrived[0].id, "it belongs to the photo"


async def in_words(scene: Scene, outcome: Outcome) -> None:
    many = tuple(f"Answer {number}" for number in range(1, 12))
    for options in (many, ("Yes", "No, and I'll tell you " + "why " * 12)):
        way, found = await acts.asked(scene, Poll("And now?", options))
        assert way is Way.WORDS, found
        assert all(option.strip() in found.first.text for option in options)


async def nearest(scene: Scene, outcome: Outcome) -> None:
    message = await scene.reader.says(f"{scene.words}, again")
    there = (await scene.heard(scene.sender, f"{scene.words}, again")).id
    assert (await felt(scene, message, there, "😂"))[0] == ("🤣",)
    assert (await felt(scene, message, there, "👍", "🔥"))[0] == ("🔥",)


async def not_in_albums(scene: Scene, outcome: Outcome) -> None:
    sender = scene.sender
    assert isinstance(sender, OnTelegram)
    _, album = await acts.album(scene)

    async def act() -> Sent:
        await sender.replaces(album.sent.id, samples.photo(48, 64), "another one")
        return Sent(album.sent.id)

    found = await scene.sees(act)
    assert (len(found.refusals), found.changed) == (1, ())


async def only_so(scene: Scene, outcome: Outcome) -> None:
    """A message that is deleted as one would expect stays on the other side."""
    sender = scene.sender
    assert isinstance(sender, OnTelegram)
    message = await sender.says(f"{scene.words}, still")
    await scene.settle()

    async def act() -> Sent:
        await sender.person.deletes(sender.bot, message)
        return Sent(message)

    assert (await scene.sees(act)).nothing


CLAIMS: Final[Mapping[tuple[Thing, str], Claim]] = {
    (Thing.MENTION, "a name that leads nowhere"): nowhere,
    (Thing.LINK, "without what tracks people, and without a preview"): untracked,
    (Thing.FORWARD, "marked as forwarded, without its origin"): forwarded,
    (Thing.AUDIO, "without title, artist and cover"): untitled,
    (Thing.DICE, "the number rolled"): _is(lambda outcome: outcome.first.text == "🎲 4"),
    (Thing.LOCATION, "to about a kilometre, as a link to a map"): coarse,
    (Thing.CONTACT, "with a hint to /reveal"): _is(lambda outcome: "/reveal" in outcome.refusals[0]),
    (Thing.TEXT_FILE, "under a neutral name"): neutral,
    (Thing.OTHER_FILE, "unless it is a picture, film or sound after all"): after_all,
    (Thing.CUSTOM_EMOJI, "the plain emoji"): _is(lambda outcome: outcome.first.text.endswith(" 🙂")),
    (Thing.CUSTOM_EMOJI, "its :name:"): _is(lambda outcome: outcome.first.text.endswith(" :wave:")),
    (Thing.LARGE_FILE, "above 20 MB"): _is(lambda outcome: "at most 20 MB pass" in outcome.refusals[0]),
    (Thing.LARGE_FILE, "above 50 MB"): _is(lambda outcome: "at most 50 MB pass" in outcome.refusals[0]),
    (Thing.LARGE_FILE, "above 8 MB"): _is(
        lambda outcome: "too large" in outcome.refusals[0] and FILE_BYTES // MEGABYTE == 8
    ),
    (Thing.CAPTION, "beyond 1,024 characters in a message of their own"): long_caption,
    (Thing.STICKER, "without its pack"): _packless(),
    (Thing.ANIMATED_STICKER, "without its pack"): _packless("is_animated"),
    (Thing.VIDEO_STICKER, "without its pack"): _packless("is_video"),
    (Thing.LONG_TEXT, "in parts of 2,000 characters"): _is(
        lambda outcome: len(outcome.arrived) > 1 and all(len(each.native.text) <= 2000 for each in outcome.arrived)
    ),
    (Thing.VIDEO_NOTE, "a video"): _shaped("video"),
    (Thing.STICKER, "a picture"): _shaped("photo"),
    (Thing.ANIMATED_STICKER, "a moving picture"): _shaped("animation"),
    (Thing.VIDEO_STICKER, "a moving picture"): _shaped("animation"),
    (Thing.STICKER, "a picture without a bubble"): _sticker(moving=False),
    (Thing.ANIMATED_STICKER, "a moving picture without a bubble"): _sticker(moving=True),
    (Thing.VIDEO_STICKER, "a moving picture without a bubble"): _sticker(moving=True),
    (Thing.ANIMATED_STICKER, "a video sticker"): _is(lambda outcome: outcome.first.native.raw["sticker"]["is_video"]),
    (Thing.QUOTE, "the part stands above the reply"): _is(
        lambda outcome: outcome.first.native.text == "> tea or coffee\ntea"
    ),
    (Thing.POLL, "a list to answer in words"): _is(lambda outcome: outcome.first.native.poll == _listed(outcome)),
    (Thing.POLL, "in words with more than ten answers, or long ones"): in_words,
    (Thing.OTHER_PHOTO, "but not in an album"): not_in_albums,
    (Thing.DELETION, "by /del as a reply"): only_so,
    (Thing.REACTION, "the nearest sign, and of several the latest"): nearest,
    (Thing.RARE_REACTION, "a line below the message"): _is(lambda outcome: "feels about this: 🫠" in _said(outcome)),
    (Thing.CUSTOM_REACTION, "its :name:"): _is(lambda outcome: ":emoji:" in (_said(outcome) or ":emoji:")),
    (Thing.CUSTOM_REACTION, "that it is one"): _is(lambda outcome: ":emoji:" in (_said(outcome) or ":emoji:")),
}
"""By the thing and how it passes."""


def _said(outcome: Outcome) -> str:
    return outcome.told[0].text if outcome.told else ""


def _listed(outcome: Outcome) -> tuple[str, tuple[str, ...]] | None:
    poll = outcome.sent.poll
    return (poll.question, poll.options) if poll else None
