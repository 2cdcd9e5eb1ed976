"""An evening on the street: everybody sends everything there is, in every direction, and does all else that people do.

Ways are named by people: "T3→D3" is what the third on Telegram sends to the third on Discord.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bot.media.samples import sample
from tests.e2e.anybody import Anybody, OnDiscord, OnTelegram, OnTheWeb, all_heard, paired
from tests.e2e.living import PATIENCE
from tests.emulators.discord import kinds as discord_kinds
from tests.emulators.telegram import kinds as telegram_kinds
from tests.taint import discord_fields, discord_messages, telegram_messages, telegram_objects
from tests.taint.discord_messages import mentions
from tests.taint.markers import number, said, snowflake, word
from tests.taint.street import Street
from tests.taint.telegram_fields import entities


def way(street: Street, sender: Anybody, receiver: Anybody) -> str:
    return f"{street.name(sender)}→{street.name(receiver)}"


async def meet(street: Street, first: tuple[str, str], second: tuple[str, str]) -> tuple[Anybody, Anybody]:
    """Two newcomers, each of a platform and a name, find each other; one likes something that the other does not."""
    one, other = await street.comes(*first), await street.comes(*second)
    await paired(one, other)
    return one, other


async def tells_all(street: Street, sender: Anybody, receiver: Anybody) -> int:
    """Everything that the sender's platform knows goes to the receiver; how many messages that was."""
    on = way(street, sender, receiver)
    if isinstance(sender, OnTelegram):
        return await _on_telegram(street, sender, receiver, on)
    if isinstance(sender, OnDiscord):
        return await _on_discord(street, sender, receiver, on)
    assert isinstance(sender, OnTheWeb)
    return await _on_the_web(sender, receiver, on)


async def _arrived(sender: Anybody, receiver: Anybody, after: str) -> None:
    """What was said until now has come, or has been refused: lanes keep their order."""
    await sender.says(said(after))
    await receiver.hears(said(after))


async def _on_telegram(street: Street, sender: OnTelegram, receiver: Anybody, on: str) -> int:
    person, bot = sender.stranger.person, street.bot
    messages = telegram_messages.everything(on)
    for each in messages:
        if each.album:
            await person.sends_album(bot, *each.album, caption=each.caption, **each.fields)
        else:
            await person.sends(bot, caption=each.caption, **each.fields)
        if each.asked:
            await sender.taps(await sender.hears("Send it?"), "Send")
        if each.says or each.asked:
            await _arrived(sender, receiver, f"{on} after {each.name}")
    await _arrived(sender, receiver, f"{on} after all")
    return len(messages)


async def _on_discord(street: Street, sender: OnDiscord, receiver: Anybody, on: str) -> int:
    messages = discord_messages.everything(on, street.discord)
    for each in messages:
        await sender.person.sends(street.app, *each.files, text=each.text, **each.fields)
        if each.says:
            await _arrived(sender, receiver, f"{on} after {each.name}")
    await _arrived(sender, receiver, f"{on} after all")
    return len(messages)


async def _on_the_web(sender: OnTheWeb, receiver: Anybody, on: str) -> int:
    await sender.says(said(f"{on} text"))
    await sender.shows(sample("JPEG").data, said(f"{on} photo"))
    await _arrived(sender, receiver, f"{on} after all")
    return 2


# --- what people do besides -----------------------------------------------------------------------------------------


async def carries_on(street: Street, sender: Anybody, receiver: Anybody) -> int:
    """Answers, quotes, changes, feelings, what is taken back, typing; how many messages that was."""
    on, back = way(street, sender, receiver), way(street, receiver, sender)
    await sender.says(said(f"{on} to be answered"))
    heard = await receiver.hears(said(f"{on} to be answered"))
    await receiver.says(f"{said(f'{back} quoted')} {said(f'{back} answer')}", reply_to=heard)
    answer = await sender.hears(said(f"{back} answer"))
    await sender.says(said(f"{on} second answer"), reply_to=answer)
    await receiver.hears(said(f"{on} second answer"))
    await sender.types()
    if isinstance(sender, OnTelegram):
        await _changes_on_telegram(street, sender, answer.native, on)
    elif isinstance(sender, OnDiscord):
        await _changes_on_discord(street, sender, answer.native, on)
    await _arrived(sender, receiver, f"{on} after changes")
    return 5


async def _changes_on_telegram(street: Street, sender: OnTelegram, answer: Any, on: str) -> None:
    person, bot = sender.stranger.person, street.bot
    fields = telegram_objects.around("T to be changed")
    quoted = answer.text.partition(" ")[0]
    picked = {"text": quoted, "position": 0, "entities": entities("T quote of an answer"), "is_manual": True}
    await person.sends(bot, text=said(f"{on} with a quote"), reply_to=answer, **{**fields, "quote": picked})
    changing = await person.sends(bot, text=said(f"{on} before the change"), **fields)
    await person.edits(bot, changing, said(f"{on} after the change"), entities=entities("T changed text"))
    shown = await person.sends(bot, photo=telegram_kinds.photo(telegram_messages.jpeg()), **fields)
    await person.edits_media(
        bot, shown, caption=said(f"{on} with another file"), video=telegram_messages.files()["video"]
    )
    await person.reacts(bot, answer, "🔥", telegram_kinds.custom_reaction(str(number("T custom reaction"))))
    gone = await person.sends(bot, text=said(f"{on} to be taken back"), **fields)
    await person.sends(bot, text="/del", reply_to=gone, entities=[{"type": "bot_command", "offset": 0, "length": 4}])


async def _changes_on_discord(street: Street, sender: OnDiscord, answer: Any, on: str) -> None:
    person, app = sender.person, street.app
    fields = discord_fields.around("D to be changed")
    changing = await person.sends(app, text=said(f"{on} before the change"), **fields)
    await person.edits(app, changing, f"{said(f'{on} after the change')} {mentions('D changed text')}")
    await person.unfurls(app, changing, **discord_fields.embed("D unfurled"))
    await person.reacts(app, answer, "🔥")
    await person.reacts(app, answer, f"wave:{snowflake('D custom reaction')}")
    await person.unreacts(app, answer, f"wave:{snowflake('D custom reaction')}")
    gone = await person.sends(app, discord_kinds.photo(), text=said(f"{on} to be taken back"), **fields)
    await person.deletes(app, gone)
    await (await person.uses(app, "status", place=street.guild)).answered("", PATIENCE)
    told = discord_messages.server_message(street.discord.world.people[person.id].user)
    street.discord.feed_event(app, "MESSAGE_CREATE", told)


async def holds_back(sender: Anybody, receiver: Anybody) -> None:
    """What is written and never agreed to: a number that Bauta asks about, and what would be shown of oneself."""
    await sender.says(f"call me at +{number('number that was held back')} {word('word that was held back')}")
    await sender.taps(await sender.hears("Send it?"), "Don't")
    await sender.asks("reveal")
    await sender.hears("")
    await sender.says(f"I am {word('what would have been shown')}")
    await all_heard(sender)
    await all_heard(receiver)


async def reports(sender: Anybody) -> None:
    """With words of one's own, which moderators read and nobody else."""
    await sender.asks("report", word("words of a report"))
    await sender.taps(await sender.hears("What is it about?"), "Insults or harassment")
    await sender.taps(await sender.hears("more exactly?"), "Insults")
    await sender.hears("Thank you. Report")


async def waits_in_a_lane(street: Street, sender: OnTelegram, receiver: OnDiscord, closed: Any) -> None:
    """A long file and words that can't be delivered now: they lie where Bauta keeps them."""
    on = way(street, sender, receiver)
    words = "\n".join(f"{said(f'{on} waiting in a lane')} {line}" for line in range(20_000))
    file = telegram_messages.document("waiting", "txt", "text/plain", words.encode())
    await sender.stranger.person.sends(street.bot, document=file, caption=said(f"{on} waiting with words"))
    await sender.says(said(f"{on} waiting behind it"))
    await closed.befell(timeout=PATIENCE)
    assert isinstance(receiver, OnDiscord)
    await all_heard(sender)


def pairs() -> Sequence[tuple[tuple[str, str], tuple[str, str]]]:
    """Who talks with whom: every platform with every other, and with itself."""
    return (
        (("telegram", "T1"), ("telegram", "T2")),
        (("discord", "D1"), ("discord", "D2")),
        (("telegram", "T3"), ("discord", "D3")),
        (("telegram", "T4"), ("web", "W1")),
        (("discord", "D4"), ("web", "W2")),
    )
