"""Webhooks of the emulated Telegram: who may set one, what is posted when and in which order, and what goes wrong."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

from tests.emulators.conftest import connected
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator, faults
from tests.ports import free_port

SECRET = "s3cret-of_ours"


class Receiver:
    """A bot's web server that writes down what comes and answers as it is told."""

    def __init__(self) -> None:
        self.port = 0
        self.came: list[tuple[dict[str, Any], str | None]] = []
        self.statuses: list[int] = []
        """Of the next answers; 200 when there are none left."""
        self.headers: dict[str, str] = {}
        self.open = asyncio.Event()
        self.open.set()
        self.at_once = 0
        self.most_at_once = 0
        self._news = asyncio.Condition()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update, _ in self.came if "message" in update]

    async def handle(self, request: web.BaseRequest) -> web.Response:
        update = await request.json()
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        async with self._news:
            self.came.append((update, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
            self._news.notify_all()
        await self.open.wait()
        self.at_once -= 1
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers=self.headers if status != 200 else {})

    async def gets(self, count: int) -> None:
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.came) >= count)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    http = web.Server(receiver.handle)
    listening = await asyncio.get_running_loop().create_server(http, "127.0.0.1", 0)
    receiver.port = listening.sockets[0].getsockname()[1]
    yield receiver
    receiver.open.set()
    listening.close()
    await http.shutdown(timeout=0.1)
    await listening.wait_closed()


async def test_updates_are_posted_with_the_secret_in_order_and_then_forgotten(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    await ann.says(bot, "before")
    await client.set_webhook(receiver.url, secret_token=SECRET)
    for number in range(20):
        await ann.says(bot, str(number))
    await telegram.drained(bot)
    assert receiver.texts == ["before", *map(str, range(20))]
    assert {secret for _, secret in receiver.came} == {SECRET}
    assert (await client.get_webhook_info()).pending_update_count == 0
    assert receiver.most_at_once == 1, "of a chat only the first is on its way"


async def test_without_a_secret_no_header_is_sent(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    await client.set_webhook(receiver.url)
    await ann.says(bot, "hello")
    await telegram.drained(bot)
    assert [secret for _, secret in receiver.came] == [None]


async def test_chats_go_side_by_side_up_to_max_connections(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, receiver: Receiver
) -> None:
    receiver.open.clear()
    await client.set_webhook(receiver.url, max_connections=3)
    for number in range(7):
        await telegram.person(f"p{number}").says(bot, str(number))
    await receiver.gets(3)
    receiver.open.set()
    await telegram.drained(bot)
    assert receiver.most_at_once == 3
    assert sorted(receiver.texts) == [str(number) for number in range(7)]


async def test_a_press_overtakes_a_message_that_is_still_on_its_way(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    await ann.says(bot, "/start")
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    sent = await client.send_message(ann.id, "Well?", reply_markup=keyboard)  # type: ignore[arg-type]
    receiver.open.clear()
    await client.set_webhook(receiver.url)
    await ann.says(bot, "not yet")
    await ann.presses(bot, sent.message_id, "Yes")
    await receiver.gets(2)
    assert ["callback_query" in update for update, _ in receiver.came] == [False, True]
    assert receiver.texts == ["/start"]


async def test_what_was_not_taken_comes_again_under_its_number_and_nothing_of_its_chat_before_it(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    receiver.statuses = [500, 404, 302]
    await client.set_webhook(receiver.url)
    await ann.says(bot, "one")
    await ann.says(bot, "two")
    await telegram.drained(bot)
    assert receiver.texts == ["one"] * 4 + ["two"]
    assert len({update["update_id"] for update, _ in receiver.came}) == 2
    info = await client.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 302 Found"


async def test_the_pauses_double_and_retry_after_is_kept_instead(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    receiver.statuses = [503] * 5
    await client.set_webhook(receiver.url)
    await ann.says(bot, "one")
    await telegram.drained(bot)
    at = [post.at for post in telegram.postman.posts]
    pauses = [later - earlier for earlier, later in pairwise(at)]
    assert all(pause >= least * 0.01 for pause, least in zip(pauses, (0, 2, 4, 8, 16), strict=True))
    receiver.statuses, receiver.headers = [503, 503], {"Retry-After": "7"}
    await ann.says(bot, "two")
    await telegram.drained(bot)
    first, second, third = [post.at for post in telegram.postman.posts][-3:]
    assert min(second - first, third - second) >= 0.07


async def test_the_same_webhook_again_changes_no_pause_and_a_new_one_does(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    receiver.statuses, receiver.headers = [503], {"Retry-After": "3600"}
    await client.set_webhook(receiver.url, secret_token=SECRET)
    await ann.says(bot, "one")
    await telegram.postman.posts.reaches(1, status=503)
    await client.set_webhook(receiver.url, secret_token=SECRET)
    assert (await client.get_webhook_info()).last_error_message is not None
    await telegram.person("Bob").says(bot, "somebody else")
    await telegram.postman.posts.reaches(1, status=200)
    assert receiver.texts == ["one", "somebody else"]
    await client.delete_webhook()
    await client.set_webhook(receiver.url, secret_token=SECRET)
    await telegram.drained(bot)
    assert receiver.texts == ["one", "somebody else", "one"]


async def test_when_nobody_listens_it_waits_and_says_why(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, unused: int
) -> None:
    await client.set_webhook(f"http://127.0.0.1:{unused}/hook")
    await ann.says(bot, "one")
    await telegram.postman.posts.reaches(2, status=0)
    info = await client.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
    await client.delete_webhook()
    assert [update.effective_message.text for update in await client.get_updates() if update.effective_message] == [
        "one"
    ]


@pytest.mark.parametrize(
    ("trouble", "copies"),
    [(faults.doubled(), 2), (faults.repeated(), 2), (faults.hung_up(), 2), (faults.lost_request(), 1)],
    ids=lambda case: getattr(case, "name", None),
)
async def test_faults_bring_the_same_update_as_often_as_they_say(
    telegram: TelegramEmulator,
    client: Bot,
    bot: BotAccount,
    ann: Person,
    receiver: Receiver,
    trouble: faults.Trouble,
    copies: int,
) -> None:
    telegram.postman.faults.add(kind=trouble, chat=ann)
    await client.set_webhook(receiver.url)
    await ann.says(bot, "one")
    await ann.says(bot, "two")
    await telegram.drained(bot)
    await receiver.gets(copies + 1)
    assert Counter(receiver.texts) == {"one": copies, "two": 1}
    assert receiver.texts[-1] == "two"


async def test_an_update_can_be_overtaken_by_another_chats(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    telegram.postman.faults.add(kind=faults.overtaken(), chat=ann)
    await client.set_webhook(receiver.url)
    await ann.says(bot, "first")
    await telegram.person("Bob").says(bot, "then")
    await telegram.drained(bot)
    assert receiver.texts == ["then", "first"]


@pytest.mark.parametrize(
    ("url", "how", "says"),
    [
        ("http://example.org/hook", {}, "https url must be provided for webhook"),
        ("example.org", {}, "https url must be provided for webhook"),
        ("https://example.org:8080/hook", {}, "only on ports 80, 88, 443 or 8443"),
        ("https://example.org", {"secret_token": "not allowed!"}, "unallowed characters"),
        ("https://example.org", {"secret_token": "x" * 257}, "too long"),
    ],
)
async def test_webhooks_that_cannot_be_are_refused(
    client: Bot, bot: BotAccount, url: str, how: dict[str, Any], says: str
) -> None:
    with pytest.raises(BadRequest, match=says):
        await client.set_webhook(url, **how)
    assert bot.webhook is None


async def test_more_connections_than_there_may_be_are_a_violation() -> None:
    async with TelegramEmulator() as telegram:
        bot = telegram.add_bot("1:x")
        async with connected(telegram, bot.token) as client:
            with pytest.raises(BadRequest):
                await client.set_webhook("https://example.org", max_connections=101)
        assert telegram.violations == ["setWebhook: Bad Request: max_connections beyond 1 to 100"]


async def test_an_answer_with_a_body_is_a_violation() -> None:
    async def carry_out_something(_: web.BaseRequest) -> web.Response:
        return web.json_response({"method": "sendMessage"})

    http = web.Server(carry_out_something)
    listening = await asyncio.get_running_loop().create_server(http, "127.0.0.1", 0)
    async with TelegramEmulator() as telegram:
        bot = telegram.add_bot("1:x")
        async with connected(telegram, bot.token) as client:
            await client.set_webhook(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/")
        await telegram.person("Ann").says(bot, "hello")
        await telegram.drained(bot)
        assert telegram.violations == ["a webhook was answered with a body"]
    listening.close()
    await http.shutdown(timeout=0.1)


async def test_an_outage_cuts_what_is_on_its_way_and_it_goes_again(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person, receiver: Receiver
) -> None:
    receiver.open.clear()
    await client.set_webhook(receiver.url)
    await ann.says(bot, "one")
    await receiver.gets(1)
    async with telegram.outage():
        receiver.open.set()
        await ann.says(bot, "two")
    await telegram.drained(bot)
    assert receiver.texts == ["one", "one", "two"]


@pytest.fixture
def unused() -> int:
    return free_port()
