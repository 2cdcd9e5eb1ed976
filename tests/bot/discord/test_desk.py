"""Interactions before the emulated Discord: acknowledged in time, answered where they were made, or down the lane."""

import pytest

from bot.messages import Command, Pressed, Spot
from bot.platforms.base import DeliveryError, Rejected, RetryLater
from bot.posts import Address, Label, Post
from tests.bot.discord.conftest import KEY, Side, address, answer
from tests.bot.telegram.errands import exported
from tests.emulators.discord import BotAccount, Callback, CannotDo, DiscordEmulator, Guild, Interaction, Person, faults

# --- acknowledged in time ---


async def test_a_command_in_the_chat_shows_thinking_and_then_its_answer(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    async with side.running():
        use = await ann.uses(bot, "rules")
        assert await use.acknowledged() is Callback.DEFERRED_MESSAGE
        (incoming,) = await side.inside.hears(1)
        assert incoming.what == Command("rules")
        assert incoming.sender.chat == str(ann.dm(bot).id)
        (native,) = await answer(side, to_ann, incoming, "◆ the rules")
        seen = await use.answered("the rules")
    assert (str(seen.id), seen.ephemeral) == (native, False)


async def test_in_a_server_only_the_one_who_asked_sees_the_answers(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, guild: Guild, side: Side, to_ann: Address
) -> None:
    async with side.running():
        use = await ann.uses(bot, "rules", place=guild)
        (incoming,) = await side.inside.hears(1)
        assert incoming.sender.chat == str(ann.dm(bot).id)
        await answer(side, to_ann, incoming, "◆ the rules")
        await answer(side, to_ann, incoming, "◆ and more", Spot.BESIDE)
        await use.answered("and more")
    assert use.ephemeral
    assert [each.ephemeral for each in use.followups] == [True]
    assert discord.ledger.calls("create_message") == [], "something was posted in the open"


async def test_between_other_people_only_the_one_who_asked_sees_the_answer(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    """Used in a private chat of theirs, by somebody who added the bot to their account."""
    await ann.installs(bot)
    async with side.running():
        use = await ann.uses(bot, "rules", place="private")
        (incoming,) = await side.inside.hears(1)
        assert incoming.sender.chat == str(ann.dm(bot).id)
        await answer(side, to_ann, incoming, "◆ the rules")
        assert (await use.answered("the rules")).ephemeral


async def test_a_tap_in_the_chat_is_acknowledged_without_a_trace(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (native,) = (await side.platform.send(to_ann, Post("◆ choose", labels=((Label("Next", "next:t"),),)), KEY)).ids
    async with side.running():
        tap = await ann.presses(ann.message(bot, int(native)), "Next")
        assert await tap.acknowledged() is Callback.DEFERRED_UPDATE
        (incoming,) = await side.inside.hears(1)
    assert (incoming.what, incoming.message, incoming.via) == (Pressed("next", "t"), native, None)


async def test_what_is_chosen_from_a_menu_comes_in_as_a_tap(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    labels = tuple((Label(f"Choice {number}", f"pick:{number}"),) for number in range(40))
    (native,) = (await side.platform.send(to_ann, Post("◆ choose", labels=labels), KEY)).ids
    async with side.running():
        tap = await ann.chooses(ann.message(bot, int(native)), "Choice 33", select="choose:1")
        assert await tap.acknowledged() is Callback.DEFERRED_UPDATE
        (incoming,) = await side.inside.hears(1)
    assert (incoming.what, incoming.message) == (Pressed("pick", "33"), native)


async def test_a_tap_on_an_answer_in_a_server_changes_that_answer(
    bot: BotAccount, ann: Person, guild: Guild, side: Side, to_ann: Address
) -> None:
    async with side.running():
        use = await ann.uses(bot, "rules", place=guild)
        (asked,) = await side.inside.hears(1)
        assert asked.via is not None
        await side.platform.answer(to_ann, asked.via, Post("◆ agree?", labels=((Label("Yes", "agree"),),)))
        tap = await ann.presses(await use.answered("agree?"), "Yes")
        tapped = (await side.inside.hears(2))[1]
        assert tapped.via is not None
        assert (tapped.via.tap, tapped.via.aside) == (True, True)
        await answer(side, to_ann, tapped, "◆ agreed")
        assert (await tap.answered("agreed")).id == (await use.answered("agreed")).id


@pytest.mark.parametrize(("action", "limit"), [("words", 500), ("appeal", 2000)])
async def test_a_form_opens_at_once_and_its_words_come_in(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address, action: str, limit: int
) -> None:
    post = Post("◆ more?", labels=((Label("Add", f"{action}:R-1"),),))
    (native,) = (await side.platform.send(to_ann, post, KEY)).ids
    async with side.running():
        opened = await ann.presses(ann.message(bot, int(native)), "Add")
        (field,) = (await opened.asked()).fields
        assert field.required
        assert field.most == limit
        sent = await ann.submits(opened, {field.custom_id: "they said …"})
        assert await sent.acknowledged() is Callback.DEFERRED_UPDATE
        (incoming,) = await side.inside.hears(1)
    assert (incoming.what, incoming.message) == (Pressed(action, "R-1", "they said …"), native)


async def test_a_form_in_a_servers_channel_brings_its_words_with_who_wrote_them_there(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, guild: Guild, side: Side
) -> None:
    mods = guild.opens("mods")
    guild.grants(ann, guild.role("Mods"))
    here = Address("lane-of-mods", "discord", str(bot.id), str(mods.id))
    card = Post("◆ case 7K2F", labels=((Label("Escalate", "mod-note:e.7K2F.mac"),),), host=True)
    (native,) = (await side.platform.send(here, card, KEY)).ids
    async with side.running():
        opened = await ann.presses(ann.message(bot, int(native), place=mods), "Escalate")
        (field,) = (await opened.asked()).fields
        assert field.most == 500
        sent = await ann.submits(opened, {field.custom_id: "look at the third one"})
        (incoming,) = await side.inside.hears(1)
        assert incoming.what == Pressed("mod-note", "e.7K2F.mac", "look at the third one")
        assert (incoming.sender.place, incoming.sender.roles) == (str(mods.id), (str(guild.role("Mods").id),))
        await answer(side, here, incoming, "◆ escalated", Spot.BESIDE)
        seen = await sent.answered("escalated")
        bob = discord.person("Bob")
        guild.add(bob)
    assert seen.ephemeral
    assert [each.text for each in bob.chat(bot, place=mods)] == ["◆ case 7K2F"], "somebody else saw the answer"


async def test_a_report_from_a_messages_menu_comes_in_with_what_it_says(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    (native,) = (await side.platform.send(to_ann, Post("you *fool*"), KEY)).ids
    async with side.running():
        use = await ann.uses_on(ann.message(bot, int(native)), "Report")
        (incoming,) = await side.inside.hears(1)
        assert (incoming.what, incoming.reply_to) == (Command("report"), native)
        assert incoming.pointed is not None
        assert (incoming.pointed.content.text, incoming.pointed.by_bot) == ("you *fool*", True)
        await answer(side, to_ann, incoming, "◆ why?")
        await use.answered("why?")


async def test_while_somebody_types_interests_are_offered(bot: BotAccount, ann: Person, side: Side) -> None:
    async with side.running():
        offered = await ann.autocompletes(bot, "find", "interests", "hiking, che")
    assert offered == [(each, each) for each in ("hiking, che", "hiking, chess", "hiking, cheese")]
    assert side.inside.all == []


# --- answers that do not get through ---


@pytest.mark.parametrize("code", [10062, 40060])
async def test_what_was_not_acknowledged_is_answered_down_the_lane(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, code: int
) -> None:
    trouble = faults.error(code, "Unknown interaction", status=404 if code == 10062 else 400)
    discord.faults.add(kind=trouble, method="create_interaction_response")
    async with side.running():
        await ann.uses(bot, "rules")
        (incoming,) = await side.inside.hears(1)
        with pytest.raises(Rejected):
            await answer(side, to_ann, incoming, "◆ the rules")
    assert discord.ledger.calls("update_original_webhook_message") == []


async def test_an_acknowledgement_whose_answer_was_lost_may_have_been_taken(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    discord.faults.add(kind=faults.lost_answer(), method="create_interaction_response")
    async with side.running():
        use = await ann.uses(bot, "rules")
        (incoming,) = await side.inside.hears(1)
        await answer(side, to_ann, incoming, "◆ the rules")
        await use.answered("the rules")


async def test_an_interaction_that_is_over_is_answered_down_the_lane(
    bot: BotAccount, ann: Person, side: Side, to_ann: Address, discord: DiscordEmulator
) -> None:
    discord.settings.strict.discard("unanswered")
    async with side.running():
        use = await ann.uses(bot, "rules")
        (incoming,) = await side.inside.hears(1)
        await use.acknowledged()
        use.expire()
        with pytest.raises(DeliveryError):
            await answer(side, to_ann, incoming, "◆ the rules")


@pytest.mark.parametrize("trouble", [faults.rate_limited(0.01), faults.lost_answer()], ids=lambda each: each.name)
async def test_an_answer_that_fails_in_passing_is_repeated_and_shows_once(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address, trouble: faults.Trouble
) -> None:
    discord.faults.add(kind=trouble, method="update_original_webhook_message")
    async with side.running():
        use = await ann.uses(bot, "rules")
        (incoming,) = await side.inside.hears(1)
        await answer(side, to_ann, incoming, "◆ the rules")
        await use.answered("the rules")
    assert ann.heard(bot) == ["◆ the rules"]


async def test_an_answer_that_has_to_wait_long_goes_down_the_lane_at_once(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    discord.faults.add(kind=faults.rate_limited(60), method="update_original_webhook_message")
    async with side.running():
        await ann.uses(bot, "rules")
        (incoming,) = await side.inside.hears(1)
        with pytest.raises(RetryLater):
            await answer(side, to_ann, incoming, "◆ the rules")


async def test_a_message_of_its_own_is_not_repeated_when_it_may_have_arrived(
    discord: DiscordEmulator, bot: BotAccount, ann: Person, side: Side, to_ann: Address
) -> None:
    discord.faults.add(kind=faults.lost_answer(), method="execute_webhook")
    async with side.running():
        await ann.uses(bot, "rules")
        (incoming,) = await side.inside.hears(1)
        await answer(side, to_ann, incoming, "◆ first")
        assert await answer(side, to_ann, incoming, "◆ beside", Spot.BESIDE) == ()
    assert ann.heard(bot) == ["◆ first", "◆ beside"]


async def test_a_long_answer_and_a_file_arrive_whole(
    bot: BotAccount, ann: Person, guild: Guild, side: Side, to_ann: Address
) -> None:
    words = " ".join(f"word{number}" for number in range(500))
    async with side.running():
        use = await ann.uses(bot, "export", place=guild)
        (incoming,) = await side.inside.hears(1)
        assert incoming.via is not None
        receipt = await side.platform.answer(to_ann, incoming.via, Post(words, media=(exported(),), host=True))
        first = await use.answered()
    shown = [first, *use.followups]
    assert " ".join(each.text for each in shown) == words
    assert [str(each.id) for each in shown] == list(receipt.ids)
    assert [file.content for file in first.attachments] == [b"{}"]
    assert all(each.ephemeral for each in shown)


# --- a flood ---


async def test_many_at_once_are_all_acknowledged(
    discord: DiscordEmulator, bot: BotAccount, side: Side, ann: Person
) -> None:
    people = [discord.person(f"P{number}") for number in range(60)]
    async with side.running():
        uses: list[Interaction] = [await person.uses(bot, "rules") for person in people]
        for incoming in await side.inside.hears(60):
            person = next(each for each in people if str(each.id) == incoming.sender.user)
            await answer(side, address(bot, person), incoming, f"◆ for {person.name}")
        for person, use in zip(people, uses, strict=True):
            assert (await use.answered()).text == f"◆ for {person.name}"


async def test_a_menu_command_we_never_offered_is_left_alone(bot: BotAccount, ann: Person, side: Side) -> None:
    async with side.running():
        with pytest.raises(CannotDo):
            await ann.uses(bot, "nuke")
