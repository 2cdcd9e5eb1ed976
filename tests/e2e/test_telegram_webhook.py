"""A whole Bauta that Telegram calls: people talk, whatever is repeated, lost or refused on the way."""

import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import event

from bot.app import App
from tests.e2e.living import PATIENCE, TOKEN, database_path, fetched, living, series, settings_for
from tests.e2e.processes import Deployment, Spawner, deployment
from tests.e2e.strangers import ALONE, Stranger, paired
from tests.e2e.test_cli_check import mended, table
from tests.emulators.telegram import BotAccount, TelegramEmulator, faults
from tests.ports import free_port

PAIRS = 20


@pytest.fixture
async def app(telegram: TelegramEmulator, bot: BotAccount, tmp_path: Path) -> AsyncIterator[App]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/below"
    async with living(settings_for(tmp_path, telegram, telegram_webhook_url=url), port=port) as app:
        yield app


@pytest.fixture
async def deployed(telegram: TelegramEmulator, spawner: Spawner, tmp_path: Path) -> AsyncIterator[Deployment]:
    settings = {"BAUTA_TELEGRAM_TOKEN": TOKEN, "BAUTA_TELEGRAM_API_URL": telegram.url, "BAUTA_TELEGRAM_RATE": "0"}
    async with deployment(spawner, tmp_path, **settings) as deployed:
        deployed.settings["BAUTA_TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{deployed.port}"
        yield deployed


async def pairs(telegram: TelegramEmulator, bot: BotAccount) -> list[tuple[Stranger, Stranger]]:
    """Forty people, two by two."""
    found = []
    for number in range(PAIRS):
        ann, bob = Stranger(telegram, bot, f"Ann{number}"), Stranger(telegram, bot, f"Bob{number}")
        await paired(ann, bob)
        found.append((ann, bob))
    return found


def words(person: Stranger) -> list[str]:
    return [text for text in person.heard() if not text.startswith("◆")]


async def test_what_twenty_pairs_say_at_once_arrives_once_in_order_and_in_groups(
    telegram: TelegramEmulator, bot: BotAccount, app: App
) -> None:
    talking = await pairs(telegram, bot)
    for trouble in (faults.doubled(), faults.repeated(), faults.hung_up(), faults.overtaken(), faults.lost_request()):
        telegram.postman.faults.add(kind=trouble, after=5, times=15)
    alone = series(await fetched(app.server.port, "/metrics"), "bauta_turns_total", how="alone")
    said = [f"words {number}" for number in range(10)]
    commits: list[object] = []
    event.listen(app.database.writing.sync_engine, "commit", commits.append)
    for text in said:
        for ann, bob in talking:
            await ann.says(text)
            await bob.says(text)
    for ann, bob in talking:
        await ann.hears("words 9")
        await bob.hears("words 9")
    await telegram.drained(bot, timeout=PATIENCE)
    assert all(words(person) == said for pair in talking for person in pair)
    assert len(commits) < PAIRS * len(said), "of these, a commit for each message would alone be twice as many"
    page = await fetched(app.server.port, "/metrics")
    assert series(page, "bauta_turns_total", how="group") == 2 * PAIRS * len(said)
    assert series(page, "bauta_turns_total", how="alone") == alone
    assert series(page, "bauta_failed_turns_total") == 0
    assert series(page, "bauta_relayed_total", platform="telegram") == 2 * PAIRS * len(said)
    assert telegram.ledger.counts["getUpdates"] == 0


async def test_a_database_that_is_held_is_waited_for_and_nothing_is_said_twice(
    telegram: TelegramEmulator, bot: BotAccount, app: App
) -> None:
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    await paired(ann, bob)
    async with app.database.unit() as unit:
        await unit.connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(database_path(app), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for number in range(5):
            await ann.says(f"words {number}")
        await bob.says("/status")
        await telegram.postman.posts.reaches(4, status=503, timeout=PATIENCE)
        assert words(bob) == []
        other.execute("ROLLBACK")
    await bob.hears("words 4")
    assert [text for text in await bob.has_heard_all() if "You have been talking" in text]
    assert words(bob) == [f"words {number}" for number in range(5)]
    page = await fetched(app.server.port, "/metrics")
    assert series(page, "bauta_telegram_refused_calls_total", why="not-committed") >= 4
    assert series(page, "bauta_failed_turns_total") == 0


async def test_two_talk_through_a_process_that_is_killed_stopped_and_switched_to_polling_and_back(
    telegram: TelegramEmulator, bot: BotAccount, deployed: Deployment
) -> None:
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    process = await deployed.runs()
    await ann.admitted("/find chess")
    await ann.hears(ALONE)
    await bob.admitted("/find chess")
    for each in (ann, bob):
        await each.hears("You both like chess")
    await ann.says("through the webhook")
    await bob.hears("through the webhook")
    await bob.has_heard_all()  # so that nothing is in doubt when it dies, and sent again
    assert telegram.ledger.counts["getUpdates"] == 0

    await process.kill()
    await ann.says("while it was dead")
    await telegram.postman.posts.reaches(2, status=0, timeout=PATIENCE)
    process = await deployed.runs()
    await bob.hears("while it was dead")

    process.send(signal.SIGINT)
    assert await process.ended() == 0
    assert bot.webhook is not None, "it is left there: updates wait at Telegram"
    await ann.says("between the two ways")
    polling = await deployed.runs({"BAUTA_TELEGRAM_WEBHOOK_URL": ""})
    await bob.hears("between the two ways")
    assert telegram.ledger.counts["getUpdates"] > 0
    polling.send(signal.SIGINT)
    assert await polling.ended() == 0
    await ann.says("and back")
    again = await deployed.runs()
    await bob.hears("and back")
    await bob.says("/stop")
    await ann.hears("Your partner left")
    assert words(bob) == ["through the webhook", "while it was dead", "between the two ways", "and back"]
    webhook = bot.webhook
    assert webhook is not None
    for run in (process, polling, again):
        assert "Traceback" not in run.err
        assert not [part for part in (TOKEN, webhook.secret_token, webhook.url) if part in run.out + run.err]


async def test_what_two_say_while_it_is_killed_again_and_again_arrives_in_order(
    telegram: TelegramEmulator, bot: BotAccount, deployed: Deployment
) -> None:
    ann, bob = Stranger(telegram, bot, "Ann"), Stranger(telegram, bot, "Bob")
    process = await deployed.runs()
    await paired(ann, bob)
    said = []
    for life in range(4):
        for number in range(10):
            said.append(f"words {life}.{number}")
            await ann.says(said[-1])
            await bob.says(said[-1])
        await bob.hears(f"words {life}.{2 * life}")  # in the middle of it
        await process.kill()
        process = await deployed.runs()
    for person in (ann, bob):
        await person.hears(said[-1])
    await telegram.drained(bot, timeout=PATIENCE)
    for person in (ann, bob):
        heard = words(person)
        assert list(dict.fromkeys(heard)) == said
        assert len(heard) - len(said) <= 4, "at most what was in doubt at a kill was said again"


async def test_check_tells_what_telegram_knows_of_the_webhook(
    telegram: TelegramEmulator, bot: BotAccount, deployed: Deployment
) -> None:
    address = f"127.0.0.1:{deployed.port}"
    before = await deployed.does("check")
    assert (before.code, mended(before)) == (0, [])
    assert table(before)["Webhook"] == ("✓", f"@{bot.username}, {address}, not set: set at the next start")

    process = await deployed.runs()
    await until_set(telegram)
    meanwhile = await deployed.does("check")
    assert (meanwhile.code, table(meanwhile)["Webhook"]) == (0, ("✓", f"@{bot.username}, {address}"))
    await process.kill()

    await Stranger(telegram, bot, "Ann").says("/start")
    await telegram.postman.posts.reaches(1, status=0, timeout=PATIENCE)
    dead = await deployed.does("check")
    assert table(dead)["Webhook"] == ("✓", f"@{bot.username}, {address}, 1 waiting, last trouble: Connection refused")
    polling = await deployed.does("check", settings={"BAUTA_TELEGRAM_WEBHOOK_URL": ""})
    assert table(polling)["Webhook"][1].endswith("1 waiting: taken away at the next start")
    assert bot.webhook is not None, "looking changes nothing"
    for each in (before, meanwhile, dead, polling):
        assert bot.webhook.url not in each.out + each.err


async def test_check_says_what_to_do_when_telegram_does_not_get_through(
    telegram: TelegramEmulator, bot: BotAccount, deployed: Deployment
) -> None:
    elsewhere = f"http://127.0.0.1:{free_port()}"
    await deployed.runs({"BAUTA_TELEGRAM_WEBHOOK_URL": elsewhere})
    await until_set(telegram)
    await Stranger(telegram, bot, "Ann").says("/start")
    await telegram.postman.posts.reaches(1, status=0, timeout=PATIENCE)
    lost = await deployed.does("check", settings={"BAUTA_TELEGRAM_WEBHOOK_URL": elsewhere})
    assert (lost.code, table(lost)["Webhook"][0]) == (1, "✗")
    assert mended(lost) == [
        f"Webhook: Telegram does not get through. Look whether {elsewhere}/telegram/ leads to "
        f"127.0.0.1:{deployed.port} of Bauta."
    ]
    bot.webhook = None
    taken = await deployed.does("check", settings={"BAUTA_TELEGRAM_WEBHOOK_URL": elsewhere})
    assert (taken.code, len(mended(taken))) == (1, 1)
    assert "stop the other program" in mended(taken)[0]


async def test_the_name_in_the_address_is_one_of_ours(
    telegram: TelegramEmulator, bot: BotAccount, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, telegram, telegram_webhook_url="https://hook.example/tg")
    async with living(settings) as app, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{app.server.port}/tg/telegram/guessed"
        statuses = {}
        for name in ("hook.example", "elsewhere.example"):
            async with session.post(url, headers={"Host": name}, data=b"{}") as response:
                statuses[name] = response.status
    assert statuses == {"hook.example": 404, "elsewhere.example": 400}


async def test_an_address_that_telegram_refuses_is_told_in_the_settings(deployed: Deployment) -> None:
    wrong = {"BAUTA_TELEGRAM_API_URL": "https://api.telegram.org", "BAUTA_TELEGRAM_WEBHOOK_URL": "https://me.org:8080"}
    process = await deployed.does("run", settings=wrong)
    assert process.code == 78
    assert process.err.count("BAUTA_TELEGRAM_WEBHOOK_URL") == 1
    assert "443, 80, 88, 8443" in process.err


async def until_set(telegram: TelegramEmulator) -> None:
    await telegram.ledger.reaches(1, "setWebhook", timeout=PATIENCE)
