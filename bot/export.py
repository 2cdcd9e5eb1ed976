"""Everything stored about a member, readable: for /export."""

import json
from collections.abc import Mapping

from bot.content import Kind
from bot.personal import PERSONAL, what_stays
from bot.posts import Attachment, Bytes, Post
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
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


def exported(stored: Mapping[str, object], catalogue: Catalogue, language: str) -> Post:
    """The file as it is sent."""
    data = json.dumps(stored, ensure_ascii=False, indent=2).encode()
    text, spans = catalogue.notice(Text.EXPORT, language, {})
    file = Attachment(Kind.DOCUMENT, "bauta-export.json", "application/json", Bytes(data))
    return Post(text, spans, (file,), host=True, topic=Text.EXPORT.value)
