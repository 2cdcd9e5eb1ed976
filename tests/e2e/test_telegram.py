"""Strangers on Telegram find each other and talk."""

from pathlib import Path

from tests.e2e.living import TOKEN, living, settings_for
from tests.emulators.telegram import BotAccount, Person, TelegramEmulator


async def admitted(person: Person, bot: BotAccount, command: str = "/start") -> None:
    """Past the rules."""
    await person.says(bot, command)
    rules = await person.hears(bot, "18 or older")
    await person.presses(bot, rules.id, "agree")


async def test_two_strangers_find_each_other_talk_reply_and_go_on(telegram: TelegramEmulator, tmp_path: Path) -> None:
    bot = telegram.add_bot(TOKEN)
    ann, bob = telegram.person("Ann"), telegram.person("Bob")
    async with living(settings_for(tmp_path, telegram)):
        await admitted(ann, bot, "/find chess, hiking")
        await ann.hears(bot, "Nobody who fits is here")
        await admitted(bob, bot, "/find hiking")
        await bob.hears(bot, "You both like hiking")
        await ann.hears(bot, "You both like hiking")
        await ann.says(bot, "hello *you*")
        heard = await bob.hears(bot, "hello *you*")
        answer = await bob.says(bot, "hello yourself", reply_to=heard.id)
        back = await ann.hears(bot, "hello yourself")
        assert ann.message(bot, back.reply_to or 0).text == "hello *you*"
        assert answer
        await bob.says(bot, "/next")
        await ann.hears(bot, "Your partner went on")
        await bob.hears(bot, "Nobody who fits")
