"""What is secret before the emulated Telegram: it can't be passed on, each part is noted at once, and it goes."""

import pytest

from bot.content import Span, Style
from bot.platforms.base import Gone, Rejected, RetryLater
from bot.posts import Address, Attachment, Post
from tests.bot.telegram.conftest import KEY, Side
from tests.bot.telegram.errands import attached, picture
from tests.emulators.errors import CannotDo
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults

HOSTILE = "see https://evil.example t.me/x @somebody /start #tag +43 660 1234567 a@b.example"


class Notes:
    """What is remembered for good, in order."""

    def __init__(self) -> None:
        self.natives: list[str] = []

    async def __call__(self, native: str) -> None:
        self.natives.append(native)


def covered(content: bytes | None = None) -> Attachment:
    return attached(content or picture(), spoiler=True)


def secret(text: str = "they wrote this", *media: Attachment) -> Post:
    spans = (Span(Style.PRE, 0, len(text)),)
    return Post(text, spans, media, host=True, secret=True, instead="(a picture that can't be shown here)")


async def test_what_is_disclosed_cannot_be_forwarded_and_every_part_is_noted(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    notes = Notes()
    await side.platform.disclose(to_ann, secret("x" * 9000, covered(), covered()), KEY, notes)
    shown = [each for each in ann.chat(bot) if each.from_bot]
    assert notes.natives == [str(each.id) for each in shown]
    assert len(shown) == 5, "three parts of text, and each picture by itself"
    for each in shown:
        with pytest.raises(CannotDo):
            await ann.forwards(bot, each)
    assert [each.spoiler for each in shown if each.photo] == [True, True]


async def test_no_link_mention_or_command_in_it_can_be_tapped(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    await side.platform.disclose(to_ann, secret(HOSTILE), KEY, Notes())
    shown = ann.chat(bot)[-1]
    assert shown.text == HOSTILE
    assert {each["type"] for each in shown.entities} == {"pre"}


async def test_what_is_noted_can_be_taken_away(bot: BotAccount, ann: Person, side: Side, to_ann: Address) -> None:
    notes = Notes()
    await side.platform.disclose(to_ann, secret("x" * 5000, covered()), KEY, notes)
    await side.platform.delete(to_ann, notes.natives, KEY)
    assert [each for each in ann.chat(bot) if each.from_bot] == []
    await side.platform.delete(to_ann, notes.natives, KEY)


async def test_a_picture_that_is_not_taken_is_told_of_in_words(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    notes = Notes()
    await side.platform.disclose(to_ann, secret("one", covered(b"no picture"), covered()), KEY, notes)
    texts = [each.text for each in ann.chat(bot) if each.from_bot]
    assert texts == ["one", "(a picture that can't be shown here)", ""]
    assert len(notes.natives) == 3


@pytest.mark.parametrize(
    ("trouble", "error"),
    [(faults.rate_limited(3), RetryLater), (faults.error(403, "Forbidden: bot was blocked by the user"), Gone)],
    ids=["too-fast", "blocked"],
)
async def test_what_arrived_before_a_failure_is_noted(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, trouble: faults.Trouble,
    error: type[Exception],
) -> None:  # fmt: skip
    notes = Notes()
    telegram.faults.add(kind=trouble, method="sendPhoto")
    with pytest.raises(error):
        await side.platform.disclose(to_ann, secret("one", covered()), KEY, notes)
    assert notes.natives == [str(each.id) for each in ann.chat(bot) if each.from_bot]
    assert len(notes.natives) == 1


async def test_nothing_is_sent_after_what_could_not_be_noted(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    async def refuses(native: str) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        await side.platform.disclose(to_ann, secret("x" * 9000), KEY, refuses)
    assert len([each for each in ann.chat(bot) if each.from_bot]) == 1


async def test_nothing_at_all_is_refused(side: Side, to_ann: Address) -> None:
    with pytest.raises(Rejected):
        await side.platform.disclose(to_ann, Post("  ", secret=True), KEY, Notes())
