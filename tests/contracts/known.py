"""Members by the names they are known by in the tests of their port."""

from bot.members import Member, Near, Profile
from bot.turn import Turn
from matching.ticket import Gender
from tests.contracts.stores import Ground, sender

TOLD = Profile(
    interests=("chess", "שחמט"),
    languages=("en", "de"),
    gender=Gender.WOMAN,
    age=27,
    wish_genders=frozenset({Gender.MAN, Gender.OTHER}),
    wish_ages=(25, 35),
    near=Near.SERVER,
    server="ab" * 16,
)


async def member(ground: Ground, name: str) -> Member:
    async with ground.turn() as turn:
        known = await turn.members.known(sender(name))
    assert known is not None
    return known


async def member_in(turn: Turn, name: str) -> Member:
    known = await turn.members.known(sender(name))
    assert isinstance(known, Member)
    return known
