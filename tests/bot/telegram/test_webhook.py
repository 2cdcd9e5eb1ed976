"""Telegram calls us: nothing is acknowledged before it is committed, nothing is overtaken or lost."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.content import Content
from bot.messages import Departed, Edited, Pressed, Reacted, Said, Unrelayable
from bot.platforms.telegram.intake import Intake, NotCommitted
from bot.platforms.telegram.reading import Reader
from bot.posts import Address, Label, Post
from tests.bot.telegram.conftest import KEY, Inside
from tests.bot.telegram.hooked import Hooked, Slow, hooked
from tests.bot.town import until
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults, kinds

OTHER_TOKEN = "654321:another_SECRET"


@pytest.fixture
async def side(telegram: TelegramEmulator, bot: BotAccount) -> AsyncIterator[Hooked]:
    async with hooked(telegram) as side:
        yield side


def said(text: str) -> Said:
    return Said(Content(text))


def update(number: int, *, chat: int = 7, text: str = "", data: str = "") -> dict[str, Any]:
    user = {"id": chat, "is_bot": False, "first_name": "Ann"}
    message = {"message_id": number, "date": 1, "chat": {"id": chat, "type": "private"}, "from": user, "text": text}
    query = {"id": f"q{number}", "from": user, "message": message, "chat_instance": "1", "data": data}
    return {"update_id": number, **({"callback_query": query} if data else {"message": message})}


def texts(inside: Inside, chat: int) -> list[str]:
    found = [each for each in inside.all if each.sender.chat == str(chat)]
    return [each.what.content.text for each in found if isinstance(each.what, Said)]


async def test_what_waited_before_the_webhook_and_what_comes_after_arrives_in_order(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    await ann.says(bot, "before")
    async with side.running():
        for number in range(50):
            await ann.says(bot, str(number))
        await side.inside.hears(51)
        await telegram.drained(bot)
    assert side.inside.whats == [said("before"), *(said(str(number)) for number in range(50))]
    assert len({incoming.key for incoming in side.inside.all}) == 51
    assert telegram.ledger.counts["getUpdates"] == 0


async def test_everything_that_people_do_arrives(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    async with side.running():
        first = await ann.says(bot, "hello *you*")
        await side.inside.hears(1)  # from now on Telegram knows what is asked for
        await ann.edits(bot, first, "hello")
        await ann.sends(bot, dice=kinds.dice())
        await telegram.drained(bot)  # reactions come by a way of their own, and may overtake
        await ann.reacts(bot, first, "👍")
        await telegram.drained(bot)
        await ann.sends(bot, contact=kinds.contact())
        await telegram.drained(bot)
        await ann.blocks(bot)
        await ann.unblocks(bot)
        await telegram.drained(bot)
    assert side.inside.whats == [
        said("hello *you*"),
        Edited(said("hello").content),
        said("🎲 4"),
        Reacted(("👍",)),
        Unrelayable("contact"),
        Departed(),
    ]
    assert side.skipped == {"returned": 1}


async def test_an_update_is_acknowledged_only_once_it_is_committed(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    inside = Slow()
    async with hooked(telegram, inside=inside) as side, side.running():
        await ann.says(bot, "one")
        await until(lambda: len(inside.asked) == 1)
        assert len(bot.updates) == 1
        inside.open.set()
        await telegram.drained(bot)
    assert inside.whats == [said("one")]
    assert [post.status for post in telegram.postman.posts] == [200]


async def test_what_was_not_committed_is_answered_503_and_comes_again_under_the_same_key(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    side.inside.refusals = 3
    with capture_logs() as logs:
        async with side.running():
            await ann.says(bot, "one")
            await ann.says(bot, "two")
            await side.inside.hears(2)
            await telegram.drained(bot)
    assert side.inside.whats == [said("one"), said("two")]
    assert side.inside.refused == [[side.inside.all[0]]] * 3
    assert [post.status for post in telegram.postman.posts] == [503, 503, 503, 200, 200]
    assert side.refused == {"not-committed": 3}
    assert len([entry for entry in logs if entry["event"] == "telegram.not_accepted"]) == 3


@pytest.mark.parametrize("trouble", [faults.doubled(), faults.repeated(), faults.hung_up()], ids=lambda it: it.name)
async def test_copies_have_the_same_key_and_nothing_of_the_chat_comes_before_them(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked, trouble: faults.Trouble
) -> None:
    telegram.postman.faults.add(kind=trouble, chat=ann)
    async with side.running():
        await ann.says(bot, "one")
        await ann.says(bot, "two")
        await side.inside.hears(3)
        await telegram.drained(bot)
    assert side.inside.whats == [said("one"), said("one"), said("two")]
    assert side.inside.all[0].key == side.inside.all[1].key


async def test_forty_chats_come_side_by_side_and_each_in_order(telegram: TelegramEmulator, bot: BotAccount) -> None:
    inside = Slow()
    people = [telegram.person(f"Person {number}") for number in range(60)]
    for trouble in (faults.doubled(), faults.repeated(), faults.hung_up(), faults.overtaken(), faults.lost_request()):
        telegram.postman.faults.add(kind=trouble, after=7, times=5)
    async with hooked(telegram, inside=inside) as side, side.running():
        for number in range(6):
            for person in people:
                await person.says(bot, f"{number}")
        await until(lambda: len(inside.asked) >= 40)
        inside.open.set()
        await telegram.drained(bot)
    for person in people:
        assert list(dict.fromkeys(texts(inside, person.id))) == [str(number) for number in range(6)]
        heard = texts(inside, person.id)
        assert heard == sorted(heard), "a copy came after what followed it"
    assert bot.webhook is not None
    assert bot.webhook.max_connections == 40


async def test_what_comes_of_one_chat_at_once_waits_for_its_turn_and_other_chats_do_not() -> None:
    """A press does not wait for the message before it at Telegram; here it does, and shares its lot."""
    inside, pressed = Slow(), list[str]()
    inside.refusals = 1
    intake = Intake(Reader("123456", Counter[str]().update), inside.accept, pressed.append, "123456")
    message, press, other = update(1, text="one"), update(2, data="next"), update(3, text="elsewhere", chat=8)
    takes = [asyncio.create_task(intake.take(raw)) for raw in (message, press, other)]
    await until(lambda: len(inside.asked) == 2)
    inside.open.set()
    outcomes = await asyncio.gather(*takes, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [NotCommitted, NotCommitted, type(None)]
    assert inside.whats == [said("elsewhere")]
    assert pressed == []
    for raw in (message, press):
        await intake.take(raw)
    assert inside.whats == [said("elsewhere"), said("one"), Pressed("next", "")]
    assert pressed == ["q2"]


async def test_a_press_is_answered_once_it_is_committed(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, to_ann: Address
) -> None:
    inside = Slow()
    async with hooked(telegram, inside=inside) as side:
        (native,) = (await side.platform.send(to_ann, Post("choose", labels=((Label("Next", "next:t1"),),)), KEY)).ids
        async with side.running():
            press = await ann.presses(bot, int(native), "Next")
            await until(lambda: len(inside.asked) == 1)
            assert telegram.ledger.counts["answerCallbackQuery"] == 0
            inside.open.set()
            await press.answered()
    assert inside.whats == [Pressed("next", "t1")]


async def test_malformed_updates_are_counted_skipped_and_acknowledged(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, side: Hooked
) -> None:
    chat = {"id": ann.id, "type": "private"}
    bodies: list[Any] = [
        {"message": "a secret"},
        {"message": {"message_id": 1, "date": 1, "chat": chat, "text": ["a secret"]}},
        {"callback_query": {"id": 5}},
        {"something_new": {"text": "a secret"}},
    ]
    for body in bodies:
        telegram.feed_raw(bot, body)
    unstamped: list[Any] = [["a secret"], None, 7, {"update_id": "7"}]
    for body in unstamped:
        telegram.feed_raw(bot, body, stamped=False)
    await ann.says(bot, "after")
    with capture_logs() as logs:
        async with side.running():
            await side.inside.hears(1)
            await telegram.drained(bot)
    assert side.inside.whats == [said("after")]
    assert side.skipped == {"malformed": 6, "unasked": 2}
    assert {post.status for post in telegram.postman.posts} == {200}
    assert "secret" not in str(logs)
    assert str(ann.id) not in str(logs)


async def test_several_bots_are_called_at_addresses_of_their_own(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person
) -> None:
    other = telegram.add_bot(OTHER_TOKEN)
    bob = telegram.person("Bob")
    async with hooked(telegram, bot.token, OTHER_TOKEN) as side, side.running():
        await ann.says(bot, "to the one")
        await bob.says(other, "to the other")
        found = await side.inside.hears(2)
    by_account = {incoming.sender.account: incoming.what for incoming in found}
    assert by_account == {str(bot.id): said("to the one"), str(other.id): said("to the other")}
    assert bot.webhook is not None
    assert other.webhook is not None
    assert len({bot.webhook.url, other.webhook.url}) == 2
    assert len({bot.webhook.secret_token, other.webhook.secret_token}) == 2


async def test_a_commit_that_never_ends_is_not_waited_for(
    telegram: TelegramEmulator, bot: BotAccount, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.intake.COMMIT_SECONDS", 0.01)
    inside = Slow()
    async with hooked(telegram, inside=inside) as side, side.running():
        await ann.says(bot, "hello")
        await telegram.postman.posts.reaches(2, status=503)
        inside.open.set()
        await telegram.drained(bot)
    assert inside.whats == [said("hello")]
    assert {incoming.key for incoming in inside.asked} == {inside.all[0].key}


async def test_more_than_it_holds_is_refused_not_kept(
    telegram: TelegramEmulator, bot: BotAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.intake.LIMIT", 2)
    inside = Slow()
    async with hooked(telegram, inside=inside) as side, side.running():
        for number in range(5):
            await telegram.person(f"Person {number}").says(bot, "hello")
        await telegram.postman.posts.reaches(3, status=503)
        assert len(inside.asked) == 2
        inside.open.set()
        await telegram.drained(bot)
    assert len({incoming.key for incoming in inside.all}) == 5
