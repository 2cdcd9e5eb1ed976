"""Everything stored about a member, readable: for /export."""

from bot.personal import PERSONAL, what_stays
from bot.turn import Turn
from config.ids import MemberId
from config.personal import Withheld, Within
from moderation.service import Moderation


async def gather(member: MemberId, turn: Turn, moderation: Moderation) -> dict[str, object]:
    """What the tables hold about one member, as plain JSON values; times are epoch seconds.

    Nothing in it tells who a partner was, or who reported.
    """
    told: dict[str, object] = {"made_at": turn.now}
    for each in PERSONAL:
        if not isinstance(each.shows, Within | Withheld):
            told |= await each.shows(turn, member)
    return {**told, **await moderation.stored(turn.unit, member), "what_outlasts_delete_and_why": what_stays()}
