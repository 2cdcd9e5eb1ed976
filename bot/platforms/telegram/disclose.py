"""Something secret in somebody's private chat: protected, message by message, each noted before the next is sent."""

from dataclasses import replace

from bot.platforms.base import Noted, Rejected
from bot.platforms.telegram import send as sending
from bot.platforms.telegram.account import Account
from bot.platforms.telegram.render import Part, parts
from bot.posts import Attachment, Post


async def disclose(account: Account, chat: str, item: Post, noted: Noted, there: int) -> None:
    """As the port's `Discloses.disclose`. No albums: each file stands alone, so that one bad one hides no other."""
    words = replace(item, media=())
    shown = parts(words) if item.text.strip() else []
    shown += [part for file in item.media for part in _alone(item, file)]
    if not shown:
        raise Rejected("there is nothing to show")
    for part in shown[there:]:
        for native in await _sent(account, chat, part, item.instead):
            await noted(native)


def _alone(item: Post, file: Attachment) -> list[Part]:
    return parts(Post(media=(file,), secret=item.secret))


async def _sent(account: Account, chat: str, part: Part, instead: str) -> list[str]:
    try:
        return await sending.send(account, chat, part, None)
    except Rejected:
        if not part.files or not instead:
            raise
    return await sending.send(account, chat, Part(instead, secret=part.secret), None)
