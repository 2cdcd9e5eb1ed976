"""Polls, reactions and quotes: what a bot may ask, show and pick out, and what people do with it."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from telegram import Bot, MessageEntity, ReactionTypeCustomEmoji, ReactionTypeEmoji, ReplyParameters, Update
from telegram.error import BadRequest

from tests.emulators.conftest import refusal
from tests.emulators.telegram import BotAccount, CannotDo, Person, TelegramEmulator, kinds
from tests.emulators.telegram.reactions import REACTIONS

ALL = ["message", "edited_message", "message_reaction", "poll", "poll_answer"]


async def updates(client: Bot) -> list[Update]:
    """Those not seen before."""
    found = await client.get_updates(allowed_updates=ALL)
    if found:
        await client.get_updates(offset=found[-1].update_id + 1, allowed_updates=ALL)
    return list(found)


async def test_a_poll_is_asked_and_the_bot_told_the_counts(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    await updates(client)
    sent = await client.send_poll(ann.id, "Tea?", ["Yes", "No", "Later"], is_anonymous=True)
    seen = await ann.hears(bot)
    assert seen.poll is not None
    assert (seen.kind, seen.poll.question, seen.poll.anonymous, seen.poll.several) == ("poll", "Tea?", True, False)
    assert seen.poll.options == (("Yes", 0), ("No", 0), ("Later", 0))

    await ann.votes(bot, seen, "No")
    await ann.votes(bot, seen, 0)
    told = [update.poll for update in await updates(client)]
    assert [[each.voter_count for each in poll.options] for poll in told if poll] == [[0, 1, 0], [1, 0, 0]]
    assert {poll.id for poll in told if poll} == {sent.poll.id if sent.poll else ""}
    await ann.votes(bot, seen)
    now = ann.message(bot, seen).poll
    assert now is not None
    assert (now.voters, now.options) == (0, (("Yes", 0), ("No", 0), ("Later", 0)))


async def test_an_open_poll_tells_who_chose_what(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    await updates(client)
    sent = await client.send_poll(ann.id, "Tea?", ["Yes", "No"], is_anonymous=False, allows_multiple_answers=True)
    await ann.votes(bot, sent.message_id, "Yes", "No")
    poll, answer = await updates(client)
    assert poll.poll is not None
    assert answer.poll_answer is not None
    assert answer.poll_answer.user is not None
    assert (answer.poll_answer.user.id, answer.poll_answer.option_ids) == (ann.id, (0, 1))


async def test_people_vote_only_as_their_app_lets_them(client: Bot, bot: BotAccount, ann: Person) -> None:
    own = await ann.sends(bot, poll=kinds.poll())
    sent = await client.send_poll(ann.id, "Tea?", ["Yes", "No"])
    for message, options, expected in (
        (own, ["Yes"], "is no poll of the bot's"),
        (sent.message_id, ["Never"], r"no such answer, only \['Yes', 'No'\]"),
        (sent.message_id, [2], "only 2 answers"),
        (sent.message_id, ["Yes", "No"], "takes no such vote"),
    ):
        with pytest.raises(CannotDo, match=expected):
            await ann.votes(bot, message, *options)


POLLS: list[tuple[dict[str, Any], str]] = [
    ({"options": []}, "poll must have at least one answer option"),
    ({"options": [{"text": f"{n}"} for n in range(13)]}, "poll can't have more than 12 options"),
    ({"options": [{"text": "x" * 101}, {"text": "b"}]}, "poll options length must not exceed 100"),
    ({"options": [{"text": " "}, {"text": "b"}]}, "text must be non-empty"),
    ({"options": ["a", "b"]}, "can't parse options: expected an Object"),
    ({"options": [{"text": "a", "text_parse_mode": "HTML"}]}, "a poll option with text_parse_mode, unknown or not"),
    ({"question": ""}, "text must be non-empty"),
    ({"question": "x" * 301}, "poll question length must not exceed 300"),
    ({"type": "quiz"}, "a quiz: only somebody who knows the answer could ask it"),
    ({"open_period": 60}, "parameter open_period is not spoken here"),
]


async def test_polls_are_refused_in_telegrams_words(
    telegram: TelegramEmulator, session: aiohttp.ClientSession, bot: BotAccount, ann: Person
) -> None:
    await ann.says(bot, "hi")
    url = f"{telegram.base_url}{bot.token}/sendPoll"
    body = {"chat_id": ann.id, "question": "Tea?", "options": [{"text": "Yes"}, {"text": "No"}]}
    for fields, expected in POLLS:
        assert (await refusal(session, url, {**body, **fields})).startswith(f"Bad Request: {expected}")
    assert ann.heard(bot) == []
    most = {"question": "x" * 300, "options": [{"text": "y" * 100}] * 12}
    async with session.post(url, json={**body, **most}) as response:
        assert response.status == 200
    telegram.violations.clear()


async def test_a_bot_shows_one_emoji_of_the_list_and_takes_it_back(
    telegram: TelegramEmulator, client: Bot, bot: BotAccount, ann: Person
) -> None:
    said = await ann.says(bot, "hi")
    for emoji in sorted(REACTIONS):
        await client.set_message_reaction(ann.id, said, ReactionTypeEmoji(emoji))
        assert ann.message(bot, said).reaction == emoji
    await client.set_message_reaction(ann.id, said, [])
    assert ann.message(bot, said).reactions == ()
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await client.set_message_reaction(ann.id, said, ["👍", "🔥"])
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await client.set_message_reaction(ann.id, said, ReactionTypeEmoji("🧦"))
    with pytest.raises(BadRequest, match="Only emoji reactions are spoken here"):
        await client.set_message_reaction(ann.id, said, ReactionTypeCustomEmoji("1"))
    telegram.violations.clear()


async def test_people_react_with_everything_they_can_buy(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    sent = await client.send_message(ann.id, "hello")
    await updates(client)
    await ann.reacts(bot, sent.message_id, "👍", kinds.custom_reaction("77"), kinds.paid_reaction())
    (update,) = await updates(client)
    assert update.message_reaction is not None
    assert [each.type for each in update.message_reaction.new_reaction] == ["emoji", "custom_emoji", "paid"]
    await ann.reacts(bot, sent.message_id)
    (update,) = await updates(client)
    assert update.message_reaction is not None
    assert (len(update.message_reaction.old_reaction), update.message_reaction.new_reaction) == (3, ())
    with pytest.raises(CannotDo, match="no app reacts with 🧦"):
        await ann.reacts(bot, sent.message_id, "🧦")


async def test_people_pick_out_what_they_answer(client: Bot, bot: BotAccount, ann: Person) -> None:
    await ann.says(bot, "hi")
    bold = [MessageEntity("bold", 3, 4)]
    sent = await client.send_message(ann.id, "😀 tall ships sail", entities=bold)
    await updates(client)
    await ann.says(bot, "yes", reply_to=sent.message_id, quote="all ships")
    (update,) = await updates(client)
    assert update.message is not None
    quote = update.message.quote
    assert quote is not None
    assert (quote.text, quote.position, quote.is_manual) == ("all ships", 4, True)
    assert [(each.type, each.offset, each.length) for each in quote.entities or ()] == [("bold", 0, 3)]
    assert ann.chat(bot)[-1].quote == "all ships"
    with pytest.raises(CannotDo, match="'short' does not stand in the message"):
        await ann.says(bot, "no", reply_to=sent.message_id, quote="short")

    origin = kinds.forwarded_from_channel("News", 1_700_000_000)
    outside = kinds.external_reply(origin, photo=[])
    await ann.sends(bot, text="see", external_reply=outside, quote=kinds.quote("from elsewhere", 7, manual=False))
    (update,) = await updates(client)
    assert update.message is not None
    assert update.message.external_reply is not None
    assert update.message.quote is not None
    assert (update.message.quote.position, update.message.quote.is_manual) == (7, None)


async def test_a_bot_quotes_only_what_stands_there_just_so(client: Bot, bot: BotAccount, ann: Person) -> None:
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    said = await ann.says(bot, "tall ships, tall tales", entities=bold)
    pictured = await ann.sends(bot, document=kinds.document(), caption="read me")
    lost = await ann.says(bot, "gone")
    await ann.deletes(bot, lost)

    async def answers(number: int, quote: str, **how: Any) -> Any:
        reply = ReplyParameters(number, quote=quote, allow_sending_without_reply=True, **how)
        return ann.message(bot, (await client.send_message(ann.id, "so", reply_parameters=reply)).message_id)

    assert (await answers(said, "ships")).quote == "ships"
    assert (await answers(pictured, "read")).quote == "read"
    assert (await answers(lost, "gone")).quote is None
    late = await answers(said, "tall", quote_position=12)
    assert late.raw["quote"] == {"text": "tall", "position": 12, "is_manual": True}
    marked = await answers(said, "tall", quote_entities=[MessageEntity("bold", 0, 4)])
    assert marked.raw["quote"]["position"] == 0
    for quote in ("small", "tall ships"):
        with pytest.raises(BadRequest, match="Quote_text_invalid"):
            await answers(said, quote)
