"""Wherever the two are, on Telegram, on Discord or on the web: the whole way from /find to never again."""

import io
from itertools import combinations_with_replacement

import pytest
from PIL import Image

from moderation.books import Books
from moderation.model import Detail
from tests.e2e.anybody import Anybody, Heard, OnDiscord, OnTelegram, OnTheWeb, admitted, all_heard
from tests.e2e.conftest import Everywhere
from tests.e2e.living import Clock
from tests.e2e.strangers import ALONE, PAIRED

PAIRS = list(combinations_with_replacement(("telegram", "discord", "web"), 2))

TYPED = "**bold** *italic* ||secret|| [page](<https://example.org/a>)\n> quoted\n```py\nprint(1)\n```\nand that is all"
"""As somebody on Discord types it, and as it reads there."""
SHOWN = "bold italic secret page\nquoted\nprint(1)\nand that is all"
STYLES = {
    ("bold", "bold"), ("italic", "italic"), ("spoiler", "secret"), ("link", "page"), ("quote", "quoted"),
    ("pre", "print(1)"),
}  # fmt: skip
PLAIN = "**not bold** *nor* ||hidden|| `x`"
ESCAPED = r"\*\*not bold\*\* \*nor\* \|\|hidden\|\| \`x\`"


def entities() -> list[dict[str, object]]:
    """The styles as Telegram has them."""
    named = {"link": "text_link", "quote": "blockquote"}
    detail = {"link": {"url": "https://example.org/a"}, "pre": {"language": "py"}}
    return [
        {"type": named.get(kind, kind), "offset": SHOWN.index(words), "length": len(words), **detail.get(kind, {})}
        for kind, words in STYLES
    ]


async def speaks_with_style(who: Anybody) -> None:
    """The page has no formatting: what looks like it is meant as it stands."""
    match who:
        case OnTelegram():
            await who.stranger.says(SHOWN, entities=entities())
        case OnDiscord():
            await who.says(TYPED)
        case _:
            await who.says(PLAIN)


async def reads_with_style(who: Anybody, speaker: Anybody) -> Heard:
    heard = await who.hears("bold")
    formatted = not isinstance(speaker, OnTheWeb)
    if isinstance(who, OnDiscord):
        assert heard.text == (TYPED if formatted else ESCAPED)
    else:
        assert heard.text == (SHOWN if formatted else PLAIN)
        assert heard.styles == (STYLES if formatted else frozenset())
    return heard


def photograph(marker: bytes) -> bytes:
    """A picture that tells more than it shows."""
    exif = Image.Exif()
    exif[0x010E] = marker.decode()
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "teal").save(out, "JPEG", exif=exif, comment=marker)
    assert marker in out.getvalue()
    return out.getvalue()


async def find_each_other(ann: Anybody, bob: Anybody) -> tuple[Heard, Heard]:
    """Through the rules and by an interest; the notices that the room begins with."""
    await admitted(ann, "find", "chess, hiking")
    await ann.hears(ALONE)
    await admitted(bob, "find", "Hiking")
    begun = await ann.hears("You both like"), await bob.hears("You both like")
    for notice in begun:
        assert "hiking" in notice.text
        assert "chess" not in notice.text
        assert notice.labels == ("Next", "Stop", "Report")
    return begun


async def talk(speaker: Anybody, listener: Anybody) -> None:
    """Words, a reply to them, a picture and the sign of writing, from one to the other."""
    await speaks_with_style(speaker)
    heard = await reads_with_style(listener, speaker)
    assert (heard.labels, heard.answers) == ((), ""), "it looks like a person's message"
    await listener.says("I see", reply_to=heard)
    answer = await speaker.hears("I see")
    own = {OnTelegram: SHOWN, OnDiscord: TYPED, OnTheWeb: PLAIN}
    assert answer.answers == own[type(speaker)], "a reply points at one's own message as one wrote it"
    await speaker.says("good", reply_to=answer)
    assert (await listener.hears("good")).answers == "I see"

    covered = not isinstance(speaker, OnTheWeb)
    await speaker.shows(photograph(b"taken at home"), "the lake", spoiler=covered)
    seen = await listener.hears("the lake")
    assert seen.picture is not None
    assert b"taken at home" not in seen.picture
    with Image.open(io.BytesIO(seen.picture)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (320, 200), {})
    assert seen.covered is covered

    if await speaker.types():
        await listener.sees_typing()


@pytest.mark.parametrize(("one", "other"), PAIRS)
async def test_they_find_each_other_talk_part_and_once_blocked_never_meet_again(
    everywhere: Everywhere, clock: Clock, one: str, other: str
) -> None:
    ann, bob = await everywhere.comes(one, "Ann"), await everywhere.comes(other, "Bob")
    await find_each_other(ann, bob)
    await talk(ann, bob)
    await talk(bob, ann)

    await ann.asks("next")
    left = await bob.hears("Your partner went on")
    assert left.labels == ("Find someone new", "Block", "Report")
    await ann.hears(ALONE)
    await bob.says("are you there?")
    await bob.hears("Nobody is listening")

    clock.forward(601)  # who has just talked would not be paired again so soon
    await bob.taps(left, "Find someone new")
    for each in (ann, bob):
        await each.hears("You both like")
    await bob.says("once more")
    await ann.hears("once more")
    await bob.asks("block")
    await bob.hears("You two won't meet again")
    await ann.hears("Your partner left the chat")

    clock.forward(601)
    cleo = await everywhere.comes(other, "Cleo")
    for each in (ann, bob):
        await each.asks("find")
        await each.hears(ALONE)
    await admitted(cleo, "find")
    await cleo.hears(PAIRED)
    assert "are you there?" not in await all_heard(ann)


@pytest.mark.parametrize(("one", "other"), [*PAIRS, *((other, one) for one, other in PAIRS if one != other)])
async def test_a_report_ends_it_and_keeps_the_words(everywhere: Everywhere, one: str, other: str) -> None:
    ann, bob = await everywhere.comes(one, "Ann"), await everywhere.comes(other, "Bob")
    room, _ = await find_each_other(ann, bob)
    await bob.says("something nasty")
    await ann.hears("something nasty")
    before = bob.heard()
    await ann.reports(room, "Insults or harassment", "Pestering or pressure", "he will not *stop*")
    told = await bob.hears("Your partner left the chat")
    assert (await all_heard(bob))[-1] == told.text, "nobody learns who reported"
    assert "he will not" not in str(set(bob.heard()) - set(before))
    await all_heard(ann)
    assert [text for text in ann.heard() if "Report" in text or "report" in text]
    async with everywhere.app.database.unit() as unit:
        reports = await Books(unit).reports.open(100)
    filed = [(report.reason.value, report.detail, report.words) for report in reports]
    assert filed == [("harassment", Detail.PRESSURE, "he will not *stop*")]
