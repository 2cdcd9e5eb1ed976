"""First contact: the rules and the age question once, whatever brought the person here."""

import pytest

from bot.messages import Pressed, Unrelayable
from bot.texts.keys import Text
from tests.bot.town import Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_whatever_comes_first_is_answered_with_the_rules(town: Town) -> None:
    for words in ("/start", "/find", "/find chess", "/next", "/settings", "/block", "hello?", "/blah"):
        ann = await town.person(words, admitted=False)
        await ann.says(words)
        assert ann.hears() == [Text.RULES_ASK], words
        assert ann.last.data == ["agree", "decline"]


async def test_a_tap_or_a_sticker_first_is_answered_with_the_rules(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.taps("next:deadbeef")
    await ann.does(Unrelayable("sticker"))
    assert ann.hears() == [Text.RULES_ASK, Text.RULES_ASK]


async def test_the_command_that_prompted_the_rules_is_carried_out_after_yes(town: Town) -> None:
    bob = await town.person("bob")
    await bob.says("/find chess")
    ann = await town.person("ann", admitted=False)
    await ann.says("/find chess, tea")
    assert ann.hears() == [Text.RULES_ASK]
    await ann.presses("agree")
    assert ann.hears() == [Text.PAIRED]
    assert "chess" in ann.post.text
    assert (await ann.member()).profile.interests == ("chess", "tea")
    assert await town.in_room(ann, bob)


async def test_only_the_latest_command_waits_for_yes(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.says("/find chess")
    await ann.says("/status")
    await ann.says("hello?")
    ann.hears()
    await ann.presses("agree")
    assert ann.hears() == [Text.STATUS_IDLE]
    assert (await ann.member()).pending is None


async def test_after_yes_with_nothing_waiting_one_is_welcomed(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.says("/start")
    await ann.presses("agree")
    assert ann.hears() == [Text.RULES_ASK, Text.WELCOME]
    assert ann.last.data == ["find", "help"]


async def test_an_unknown_command_that_waited_is_answered_after_yes(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.says("/dance now")
    await ann.presses("agree")
    assert ann.hears() == [Text.RULES_ASK, Text.UNKNOWN_COMMAND]
    assert "/dance" in ann.post.text


async def test_the_rules_are_asked_once(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.says("/start")
    await ann.presses("agree")
    ann.hears()
    await ann.presses("agree")
    await ann.presses("decline")
    await ann.says("/start")
    assert ann.hears() == [Text.WELCOME_BACK] * 3
    assert not (await ann.member()).locked


async def test_what_one_must_be_able_to_read_needs_no_agreement(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    for command in ("/rules", "/privacy", "/help", "/language", "/export", "/delete"):
        await ann.says(command)
    expected = [Text.RULES, Text.PRIVACY, Text.HELP, Text.LANGUAGE_ASK, Text.EXPORT, Text.DELETE_ASK]
    assert ann.hears() == expected


async def test_the_language_can_be_changed_before_agreeing(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.says("/language de")
    await ann.says("/start")
    assert ann.hears() == [Text.LANGUAGE_SET, Text.RULES_ASK]
    assert ann.post.labels[0][1].text == "Nein"


async def test_no_closes_the_door_for_good(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.says("/find")
    await ann.presses("decline")
    assert ann.hears() == [Text.RULES_ASK, Text.DECLINED]
    for again in ("/start", "/find", "hello?", "/settings"):
        await ann.says(again)
    await ann.presses("agree")
    await ann.taps("decline")
    assert ann.hears() == [Text.LOCKED] * 6
    assert (await ann.member()).agreed_at is None


async def test_the_locked_can_still_read_and_erase(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.taps("decline")
    ann.hears()
    for command in ("/privacy", "/rules", "/help", "/export", "/delete"):
        await ann.says(command)
    await ann.presses("delete", "yes")
    assert ann.hears() == [Text.PRIVACY, Text.RULES, Text.HELP, Text.EXPORT, Text.DELETE_ASK, Text.DELETED]


async def test_the_lock_survives_erasing_and_coming_back(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.taps("decline")
    await ann.taps("delete:yes")
    await town.goes_round(minutes=2)
    assert town.rows("addresses") == []
    await ann.says("/start")
    await ann.taps("agree")
    assert ann.hears() == [Text.DECLINED, Text.DELETED, Text.LOCKED, Text.LOCKED]


async def test_the_lock_holds_at_every_bot_of_the_platform(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    await ann.taps("decline")
    ann.moves("88")
    await ann.says("/start")
    assert ann.hears() == [Text.DECLINED, Text.LOCKED]


async def test_languages_are_guessed_from_the_client(town: Town) -> None:
    for client, bot, chats in (
        ("de-AT", "de", "de"),
        ("pt-br", "en", "pt"),
        (None, "en", "en"),
        ("xx", "en", "en"),
        ("zz_ZZ", "en", "en"),
    ):
        ann = await town.person(f"speaks {client}", language=client, admitted=False)
        await ann.taps("agree")
        member = await ann.member()
        assert (member.language, member.profile.languages) == (bot, (chats,)), client


async def test_agreeing_without_having_been_asked_is_agreeing(town: Town) -> None:
    ann = await town.person("ann", admitted=False)
    outgoing = await town.decide(ann.update(Pressed("agree")))
    assert [getattr(item, "text", None) for item in outgoing] == [Text.WELCOME]
    assert (await ann.member()).agreed_at == town.clock()
