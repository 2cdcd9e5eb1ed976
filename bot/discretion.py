"""Evidence on its way to one moderator: gathered when it is sent, shown once, and never kept by anybody in between."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

import structlog

from bot.exhibits import Medium, Showing, wanted, worded
from bot.messages import Disclosed, Notice, Withdrawn
from bot.platforms.base import Deletes, Discloses, Platform, Receipt, Rejected, SendKey
from bot.posts import Address, Attachment, Post
from bot.regrets import Regrets
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.texts.wording import post
from config.ids import MemberId, MessageId

log = structlog.get_logger()

Show = Callable[[str, MemberId], Awaitable[Showing | None]]
"""What a moderator may see of a case at this moment; None if they may see nothing of it (any more)."""

Fetch = Callable[[Sequence[Medium], str], Awaitable[Mapping[bytes, Attachment]]]
"""Those of some files that can be shown on a platform at this moment, by their digests."""

Parts = Callable[[MessageId], Awaitable[Sequence[str]]]

UNFINISHED = 100
"""Disclosures remembered between two attempts."""


async def nothing(case: str, member: MemberId) -> Showing | None:
    """Where no evidence is kept."""
    return None


class Discretion:
    """For all lanes. `show` and `fetch` are asked at every attempt. `parts`: the native ids of what was disclosed."""

    def __init__(self, show: Show, fetch: Fetch, regrets: Regrets, catalogue: Catalogue, parts: Parts) -> None:
        self._show = show
        self._fetch = fetch
        self._regrets = regrets
        self._catalogue = catalogue
        self._parts = parts
        self._unfinished: OrderedDict[MessageId, int] = OrderedDict()

    async def post(self, item: Disclosed, platform: str, language: str) -> Post:
        """The evidence as a secret post, with its pictures; a plain notice where there is none to be seen."""
        showing = await self._show(item.case, item.to)
        if showing is None:
            return self._again(item, language)
        files = await self._fetch(wanted(showing, item.page), platform)
        return worded(replace(showing, files=files), item.case, item.page, item.more, self._catalogue, language)

    async def disclose(self, platform: Platform, item: Disclosed, to: Address, key: SendKey, language: str) -> Receipt:
        """Down the lane. Where a platform can't keep it from being passed on, nothing but how to get it goes there."""
        if not isinstance(platform, Discloses):
            return await platform.send(to, self._again(item, language), key)
        shown = await self.post(item, to.platform, language)
        if not shown.secret:
            return await platform.send(to, shown, key)
        there = self._unfinished.pop(item.id, 0)

        async def noted(native: str) -> None:
            nonlocal there
            await self._regrets.noted(item, to.id, native)
            there += 1

        try:
            await platform.disclose(to, shown, key, noted, there)
        except Exception:
            self._unfinished[item.id] = there
            while len(self._unfinished) > UNFINISHED:
                self._unfinished.popitem(last=False)
            raise
        return Receipt(())

    async def withdraw(self, platform: Platform, item: Withdrawn, to: Address, key: SendKey) -> Receipt:
        """Take away what was disclosed. What can't be taken away any more stays, protected as it is."""
        natives = await self._parts(item.of)
        if natives and isinstance(platform, Deletes):
            try:
                await platform.delete(to, natives, key)
            except Rejected:
                log.warning("discretion.not_withdrawn", platform=to.platform)
        return Receipt(())

    def _again(self, item: Disclosed, language: str) -> Post:
        return post(self._catalogue, Notice(item.to, Text.MOD_OPEN_AGAIN, {"case": item.case}), language)
