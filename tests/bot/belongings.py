"""Somebody of whom every table tells: what they said, whom they met, what was reported, what they did as a moderator.

`talk` is what anybody leaves behind; `moderation` what holds on to a member, too.
"""

from dataclasses import replace
from typing import Final

from bot.alerts import Alert
from bot.content import Content
from bot.desks import GLOBAL, Card
from bot.held import Held
from bot.messages import Notice, Outgoing
from bot.rooms import Offer, Waiting
from bot.texts.keys import Text
from bot.turn import Turn
from config.ids import MemberId, MessageId, TicketId, new_id
from matching.ticket import Pool, Ticket
from moderation.model import Measure, Reason, Ruling
from moderation.roles import Action, Actor, Role
from moderation.team import OPERATOR
from tests.bot.justice import OTHER, SENIOR, decided, reported, who
from tests.bot.town import Town

WORDS: Final = {
    "what was said": "meet me under the old oak",
    "an interest": "zymurgy-club",
    "what is held": "my number is 0171 5550199",
    "what would be shown": "Anna of the seven seas",
    "words in a report": "he asked for my address twice",
    "words about her": "she would not stop shouting",
    "an appeal": "it was a quotation from a play",
    "a note": "third time this week, see the oak",
    "a note to others": "ask the one who speaks Ladin",
    "why to unmask": "the court in Ulm wants to know",
}
"""Words that stand in one place each."""

GROUP: Final = "-100200300400500"
SHOWN: Final = "77001122"
"""A group, and a message in her chat, as the messenger names them."""


async def talk(town: Town) -> None:
    """Ann talks with Bob, searches, waits for an answer, and has something on its way to her."""
    ann, _ = await town.paired("ann", "bob", WORDS["an interest"])
    await ann.says(WORDS["what was said"])
    member = await who(town, "ann")

    async def plant(turn: Turn) -> list[Outgoing]:
        seat = await turn.rooms.seat(member)
        assert seat is not None
        name, notice = MessageId(new_id()), MessageId(new_id())
        await turn.held.put(Held(name, member, seat.room, Content(WORDS["what is held"]), None, notice, turn.now))
        await turn.rooms.offer(member, Offer(WORDS["what would be shown"], name, notice))
        ticket = Ticket(TicketId(new_id()), member, Pool("global", "adult"), (WORDS["an interest"],))
        await turn.tickets.put(Waiting(ticket, None, turn.now + 3600))
        await turn.alerts.put(Alert(ticket, turn.now, turn.now + 3600))
        await turn.journal.keep_file(b"pixels of a photo on its way", turn.now)
        return [Notice(member, Text.HELP)]

    await town.turns.act(plant)


async def moderation(town: Town) -> None:
    """Ann reports, is reported, sanctioned, appeals; moderates, decides, asks, invites; and is to hear something."""
    for name in ("ann", "bob", "cleo", "dan", "eve"):
        if name not in town.people:
            await town.person(name)
    ann, service = await who(town, "ann"), town.moderation
    async with town.database.unit() as unit:
        await service.team.grant(unit, OPERATOR, ann, Role.SENIOR)
        await service.team.grant(unit, OPERATOR, ann, Role.ADMIN)
        moderator = Actor(ann, frozenset({Role.SENIOR, Role.ADMIN}))
        await service.team.grant(unit, moderator, await who(town, "cleo"), Role.TRIAGE)
        await service.team.invite(unit, moderator, Role.MODERATOR)
    made = await reported(town, "ann", "bob", Reason.HARASSMENT, WORDS["words in a report"])
    await decided(town, made.case, Measure.WARNING)
    async with town.look() as turn:
        seat = await turn.rooms.seat(ann)
    room = None if seat is None else seat.room
    about = await reported(town, "bob", "ann", Reason.HATE, WORDS["words about her"], room=room)
    await decided(town, about.case, Measure.PAUSE, 3600.0, note=WORDS["a note"])
    other = await reported(town, "cleo", "dan", Reason.SPAM)
    await decided(town, other.case, Measure.WARNING, by=moderator, note=WORDS["a note"])
    third = await reported(town, "dan", "eve", Reason.SPAM)
    fourth = await reported(town, "eve", "bob", Reason.OTHER)
    frank = await town.person("frank")
    async with town.database.unit() as unit:
        met = await town.open_turn(unit, town.clock()).members.meet(frank.sender, "en", town.clock())
        await town.open_turn(unit, town.clock()).members.block(ann, met.id, town.clock())
        sanction = await service.appeals.appealable(unit, ann)
        assert sanction is not None
        await service.appeals.file(unit, ann, sanction.id, WORDS["an appeal"])
        await service.team.ask(unit, moderator, third.case, Action.UNMASK, WORDS["why to unmask"])
        await service.cases.claim(unit, moderator, third.case)
        fence = (await service.cases.claim(unit, moderator, fourth.case)).fence
        await service.handover.escalate(unit, moderator, fourth.case, fence, WORDS["a note to others"])
        await _places(town.open_turn(unit, town.clock()), town, ann, third.case)


async def _places(turn: Turn, town: Town, ann: MemberId, case: str) -> None:
    """Where her cards go: to her own chat, and to a group that she set up; and what was shown to her a moment ago."""
    sender = town.people["ann"].sender
    for place in (None, GROUP):
        desk = await turn.desks.set_up(replace(sender, place=place), GLOBAL, "en", ann, turn.now)
        await turn.desks.put([Card(case, desk.member, MessageId(new_id()), "claimed", turn.now)])
    lane = await turn.members.lane(sender)
    assert lane is not None
    await turn.desks.note(ann, MessageId(new_id()), lane, SHOWN, turn.now + 600)


async def settle(town: Town) -> None:
    """What `moderation` left open is decided by somebody else."""
    async with town.database.unit() as unit:
        for row in town.rows("cases"):
            if row["state"] in ("queued", "quarantined", "escalated"):
                taken = await town.moderation.cases.claim(unit, SENIOR, row["id"])
                await town.moderation.verdicts.decide(unit, SENIOR, row["id"], taken.fence, Measure.NOTHING)
            elif row["state"] == "appealed":
                taken = await town.moderation.cases.claim(unit, OTHER, row["id"])
                await town.moderation.appeals.rule(unit, OTHER, row["id"], taken.fence, Ruling.UPHELD)
