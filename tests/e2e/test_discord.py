"""Discord as people have it: commands in servers that only they see, the conversation in direct messages."""

import json

import pytest

from bot.app import App
from moderation.books import Books
from tests.e2e.anybody import OnDiscord, OnTelegram, admitted, all_heard, paired
from tests.e2e.conftest import Everywhere, MeetOnDiscord
from tests.e2e.living import PATIENCE
from tests.e2e.strangers import ALONE, PAIRED
from tests.emulators.discord import BotAccount, Callback, ChatMessage, DiscordEmulator
from tests.emulators.discord.world import Guild

ELSEWHERE = "That is in our direct messages"


@pytest.fixture
def guild(discord: DiscordEmulator, discord_bot: BotAccount) -> Guild:
    guild = discord.guild()
    guild.add(discord_bot)
    return guild


@pytest.fixture
def ann(meet_on_discord: MeetOnDiscord, guild: Guild) -> OnDiscord:
    """Uses commands in the server."""
    ann = meet_on_discord("Ann", place=guild)
    guild.add(ann.person)
    return ann


@pytest.fixture
def bob(meet_on_discord: MeetOnDiscord) -> OnDiscord:
    """Has only the chat with the bot."""
    return meet_on_discord("Bob")


async def asked(who: OnDiscord, command: str, argument: str = "", part: str = "") -> ChatMessage:
    """The answer to a command."""
    return await (await who.uses(command, argument)).answered(part, PATIENCE)


async def enters(who: OnDiscord) -> None:
    rules = await asked(who, "start", part="18 or older")
    await (await who.person.presses(rules, "agree")).answered("Welcome", PATIENCE)


async def test_in_a_server_only_she_sees_the_answers_and_the_conversation_is_in_the_chat(
    ann: OnDiscord, bob: OnDiscord, guild: Guild, discord: DiscordEmulator, meet_on_discord: MeetOnDiscord
) -> None:
    onlooker = meet_on_discord("Eve", place=guild)
    guild.add(onlooker.person)
    await admitted(bob, "find", "chess")
    await bob.hears(ALONE)

    use = await ann.uses("find", "Chess")
    rules = await use.answered("18 or older", PATIENCE)
    assert use.deferred
    assert rules.ephemeral
    assert rules.labels == ["Yes, I am and I do", "No"]
    tap = await ann.person.presses(rules, "Yes, I am and I do")
    assert await tap.acknowledged(PATIENCE) is Callback.DEFERRED_UPDATE
    shown = await tap.answered(ELSEWHERE, PATIENCE)
    assert shown.ephemeral
    (link,) = shown.buttons
    assert (link.label, link.url) == ("Open our chat", f"https://discord.com/channels/@me/{ann.chat}")

    assert (await ann.hears("◆")).text.startswith("◆ This is where your chats happen")
    for each in (ann, bob):
        notice = await each.hears("You both like **chess**")
        assert [button.style for button in notice.native.buttons] == [2, 2, 4], "danger for what is one"
    await bob.says("hello")
    await ann.hears("hello")
    answer = await asked(ann, "status", part="You have been talking")
    assert (answer.ephemeral, answer.labels) == (True, ["Next", "Stop", "Report"])
    await asked(ann, "next", part=ELSEWHERE)
    await ann.hears("You left. Looking for someone new")
    await ann.hears(ALONE)
    await bob.hears("Your partner went on")
    assert onlooker.person.chat(ann.bot, place=guild) == []
    assert [entry for entry in discord.ledger.accepted("create_message") if entry.channel == guild.channel.id] == []


async def test_everything_but_the_conversation_is_answered_in_the_server(ann: OnDiscord, discord_app: App) -> None:
    await enters(ann)
    asks = {
        "help": "Stay safe", "rules": "The rules", "privacy": "What is stored", "status": "You are not in a chat",
        "stop": "Nothing is going on", "block": "There is no chat", "interests": "no interests",
        "settings": "Languages", "report": "There is no chat",
    }  # fmt: skip
    for command, answer in asks.items():
        assert (await asked(ann, command, part=answer)).ephemeral
    export = await asked(ann, "export", part="Everything stored about you")
    (file,) = export.attachments
    assert (export.ephemeral, file.filename) == (True, "bauta-export.json")
    stored = json.loads(file.content)
    assert stored["account"]["addresses"] == [{"platform": "discord", "bot": str(ann.bot.id), "chat": str(ann.chat)}]

    gone = await asked(ann, "delete", part="Erase your account")
    await (await ann.person.presses(gone, "Keep it")).answered("Nothing was erased", PATIENCE)
    gone = await asked(ann, "delete", part="Erase your account")
    await (await ann.person.presses(gone, "Yes, erase it")).answered("Erased.", PATIENCE)
    await discord_app.rounds.erasures(discord_app.clock())
    await asked(ann, "status", part="18 or older")
    (knock,) = ann.heard()
    assert knock.startswith("◆ This is where your chats happen")


async def test_interests_complete_themselves(ann: OnDiscord) -> None:
    offered = await ann.person.autocompletes(ann.bot, "find", "interests", "hik", place=ann.place)
    assert offered[0] == ("hik", "hik"), "what was typed can be kept"
    assert ("hiking", "hiking") in offered
    offered = await ann.person.autocompletes(ann.bot, "interests", "interests", "tea, hik", place=ann.place)
    assert ("tea, hiking", "tea, hiking") in offered
    assert len(await ann.person.autocompletes(ann.bot, "find", "interests", "", place=ann.place)) == 25


async def test_settings_by_option_and_by_taps_change_in_place(ann: OnDiscord, bob: OnDiscord) -> None:
    await enters(ann)
    await admitted(bob)
    await bob.hears("Welcome")
    for who in (ann, bob):
        options = {"setting": "age", "value": "27"}
        use = await who.person.uses(who.bot, "settings", options, place=who.place)
        menu = await use.answered("27", PATIENCE)
        use = await who.person.uses(who.bot, "settings", {"setting": "age", "value": "12"}, place=who.place)
        await use.answered("from 18 to 120", PATIENCE)

        tap = await who.person.presses(menu, "About me")
        await tap.acknowledged(PATIENCE)
        page = await who.settled(menu, "woman")
        await who.person.presses(page, "woman")
        page = await who.settled(menu, "✓ woman")
        await who.person.presses(page, "Back")
        page = await who.settled(menu, "Languages")
        await who.person.presses(page, "Languages")
        page = await who.settled(menu, "✓ English")
        await who.person.presses(page, "German")
        await who.settled(menu, "✓ German")


async def test_the_clients_language_is_spoken_until_another_is_chosen(
    meet_on_discord: MeetOnDiscord, guild: Guild
) -> None:
    jan = meet_on_discord("Jan", locale="de", place=guild)
    guild.add(jan.person)
    rules = await asked(jan, "start", part="mindestens 18")
    await (await jan.person.presses(rules, "agree")).answered("Willkommen", PATIENCE)
    await asked(jan, "status", part="Interessen: keine")
    await asked(jan, "language", "en", part="From now on I speak English")
    await asked(jan, "status", part="You are not in a chat")
    ask = await asked(jan, "language", part="In which language")
    await (await jan.person.presses(ask, "Deutsch")).answered("spreche ich Deutsch", PATIENCE)


async def test_the_menu_of_commands_is_described_in_every_language(
    ann: OnDiscord, discord_app: App, discord: DiscordEmulator
) -> None:
    registered = {each["name"]: each for each in ann.bot.commands}
    assert set(registered) >= {"find", "next", "stop", "block", "report", "settings", "export", "delete", "help"}
    for each in (each for each in registered.values() if each["type"] == 1):
        assert set(each["description_localizations"]) == {"de"}
        if each["name"] not in ("bauta", "mod"):  # which are for admins and moderators
            assert (each["contexts"], each["integration_types"]) == ([0, 1, 2], [0, 1])
        for option in each.get("options", ()):
            assert set(option["description_localizations"]) == {"de"}


async def test_added_to_her_own_account_it_works_wherever_she_is(
    meet_on_discord: MeetOnDiscord, bob: OnDiscord
) -> None:
    cleo = meet_on_discord("Cleo", place="private")
    await cleo.person.installs(cleo.bot)
    rules = await asked(cleo, "find", "tea", part="18 or older")
    assert rules.ephemeral
    await (await cleo.person.presses(rules, "agree")).answered(ELSEWHERE, PATIENCE)
    await cleo.hears(ALONE)
    await admitted(bob, "find")
    await cleo.hears(PAIRED)
    assert (await asked(cleo, "stop", part=ELSEWHERE)).ephemeral
    await bob.hears("Your partner left the chat")


async def test_a_report_from_a_server(ann: OnDiscord, bob: OnDiscord, discord_app: App) -> None:
    await admitted(bob, "find")
    await bob.hears(ALONE)
    rules = await asked(ann, "find", part="18 or older")
    await ann.person.presses(rules, "agree")
    await ann.hears(PAIRED)
    why = await asked(ann, "report", "he wants money", part="What is it about?")
    assert why.ephemeral
    tap = await ann.person.presses(why, "Selling, spam or fraud")
    what = await tap.answered("more exactly?", PATIENCE)
    assert what.ephemeral
    tap = await ann.person.presses(what, "Fraud")
    receipt = await tap.answered("Thank you. Report **R-", PATIENCE)
    assert receipt.ephemeral
    await bob.hears("Your partner left the chat")
    async with discord_app.database.unit() as unit:
        (report,) = await Books(unit).reports.open(100)
    assert (report.reason.value, report.words) == ("spam", "he wants money")
    assert "Report" not in "".join(bob.heard())


async def test_commands_can_be_typed_and_only_commands_are_taken_for_one(
    meet_on_discord: MeetOnDiscord, bob: OnDiscord
) -> None:
    cleo = meet_on_discord("Cleo")
    await cleo.says("/find chess")
    await cleo.taps(await cleo.hears("18 or older"), "agree")
    await cleo.hears(ALONE)
    await admitted(bob, "find", "chess")
    await bob.hears("You both like **chess**")
    for text in ("/shrug oh well", "/nextt", "say /next to go on", "//next"):
        await cleo.says(text)
        assert (await bob.hears("/")).text == text
    await cleo.says("/next")
    await bob.hears("Your partner went on")
    await cleo.hears(ALONE)
    await cleo.says("/stop")
    await cleo.hears("I stopped looking")


async def test_mentions_are_words_and_nothing_of_a_server_passes(
    meet_on_discord: MeetOnDiscord, bob: OnDiscord, discord: DiscordEmulator
) -> None:
    cleo = meet_on_discord("Cleo")
    await paired(cleo, bob)
    typed = (
        f"@everyone @here <@{bob.person.id}> <@!{cleo.person.id}> <@&123456789012345678> <#123456789012345678> "
        "<:mask:123456789012345678> <a:dance:123456789012345678> </find:123456789012345678> "
        "https://discord.com/channels/1/2/3 https://cdn.discordapp.com/attachments/1/2/secret.png "
        "[here](https://discord.com/channels/1/2/3)"
    )
    await cleo.says(typed)
    heard = await bob.hears("everyone")
    assert "@everyone" not in heard.text.replace("\\@everyone", "").replace("@\u200beveryone", "")
    for live in ("<@", "<#", "<:", "<a:", "</", "discord.com/channels", "cdn.discordapp", "123456789012345678"):
        assert live not in heard.text, live
    assert heard.native.raw["mentions"] == []
    assert heard.native.raw["mention_everyone"] is False
    assert ":mask:" in heard.text
    for entry in discord.ledger.accepted("create_message"):
        assert entry.parameters["allowed_mentions"]["parse"] == []


CODE = "\n".join(f"line {number:04} of some code" for number in range(175))


async def test_long_texts_are_cut_where_a_reader_pauses_and_code_goes_on_as_code(everywhere: Everywhere) -> None:
    ann, bob = await everywhere.comes("telegram", "Ann"), await everywhere.comes("discord", "Bob")
    assert isinstance(ann, OnTelegram)
    assert isinstance(bob, OnDiscord)
    await paired(ann, bob)
    text = f"look:\n{CODE}\nand that was it"
    entity = {"type": "pre", "offset": text.index("line"), "length": len(CODE), "language": "py"}
    await ann.stranger.says(text, entities=[entity])
    parts = [await bob.hears("line"), await bob.hears("line")]
    assert all(len(part.text) <= 2000 for part in parts)
    assert parts[0].text.startswith("look:\n```py\nline 0000")
    await ann.says("next")
    await bob.hears("next")
    sent = [each for each in bob.heard() if not each.startswith("◆")][:-1]
    assert len(sent) == 3
    for part in sent:
        assert part.count("```") == 2, "every part is code by itself"
    said = "\n".join(part.replace("```py\n", "").replace("```", "") for part in sent)
    assert [line for line in said.splitlines() if line] == text.splitlines()

    await bob.says("and back?", reply_to=parts[1])
    assert (await ann.hears("and back?")).answers == text, "a part leads to the whole"
    words = " ".join(f"word{number:03}" for number in range(490))  # as a subscriber can write
    await bob.says(words)
    assert (await ann.hears("word000")).text == words


async def test_what_a_subscriber_writes_arrives_in_two_messages_on_discord(
    meet_on_discord: MeetOnDiscord, bob: OnDiscord
) -> None:
    cleo = meet_on_discord("Cleo")
    await paired(cleo, bob)
    text = "**" + " ".join(f"word{number:03}" for number in range(490)) + "**"
    await cleo.says(text)
    first, second = await bob.hears("word"), await bob.hears("word")
    assert [each.text[:2] + each.text[-2:] for each in (first, second)] == ["****", "****"], "bold to the end"
    assert f"{first.text.strip('*')} {second.text.strip('*')}" == text.strip("*")
    await bob.says("long!", reply_to=second)
    assert (await cleo.hears("long!")).answers == text
    await all_heard(bob)
