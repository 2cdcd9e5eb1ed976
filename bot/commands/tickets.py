"""What a member wishes, as a ticket; and whom the database keeps apart right now, whatever a ticket says."""

from bot.commands.base import House
from bot.commands.pools import misplaced, pool_of
from bot.members import Member, Near
from bot.turn import Turn
from config.ids import MemberId, TicketId, new_id
from matching.rules import may_meet
from matching.ticket import Ticket, Wishes

COOL_DOWN = 600.0
"""Seconds after a chat in which the same two are not paired again."""


async def ticket_of(turn: Turn, house: House, member: Member, before: Ticket | None = None) -> Ticket:
    """A ticket by the member's profile as it is now. `before`: the ticket of the search that this one changes."""
    profile = member.profile
    place = None if member.lane is None else await turn.members.address(member.lane)
    return Ticket(
        id=before.id if before else TicketId(new_id()),
        member=member.id,
        pool=await pool_of(turn, house, member.id, profile.server),
        interests=profile.interests,
        languages=frozenset(profile.languages or (member.language,)),
        gender=profile.gender,
        age=profile.age,
        wishes=Wishes(
            profile.wish_genders,
            profile.wish_ages,
            same_platform=profile.near is Near.PLATFORM,
            same_server=profile.near is Near.SERVER,
        ),
        avoid=await to_avoid(turn, member.id),
        since=before.since if before else turn.now,
        platform=place[0].platform if place else None,
        server=profile.server,
    )


async def to_avoid(turn: Turn, member: MemberId) -> frozenset[MemberId]:
    """Whom somebody must not be paired with right now: the blocked, on either side, and whom they just talked with."""
    recent = await turn.rooms.past(member, turn.now - COOL_DOWN)
    return await turn.members.kept_apart(member) | {room.partner for room in recent}


async def may_talk(turn: Turn, house: House, member: MemberId) -> bool:
    """Whether somebody may be paired at all: known, of age and with the rules accepted, under no sanction."""
    known = await turn.members.get(member)
    if known is None or known.locked or known.agreed_at is None:
        return False
    return await house.moderation.sanction(turn.unit, member) is None


async def kept_apart(turn: Turn, house: House, one: Ticket, other: Ticket) -> bool:
    """Whether these two must not meet: by their tickets, or by what came after these were written.

    That may be a block, a chat, another setting of a server they came from, or a decision about one of them.
    """
    if not may_meet(one, other) or other.member in await to_avoid(turn, one.member):
        return True
    return await misplaced(turn, house, one) or await misplaced(turn, house, other)
