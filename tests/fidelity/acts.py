"""How each thing is done, and what became of it: an act for each Thing, the same wherever it is done and seen."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot.content import Kind, Poll, Style
from bot.fidelity import Thing, Way
from tests.emulators.discord import kinds as on_discord
from tests.emulators.errors import CannotDo
from tests.emulators.telegram import kinds as on_telegram
from tests.fidelity import samples
from tests.fidelity.arrived import CUSTOM_EMOJI, MENTION, Mark, Sent
from tests.fidelity.on_discord import OnDiscord
from tests.fidelity.on_telegram import OnTelegram
from tests.fidelity.on_web import OnWeb
from tests.fidelity.scene import Outcome, Scene

Act = Callable[[Scene], Awaitable[tuple[Way, Outcome]]]

LINES: Final = "strong, slanted, lined, struck, coded, named\nquoted words\nprint(1)\nand plain again"
MARKS: Final = (
    Mark(Style.BOLD, "strong"),
    Mark(Style.ITALIC, "slanted"),
    Mark(Style.UNDERLINE, "lined"),
    Mark(Style.STRIKE, "struck"),
    Mark(Style.CODE, "coded"),
    Mark(Style.LINK, "named", "https://example.org/page"),
    Mark(Style.QUOTE, "quoted words"),
    Mark(Style.PRE, "print(1)", "python"),
)
PARAGRAPH: Final = "It was a long way over the lagoon, and nobody said a word before the bells rang. " * 4
PHONE: Final = "+49 30 901820 12"
PLACE: Final = (45.434231, 12.338844)


async def _text(scene: Scene, text: str, *marks: Mark) -> tuple[Way, Outcome]:
    async def act() -> Sent:
        return Sent(await scene.sender.says(text, marks), text=text, marks=frozenset(marks))

    return await scene.said(act)


async def text(scene: Scene) -> tuple[Way, Outcome]:
    return await _text(scene, f"{scene.words}: more – or less, 50 % of it (and 🙂 é)")


async def formatting(scene: Scene) -> tuple[Way, Outcome]:
    return await _text(scene, f"{scene.words}\n{LINES}", *MARKS)


async def long_text(scene: Scene) -> tuple[Way, Outcome]:
    return await _text(scene, "\n".join((scene.words, *[PARAGRAPH] * 12))[:3990])


async def covered_text(scene: Scene) -> tuple[Way, Outcome]:
    return await _text(scene, f"{scene.words} and it was the gardener", Mark(Style.SPOILER, "the gardener"))


async def link(scene: Scene) -> tuple[Way, Outcome]:
    return await _text(scene, f"{scene.words} https://example.org/page?number=7")


async def telling(scene: Scene) -> tuple[Way, Outcome]:
    return await _text(scene, f"{scene.words}: call {PHONE}")


async def custom_emoji(scene: Scene) -> tuple[Way, Outcome]:
    async def act() -> Sent:
        sender, text, extra = scene.sender, f"{scene.words} 🙂", frozenset({CUSTOM_EMOJI})
        if isinstance(sender, OnTelegram):
            entity = {"type": "custom_emoji", "offset": text.index("🙂"), "length": 2, "custom_emoji_id": "5368324170"}
            return Sent(await sender.any(text=text, entities=[entity]), text=text, extra=extra)
        if isinstance(sender, OnDiscord):
            text = f"{scene.words} <:wave:5312345678>"
            return Sent(await sender.says(text), text=text, extra=extra)
        raise CannotDo("the page knows no emoji of one's own")

    return await scene.said(act)


async def mention(scene: Scene) -> tuple[Way, Outcome]:
    async def act() -> Sent:
        sender, text, extra = scene.sender, f"{scene.words} asks Carla", frozenset({MENTION})
        if isinstance(sender, OnTelegram):
            user = {"id": sender.telegram.person("Carla").id, "is_bot": False, "first_name": "Carla"}
            entity = {"type": "text_mention", "offset": text.index("Carla"), "length": 5, "user": user}
            return Sent(await sender.any(text=text, entities=[entity]), text=text, extra=extra)
        if isinstance(sender, OnDiscord):
            text = f"{scene.words} asks <@{sender.discord.person('Carla').id}>"
            return Sent(await sender.says(text), text=text, extra=extra)
        raise CannotDo("accounts can't be mentioned on the page")

    return await scene.said(act)


async def forward(scene: Scene) -> tuple[Way, Outcome]:
    async def act() -> Sent:
        return Sent(await scene.sender.forwards(scene.words), text=scene.words, forwarded=True)

    return await scene.said(act)


def _file(kind: Kind, data: Callable[[], bytes], *, covered: bool = False, captioned: bool = False) -> Act:
    async def done(scene: Scene) -> tuple[Way, Outcome]:
        async def act() -> Sent:
            words = scene.words if captioned else ""
            name = await scene.sender.sends(kind, data(), words, covered=covered)
            return Sent(name, kind.value, words, covered=covered)

        return await scene.said(act)

    return done


async def animation(scene: Scene) -> tuple[Way, Outcome]:
    """Telegram keeps GIFs as films; elsewhere they are what they are called."""

    async def act() -> Sent:
        data = samples.silent_film() if isinstance(scene.sender, OnTelegram) else samples.gif()
        return Sent(await scene.sender.sends(Kind.ANIMATION, data), Kind.ANIMATION.value)

    return await scene.said(act)


async def album(scene: Scene) -> tuple[Way, Outcome]:
    async def act() -> Sent:
        photos = [samples.photo(64 + 2 * number, 48) for number in range(3)]
        return Sent(await scene.sender.sends_album(photos, scene.words), "photo+photo+photo", scene.words)

    return await scene.said(act)


def _sticker(on_telegram: Callable[[], bytes], on_discord: Callable[[], bytes] | None) -> Act:
    async def done(scene: Scene) -> tuple[Way, Outcome]:
        async def act() -> Sent:
            data = on_telegram if isinstance(scene.sender, OnTelegram) else on_discord
            if data is None:
                raise CannotDo("there are no such stickers")
            return Sent(await scene.sender.sticks(data()), Kind.STICKER.value)

        return await scene.said(act)

    return done


async def poll(scene: Scene) -> tuple[Way, Outcome]:
    return await asked(scene, Poll(f"Tea? {scene.words}", ("Yes", "No", "Later"), several=True))


async def asked(scene: Scene, poll: Poll) -> tuple[Way, Outcome]:
    """A poll."""

    async def act() -> Sent:
        return Sent(await scene.sender.asks(poll), "poll", poll=poll)

    return await scene.said(act)


async def vote(scene: Scene) -> tuple[Way, Outcome]:
    """The poll is the reader's; what counts is what they see of the choice."""
    poll = Poll(f"Coffee? {scene.words}", ("Yes", "No"))
    await scene.reader.asks(poll)
    await scene.settle()
    standing = next((each for each in scene.sender.chat().values() if each.poll == poll), None)
    if standing is None:
        raise CannotDo("where a poll is a list, nobody votes")

    async def act() -> Sent:
        await scene.sender.votes(standing.id, "Yes")
        return Sent()

    outcome = await scene.sees(act)
    return (Way.STAYS if outcome.nothing else Way.SAME), outcome


def _on_telegram(shape: str, fields: Callable[[], Mapping[str, Any]]) -> Act:
    """What only Telegram has."""

    async def done(scene: Scene) -> tuple[Way, Outcome]:
        async def act() -> Sent:
            if not isinstance(scene.sender, OnTelegram):
                raise CannotDo(f"there is no {shape}")
            return Sent(await scene.sender.any(**fields()), shape)

        return await scene.said(act)

    return done


async def large_file(scene: Scene) -> tuple[Way, Outcome]:
    async def act() -> Sent:
        sender = scene.sender
        if isinstance(sender, OnTelegram):
            name: Any = await sender.any(document=on_telegram.document(size=21_000_000))
        elif isinstance(sender, OnDiscord):
            name = await sender.any(on_discord.file("film.mp4", size=51_000_000))
        else:
            name = await sender.sends(Kind.VIDEO, bytes(8 * 1024 * 1024 + 1))
        return Sent(name, "large")

    return await scene.said(act)


async def unknown(scene: Scene) -> tuple[Way, Outcome]:
    async def act() -> Sent:
        if isinstance(scene.sender, OnWeb):
            raise CannotDo("the page has no more kinds than it has")
        assert isinstance(scene.sender, OnTelegram | OnDiscord)
        return Sent(await scene.sender.any(), "unknown")

    return await scene.said(act)


def _reply(*, quoting: bool) -> Act:
    async def done(scene: Scene) -> tuple[Way, Outcome]:
        question = await scene.reader.says(f"{scene.words}, tea or coffee?")
        there = await scene.heard(scene.sender, f"{scene.words}, tea or coffee?")
        quote = "tea or coffee" if quoting else ""

        async def act() -> Sent:
            name = await scene.sender.says("tea", answers=there.id, quote=quote)
            return Sent(name, text="tea", answers=question, quote=quote)

        way, outcome = await scene.said(act)
        own = await scene.sees(lambda: _answer(scene, outcome.sent.id))
        assert own.first.answers == outcome.first.id, "nor do replies to one's own messages go astray"
        return way, outcome

    return done


async def _answer(scene: Scene, message: Any) -> Sent:
    return Sent(await scene.sender.says("with milk", answers=message))


ACTS: Final[Mapping[Thing, Act]] = {
    Thing.TEXT: text,
    Thing.FORMATTING: formatting,
    Thing.LONG_TEXT: long_text,
    Thing.COVERED_TEXT: covered_text,
    Thing.CUSTOM_EMOJI: custom_emoji,
    Thing.MENTION: mention,
    Thing.LINK: link,
    Thing.TELLING: telling,
    Thing.FORWARD: forward,
    Thing.PHOTO: _file(Kind.PHOTO, samples.photo),
    Thing.COVERED_PHOTO: _file(Kind.PHOTO, samples.photo, covered=True),
    Thing.CAPTION: _file(Kind.PHOTO, samples.photo, captioned=True),
    Thing.ALBUM: album,
    Thing.VIDEO: _file(Kind.VIDEO, samples.video),
    Thing.VIDEO_NOTE: _file(Kind.VIDEO_NOTE, samples.round_video),
    Thing.VOICE: _file(Kind.VOICE, samples.voice),
    Thing.AUDIO: _file(Kind.AUDIO, samples.music),
    Thing.ANIMATION: animation,
    Thing.STICKER: _sticker(samples.still_sticker, lambda: samples.still_sticker("PNG")),
    Thing.ANIMATED_STICKER: _sticker(samples.tgs, samples.moving_picture),
    Thing.VIDEO_STICKER: _sticker(samples.video_sticker, None),
    Thing.POLL: poll,
    Thing.VOTE: vote,
    Thing.DICE: _on_telegram("dice", lambda: {"dice": on_telegram.dice(value=4)}),
    Thing.LOCATION: _on_telegram("place", lambda: {"location": on_telegram.location(*PLACE)}),
    Thing.CONTACT: _on_telegram("contact", lambda: {"contact": on_telegram.contact()}),
    Thing.TEXT_FILE: _file(Kind.DOCUMENT, samples.text),
    Thing.OTHER_FILE: _file(Kind.DOCUMENT, samples.pdf),
    Thing.LARGE_FILE: large_file,
    Thing.UNKNOWN: unknown,
    Thing.REPLY: _reply(quoting=False),
    Thing.QUOTE: _reply(quoting=True),
}
"""Things said; for what is done to messages see changes.py."""
