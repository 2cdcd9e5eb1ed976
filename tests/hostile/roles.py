"""What somebody may bring a hostile string in as: words, a change, a caption, an order, a button, a frame…"""

import json
from collections.abc import Sequence
from typing import Any, Final

from telegram import MessageEntity

from bot.content import Content
from bot.messages import Pressed, Said
from bot.plain import LIMIT
from bot.platforms.discord.feelings import Feelings
from bot.platforms.discord.parse import read_reaction
from bot.platforms.telegram.parse import read
from bot.platforms.web import parse as frames
from bot.platforms.web.frames import Malformed, Say
from bot.texts.keys import Text
from bot.tracking import without_tracking
from tests.hostile.judge import clean
from tests.hostile.middle import PICTURE, Middle, Role, whole

UUID: Final = "00000000-0000-4000-8000-000000000000"
TOLD: Final = frozenset({Text.NOTHING_LEFT, Text.TOO_LONG})


async def said_on_telegram(middle: Middle, string: str) -> None:
    await middle.relayed(middle.ann, middle.bob, middle.telegram(middle.ann, text=string), clean(whole(string)))


async def said_on_discord(middle: Middle, string: str) -> None:
    incoming = middle.discord(middle.bob, string)
    content = incoming.what.content if isinstance(incoming.what, Said) else Content()
    await middle.relayed(middle.bob, middle.ann, incoming, clean(content.text, content.spans))


async def marked_on_telegram(middle: Middle, string: str) -> None:
    """Every kind of mark at any place of a text, with the string wherever something can be named."""
    text = f"some words {string}"[:LIMIT]
    size, first = len(text.encode("utf-16-le", "surrogatepass")) // 2, len(string) % 7
    kinds = [*MessageEntity.ALL_TYPES, "later_kind"]
    user = {"id": 4711, "is_bot": False, "first_name": string or "A", "username": string}
    named = {"url": string, "language": string, "user": user, "custom_emoji_id": string, "unix_time": first}
    web = {"type": "text_link", "offset": 0, "length": 4, "url": f"https://a.bc/{string}"}
    marks = [
        {"type": kind, "offset": (at * first) % (size + 2) - 1, "length": 1 + at * 3 % 11, **named}
        for at, kind in enumerate(kinds)
        if kind != "bot_command"
    ]
    incoming = middle.telegram(middle.ann, text=text, entities=[*marks, web])
    content = incoming.what.content if isinstance(incoming.what, Said) else Content()
    await middle.relayed(middle.ann, middle.bob, incoming, clean(content.text, content.spans))


async def asked_about(middle: Middle, string: str) -> None:
    incoming = middle.telegram(middle.carl, text=string)
    wanted = without_tracking(Content(clean(whole(string)))).text
    await middle.relayed(middle.carl, middle.dora, incoming, wanted, asked=True)


async def edited(middle: Middle, string: str) -> None:
    before = middle.telegram(middle.ann, text="before")
    await middle.relayed(middle.ann, middle.bob, before, "before")
    raw = middle.raw(middle.ann, int(before.message or 0), text=string)
    await middle.comes(read({"update_id": middle.next(), "edited_message": raw}, "77"))
    wanted = clean(whole(string))
    if (told := middle.of(middle.ann)) or (middle.blank(wanted) or len(whole(string)) > LIMIT):
        assert {sent.post.topic for sent in told} <= TOLD, told
        assert told
        return
    _, sent = middle.of(middle.bob)
    assert sent.edit
    assert sent.post.text == wanted


async def captioned(middle: Middle, string: str) -> None:
    photo = [{"file_id": PICTURE, "file_unique_id": "p", "width": 8, "height": 8, "file_size": 600}]
    caption = string[:1024]
    incoming = middle.telegram(middle.ann, photo=photo, caption=caption)
    await middle.comes(incoming)
    (sent,) = middle.of(middle.bob)
    assert sent.post.text == clean(whole(caption))
    assert len(sent.post.media) == 1


async def asked_in_a_poll(middle: Middle, string: str) -> None:
    options = [string[300:400] or "a", string[:100], "b\n" + string[100:197]]
    await middle.comes(middle.telegram(middle.ann, poll=poll(string[:300], options)))
    (sent,) = middle.of(middle.bob)
    assert sent.post.poll is not None
    assert sent.post.poll.question == clean(whole(string[:300]))
    assert list(sent.post.poll.options) == [clean(whole(option)) for option in options]


async def quoted(middle: Middle, string: str) -> None:
    first = middle.telegram(middle.ann, text="first")
    await middle.comes(first)
    middle.mark()
    answered = middle.raw(middle.ann, int(first.message or 0), text=string[:4096])
    quote = {"text": string[:1024], "position": 0}
    await middle.comes(middle.telegram(middle.ann, text="yes", quote=quote, reply_to_message=answered))
    (sent,) = middle.of(middle.bob)
    assert sent.post.text == "yes"
    assert sent.post.quote == clean(whole(string[:1024]))


async def commanded(middle: Middle, string: str) -> None:
    """An order nobody knows, and words behind orders that take some: of no concern to the partner."""
    order = ("interests", "language", "settings", "status", "rules", f"x{string}")[middle.next() % 6]
    text = f"/{order} {string}"
    length = len(f"/{order}".encode("utf-16-le", "surrogatepass")) // 2
    marks = [{"type": "bot_command", "offset": 0, "length": length}]
    await middle.comes(middle.telegram(middle.ann, text=text, entities=marks))
    assert middle.of(middle.bob) == []
    assert middle.of(middle.ann)


async def reported(middle: Middle, string: str) -> None:
    middle.rooms += 1
    fred, gina = await middle.pair(f"fred {middle.rooms}", f"gina {middle.rooms}")
    middle.mark()
    await fred.says(f"/report {string}")
    if fred.hears() == [Text.REPORT_WHY]:
        await fred.reports("other")
    heard = gina.hears()
    assert heard in ([], [Text.PARTNER_LEFT]), heard
    assert fred.sees_changed() in ([Text.REPORT_WHAT, Text.REPORTED], []), "filed, or too long"


async def revealed(middle: Middle, string: str) -> None:
    await middle.comes(middle.ann.update(Said(Content("/reveal"))))
    middle.mark()
    await middle.ann.says("/reveal " + string[:400])
    heard = [sent.post.topic for sent in middle.of(middle.ann)]
    if heard == [Text.REVEAL_NOTED]:
        words = clean(string[:400]).strip()
        await middle.bob.says("/reveal mine")
        shown = next(sent.post for sent in middle.of(middle.bob) if sent.post.topic == Text.REVEALED)
        assert middle.bare(words) in middle.bare(shown.text)
    else:
        assert len(heard) == 1
        assert set(heard) <= {Text.NOTHING_LEFT, Text.REVEAL_TOO_LONG, Text.REVEAL_WRITE}, heard
        await middle.ann.taps("keep:reveal")


async def pressed(middle: Middle, string: str) -> None:
    query = {"id": "1", "from": middle.user(middle.ann), "chat_instance": "1", "data": string[:64]}
    message = middle.raw(middle.ann, 1, text="a button")
    await middle.comes(read({"update_id": middle.next(), "callback_query": {**query, "message": message}}, "77"))
    await middle.comes(middle.ann.update(Pressed(string[:20], string[20:], string)))
    assert middle.of(middle.bob) == []
    assert middle.of(middle.ann)


async def framed(middle: Middle, string: str) -> None:
    """As a page would send it: whole frames of it, and those in which it is a field."""
    strange = [
        {"t": string},
        {"t": "do", "command": string},
        {"t": "react", "id": UUID, "of": "1", "emoji": f"x{string}"},
    ]
    for raw in (string, *map(json.dumps, (string, *strange))):
        assert isinstance(frames.parse(raw), Malformed), raw
    for fields in ({"t": "press", "data": string}, {"t": "edit", "of": UUID, "text": string}):
        frames.parse(json.dumps({**fields, "id": UUID}))
    told = frames.parse(json.dumps({"t": "say", "id": UUID, "text": string}))
    if isinstance(told, Malformed):
        assert len(string) > frames.TEXT_POINTS or any("\ud800" <= char <= "\udfff" for char in string)
        return
    assert isinstance(told, Say)
    incoming = middle.ann.update(Said(Content(told.text)), message=middle.write(middle.ann))
    await middle.relayed(middle.ann, middle.bob, incoming, clean(string))


async def felt(middle: Middle, string: str) -> None:
    """A feeling that is no emoji at all, about what the partner said."""
    said = middle.telegram(middle.ann, text="about this")
    await middle.relayed(middle.ann, middle.bob, said, "about this")
    raw = {"message_id": int(said.message or 0), "chat": {"id": int(middle.ann.sender.chat), "type": "private"}}
    feeling = {"type": "emoji", "emoji": string}
    change = {**raw, "date": 1, "user": middle.user(middle.ann), "old_reaction": [], "new_reaction": [feeling]}
    await middle.comes(read({"update_id": middle.next(), "message_reaction": change}, "77"))
    emoji = {"id": str(len(string)) if len(string) % 2 else None, "name": string}
    (there,) = middle.of(middle.bob)
    given = {"user_id": middle.bob.sender.user, "channel_id": middle.bob.sender.chat, "message_id": there.native}
    await middle.comes(read_reaction({**given, "emoji": emoji}, "77", Feelings(), middle.next(), on=True))
    assert len(middle.of(middle.bob)) == 1
    assert middle.of(middle.ann) == []


async def spoken(middle: Middle, string: str) -> None:
    """The language that somebody's app says it is in."""
    raw = middle.raw(middle.ann, text="hello")
    raw["from"]["language_code"] = string
    await middle.comes(read({"update_id": middle.next(), "message": raw}, "77"))
    (sent,) = middle.of(middle.bob)
    assert sent.post.text == "hello"


def poll(question: str, options: Sequence[str]) -> dict[str, Any]:
    """A poll of Telegram's."""
    fields = {"id": "1", "question": question, "total_voter_count": 0, "is_closed": False, "is_anonymous": True}
    given = [{"text": option, "voter_count": 0, "persistent_id": str(at)} for at, option in enumerate(options)]
    about = {"type": "regular", "allows_multiple_answers": False, "allows_revoting": True, "members_only": False}
    return {**fields, **about, "options": given}


ROLES: Final[dict[str, Role]] = {
    role.__name__: role
    for role in (
        *(said_on_telegram, said_on_discord, marked_on_telegram, asked_about),
        *(
            edited,
            captioned,
            asked_in_a_poll,
            quoted,
            commanded,
            reported,
            revealed,
            pressed,
        ),
        *(framed, felt, spoken),
    )
}
OFTEN: Final = ("said_on_telegram", "said_on_discord", "asked_about")
"""Roles of every other string."""


def role_of(round_: int) -> str:
    """Which role the strings of a round take: words as such every other time."""
    return OFTEN[round_ // 2 % len(OFTEN)] if round_ % 2 == 0 else list(ROLES)[round_ // 2 % len(ROLES)]
