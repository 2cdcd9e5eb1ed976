"""Several bots in one process are one house: their people meet, and somebody may come by another door."""

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.app import App
from tests.e2e.living import OTHER_TOKEN, PATIENCE, TOKEN, living, settings_for
from tests.e2e.strangers import ALONE, PAIRED, Stranger
from tests.emulators.telegram import BotAccount, TelegramEmulator


@pytest.fixture
def bots(telegram: TelegramEmulator) -> tuple[BotAccount, BotAccount]:
    return telegram.add_bot(TOKEN), telegram.add_bot(OTHER_TOKEN)


@pytest.fixture
async def app(telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount], tmp_path: Path) -> AsyncIterator[App]:
    async with living(settings_for(tmp_path, telegram, telegram_token=f"{TOKEN}, {OTHER_TOKEN}")) as app:
        yield app


@pytest.mark.usefixtures("app")
async def test_people_of_different_bots_talk_to_each_other(
    telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    ann, bob = Stranger(telegram, bots[0], "Ann"), Stranger(telegram, bots[1], "Bob")
    await ann.admitted("/find")
    await ann.hears(ALONE)
    await bob.admitted("/find")
    for each in (ann, bob):
        await each.hears(PAIRED)
    await ann.says("hello over there")
    heard = await bob.hears("hello over there")
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "PNG")
    await bob.sends_photo(out.getvalue(), caption="my view", reply_to=heard)
    view = await ann.hears("my view")
    assert view.photo is not None, "the file was fetched by the bot it was sent to and sent by the other"
    assert ann.answered(view) == "hello over there"


@pytest.mark.usefixtures("app")
async def test_somebody_is_reached_where_they_wrote_last_and_is_one_person_everywhere(
    telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    here, there = (Stranger(telegram, bot, "Ann") for bot in bots)
    bob = Stranger(telegram, bots[0], "Bob")
    await here.admitted("/find")
    await here.hears(ALONE)
    await bob.admitted("/find")
    await bob.hears(PAIRED)
    await there.says("/find")
    await there.hears("You are talking with somebody")
    await bob.says("can you hear me there?")
    await there.hears("can you hear me there?")
    await there.says("yes")
    await bob.hears("yes")
    assert "can you hear me there?" not in here.heard()


@pytest.mark.usefixtures("app")
async def test_every_bot_has_the_menu_in_every_language(
    telegram: TelegramEmulator, bots: tuple[BotAccount, BotAccount]
) -> None:
    for bot in bots:
        await telegram.drained(bot, timeout=PATIENCE)
        scope = json.dumps({"type": "all_private_chats"})
        assert {language for where, language in bot.commands if where == scope} == {"", "en", "de"}
        menus = {(where, tuple(command["command"] for command in menu)) for (where, _), menu in bot.commands.items()}
        (names,) = {names for where, names in menus if where == scope}  # the same in every language
        assert {names for where, names in menus if where != scope} == {("mod",)}, "and in groups only what is for them"
        assert set(names) >= {"find", "next", "stop", "block", "report", "delete", "help"}
        assert bot.commands[scope, "de"][0]["description"] == "Jemanden zum Reden suchen"
