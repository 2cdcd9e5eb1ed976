"""What strangers on Telegram send each other: words as they were written, pictures without their past, nothing else."""

import io

import pytest
from PIL import Image

from bot.app import App
from tests.e2e.conftest import Meet
from tests.e2e.living import fetched, series
from tests.e2e.strangers import Stranger, covered, paired
from tests.emulators.telegram import TelegramEmulator, kinds

SECRET = b"taken by Ann at 45.4342 N 12.3388 E"


def marked(text: str, *marks: tuple[str, str, dict[str, object]]) -> dict[str, object]:
    """A text and its entities, each a kind over words of the text; offsets count UTF-16 units."""
    entities = []
    for kind, words, more in marks:
        offset = len(text[: text.index(words)].encode("utf-16-le")) // 2
        entities.append({"type": kind, "offset": offset, "length": len(words.encode("utf-16-le")) // 2, **more})
    return {"text": text, "entities": entities}


def picture(width: int = 320, height: int = 200) -> bytes:
    """A JPEG that tells on its maker: EXIF with a place, a comment, and bytes after its end."""
    image = Image.new("RGB", (width, height), (90, 40, 110))
    exif = image.getexif()
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 26.0, 3.0), 3: "E", 4: (12.0, 20.0, 20.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=SECRET)
    return out.getvalue() + SECRET


@pytest.fixture
async def pair(meet: Meet) -> tuple[Stranger, Stranger]:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    return ann, bob


async def test_formatting_arrives_where_it_was_also_after_emoji(pair: tuple[Stranger, Stranger]) -> None:
    ann, bob = pair
    said = marked(
        "👩‍👩‍👧 look: a bold word, 𝄞 some code, a link here, hush",
        ("bold", "a bold word", {}),
        ("italic", "bold", {}),
        ("code", "some code", {}),
        ("text_link", "a link", {"url": "https://example.org/a?b=c"}),
        ("spoiler", "hush", {}),
        ("underline", "👩‍👩‍👧", {}),
    )
    await ann.says(**said)  # type: ignore[arg-type]
    heard = await bob.hears("look:")
    assert heard.text == said["text"]
    assert {kind: covered(heard, kind) for kind in ("bold", "italic", "code", "text_link", "spoiler", "underline")} == {
        "bold": ["a bold word"],
        "italic": ["bold"],
        "code": ["some code"],
        "text_link": ["a link"],
        "spoiler": ["hush"],
        "underline": ["👩‍👩‍👧"],
    }
    assert [each["url"] for each in heard.entities if each["type"] == "text_link"] == ["https://example.org/a?b=c"]


async def test_markup_and_mentions_arrive_as_plain_text(
    pair: tuple[Stranger, Stranger], telegram: TelegramEmulator
) -> None:
    ann, bob = pair
    carl = telegram.person("Carl")
    before = len(telegram.ledger.accepted("sendMessage", chat=bob.id))
    said = [
        "<b>bold</b> &amp; <a href='x:1'>you</a> </body>",
        "*bold* _it_ `code` [link](https://evil.example) ||x||",
        "@everyone @here #tag $EUR",
        "{ $waiting } -term { -brand } { \"{\" }",
        "ask Carl please",
        "my own 🙂 emoji",
    ]  # fmt: skip
    for text in said[:4]:
        await ann.says(text)
    user = {"id": carl.id, "is_bot": False, "first_name": "Carl"}
    await ann.says(**marked(said[4], ("text_mention", "Carl", {"user": user})))  # type: ignore[arg-type]
    await ann.says(**marked(said[5], ("custom_emoji", "🙂", {"custom_emoji_id": "5368324170671202286"})))  # type: ignore[arg-type]
    assert [(await bob.hears(text)).text for text in said] == said
    sent = telegram.ledger.accepted("sendMessage", chat=bob.id)[before:]
    assert [entry.parameters["text"] for entry in sent] == said
    assert not [entry for entry in sent if "entities" in entry.parameters or "parse_mode" in entry.parameters]


async def test_nobody_can_pose_as_the_bot(pair: tuple[Stranger, Stranger]) -> None:
    ann, bob = pair
    await ann.says("◆ You won. Call me.\n\u200b◆ And again!")
    assert (await bob.hears("You won")).text == "◇ You won. Call me.\n\u200b◇ And again!"


async def test_photos_arrive_without_what_they_tell_and_replies_point_at_them(pair: tuple[Stranger, Stranger]) -> None:
    ann, bob = pair
    await ann.says("show me")
    question = await bob.hears("show me")
    caption = marked("from the roof 🌇 at dusk", ("italic", "dusk", {}))
    await bob.sends_photo(
        picture(), caption=caption["text"], entities=caption["entities"], reply_to=question, has_media_spoiler=True
    )
    shown = await ann.hears("from the roof")
    assert ann.answered(shown) == "show me"
    assert covered(shown, "italic") == ["dusk"]
    assert shown.raw["has_media_spoiler"] is True
    assert shown.photo is not None
    assert SECRET not in shown.photo
    with Image.open(io.BytesIO(shown.photo)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (320, 200), {})
        assert "comment" not in image.info
    await ann.says("lovely", reply_to=shown)
    assert bob.answered(await bob.hears("lovely")) == caption["text"]


async def test_an_album_arrives_whole_and_in_order(pair: tuple[Stranger, Stranger]) -> None:
    ann, bob = pair
    own = await ann.person.sends_album(ann.bot, *[picture(100 + number, 100) for number in range(3)], caption="three")
    await ann.says("that was it")
    await bob.hears("that was it")
    shown = [each for each in bob.person.chat(bob.bot) if each.photo]
    assert [Image.open(io.BytesIO(each.photo or b"")).width for each in shown] == [100, 101, 102]
    assert [each.text for each in shown] == ["three", "", ""]
    assert len({each.album for each in shown}) == 1
    assert all(SECRET not in (each.photo or b"") for each in shown)
    await bob.says("the last one", reply_to=shown[2])
    assert (await ann.hears("the last one")).reply_to == own[2]


async def test_a_file_that_is_too_large_is_refused_at_the_message(pair: tuple[Stranger, Stranger]) -> None:
    ann, bob = pair
    large = await ann.sends(document=kinds.document(size=30_000_000))
    assert (await ann.hears("This is too large: at most 20 MB pass")).reply_to == large
    await ann.says("then in words")
    await bob.hears("then in words")
    assert [each.kind for each in bob.person.chat(bob.bot) if each.kind != "text"] == []


async def test_what_is_not_passed_on_is_answered_at_the_message(
    pair: tuple[Stranger, Stranger], app: App, telegram: TelegramEmulator
) -> None:
    ann, bob = pair
    sent: list[tuple[str, str, dict[str, object]]] = [
        ("document", "Files of this kind aren't", {"document": kinds.document()}),
        ("contact", "Contacts aren't", {"contact": kinds.contact()}),
        ("story", "Stories aren't", {"story": kinds.story()}),
        ("unknown", "This kind of message isn't", {}),
    ]
    for _, answer, fields in sent:
        message = await ann.sends(**fields)
        notice = await ann.hears(answer)
        assert notice.text.startswith("◆ ")
        assert notice.reply_to == message, "it stands at the message it is about"
    await ann.says("words pass")
    assert (await bob.hears("words pass")).kind == "text"
    assert [each for each in bob.person.chat(bob.bot) if each.kind != "text"] == []
    metrics = await fetched(app.server.port, "/metrics")
    counted = {kind: series(metrics, "bauta_not_relayed_total", kind=kind) for kind, *_ in sent[1:]}
    assert counted == dict.fromkeys(counted, 1.0)
    assert telegram.ledger.counts["sendMessage"] > len(sent)


async def test_polls_arrive_as_the_bots_own_and_dice_as_they_fell(pair: tuple[Stranger, Stranger]) -> None:
    ann, bob = pair
    await ann.sends(poll=kinds.poll("Tea?", ("Yes", "No", "◆ Later")))
    poll = (await bob.hears()).poll
    assert poll is not None
    assert (poll.question, [text for text, _ in poll.options]) == ("Tea?", ["Yes", "No", "◇ Later"])
    assert poll.anonymous
    await ann.sends(dice=kinds.dice("🎲", 4))
    assert (await bob.hears()).text == "🎲 4", "a copy would roll anew"


async def test_of_a_forwarded_message_only_the_content_passes(
    pair: tuple[Stranger, Stranger], telegram: TelegramEmulator
) -> None:
    ann, bob = pair
    origins = [
        kinds.forwarded_from_user(7_000_000_002, "Carla Smith", 1_700_000_000),
        kinds.forwarded_from_hidden_user("Carla Smith", 1_700_000_000),
        kinds.forwarded_from_channel("Carla's channel", 1_700_000_000),
    ]
    for number, origin in enumerate(origins):
        await ann.sends(text=f"seen elsewhere {number}", forward_origin=origin)
        heard = await bob.hears(f"seen elsewhere {number}")
        assert (heard.text, heard.reply_to) == (f"↪ forwarded\nseen elsewhere {number}", None)
        assert covered(heard, "italic") == ["↪ forwarded"]
        assert "forward_origin" not in heard.raw
    await ann.sends(text="/stop", forward_origin=origins[0])  # somebody else's command is something to show
    assert (await bob.hears("/stop")).text == "↪ forwarded\n/stop"
    told = [entry for entry in telegram.ledger.accepted(chat=bob.id) if "Carla" in str(entry.parameters)]
    assert told == []


async def test_nasty_input_is_taken_or_refused_with_a_reason(pair: tuple[Stranger, Stranger], app: App) -> None:
    ann, bob = pair
    await ann.says("\ufdfa" * 4096)
    assert (await bob.hears("\ufdfa")).text == "\ufdfa" * 4096
    await ann.says("مرحبا " + "\u202eabc\u202c e\u0301 🏳️‍🌈")
    assert (await bob.hears("مرحبا")).text == "مرحبا abc e\u0301 🏳️‍🌈"
    refused = {
        "/interests " + ", ".join(f"interest{number}" for number in range(50)): "interests fit",
        "/interests " + "x" * 300: "An interest can have at most",
        "/interests \u200b\u2060, \u200d,,": "I could not read any interest",
        "/find " + "y" * 3000: "You are talking with somebody",
        "/settings age 12": "from 18 to 120",
        "/settings ages 40-20": "two ages",
        "/settings languages xx-klingon": "two or three letters",
        "/settings teleport": "I don't know that setting",
        "/report " + "z" * 600: "longer than 500 characters",
    }
    for text, answer in refused.items():
        await ann.says(text)
        await ann.hears(answer)
    await ann.says("/interests 🎲 Würfel,  ＣＨＥＳＳ, شطرنج")
    await ann.hears("Noted: ")
    await ann.says("\u180b\u180c")
    await ann.hears("nothing readable")
    assert series(await fetched(app.server.port, "/metrics"), "bauta_failed_turns_total") == 0
