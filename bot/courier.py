"""One row of the outbox, worded, filled and handed to its platform; and what is done when that fails for good."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import chain, repeat

import structlog
from sqlalchemy.exc import DBAPIError

from bot import media
from bot.answers import pointless_in_lane
from bot.conversation import Conversation
from bot.export import gather
from bot.jobs import Deed
from bot.journal import Delivered, Queued
from bot.content import Kind, Media
from bot.messages import Amended, Export, Notice, Outgoing, Relayed, Reworded
from bot.platforms.base import (
    Answers,
    DeliveryError,
    Edits,
    HoldsFiles,
    KeepsPace,
    KnowsPresence,
    Platform,
    Receipt,
    Rejected,
    RetryLater,
    Revises,
    SendKey,
)
from bot.posts import Address, Attachment, Post
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.texts.wording import post
from bot.turn import OpenTurn, Turn
from bot.turns import Turns
from config.database import Database
from config.ids import MemberId, MessageId
from config.trouble import AGAIN_SECONDS, in_trouble
from moderation.service import Moderation

log = structlog.get_logger()


FETCHED_WITHIN = 60.0
"""Seconds after which a picture that its platform does not hand out counts as undelivered."""


RECENT = 20_000
"""Messages remembered, with what they are called in the reader's chat."""

LASTS = 24 * 3600.0
"""Seconds after which what a person said is worth nothing any more, wherever it was held."""


class NotPassed(Rejected):
    """Refused by us, with the text that tells the sender why."""

    def __init__(self, text: Text, args: Mapping[str, int] | None = None) -> None:
        super().__init__(text.value)
        self.text = text
        self.args_of_text = dict(args or {})


class Courier:
    """Brings rows to platforms. Raises as `Platform.send` does."""

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        database: Database,
        open_turn: OpenTurn,
        turns: Turns,
        conversation: Conversation,
        moderation: Moderation,
        catalogue: Catalogue,
        photos: media.Photos,
        clock: Callable[[], float],
    ) -> None:
        self._platforms = platforms
        self._database = database
        self._open_turn = open_turn
        self._turns = turns
        self._conversation = conversation
        self._moderation = moderation
        self._catalogue = catalogue
        self._photos = photos
        self._clock = clock
        self._recent: OrderedDict[tuple[MessageId, str], str] = OrderedDict()
        self._waiting = {name: each for name, each in platforms.items() if isinstance(each, KnowsPresence)}
        self._paced = {name: each for name, each in platforms.items() if isinstance(each, KeepsPace)}

    async def reachable(self, to: Address) -> None:
        """Return once the address can be reached at all. Raises Gone."""
        platform = self._waiting.get(to.platform)
        if platform is not None:
            await platform.reachable(to)

    def always_there(self, to: Address) -> bool:
        """Whether the address can be written to at any time, as on a messenger."""
        return to.platform in self._platforms and to.platform not in self._waiting

    def pause(self, to: Address) -> float:
        """Seconds until the address's platform takes another message there."""
        platform = self._paced.get(to.platform)
        return 0.0 if platform is None else platform.pause(to)

    def expired(self, row: Queued) -> bool:
        """Whether what somebody said is too old to be delivered. A message in doubt is settled as any other."""
        return isinstance(row.item, Relayed | Amended) and not row.doubtful and self._clock() - row.created_at > LASTS

    async def answer(self, row: Queued, to: Address) -> Receipt:
        """Answer somebody directly. Raises a DeliveryError when that way is closed."""
        platform: object = self._platforms.get(to.platform)
        item = row.item
        if isinstance(item, Relayed | Amended) or item.via is None or item.via.until <= self._clock():
            raise Rejected("too late for a direct answer")
        if not isinstance(platform, Answers):
            raise Rejected("no direct answers there")
        return await platform.answer(to, item.via, await self._post(item, to))

    async def fetched(self, row: Queued) -> Attachment | None:
        """The picture of a row, cleaned, which may take a while; None where there is none. Raises as `deliver` does."""
        item = row.item
        if not isinstance(item, Relayed) or item.content.photo is None:
            return None
        try:
            return await self._photo(item.content.photo)
        except RetryLater as error:
            if self._clock() - row.created_at < FETCHED_WITHIN:
                raise
            raise NotPassed(Text.UNDELIVERED) from error  # so that the rest of the lane need not wait any longer

    async def deliver(self, row: Queued, to: Address, key: SendKey, photo: Attachment | None = None) -> Receipt:
        """Send one row with what `fetched` gave. A notice that can't be changed any more is silently left as it was."""
        platform = self._platforms.get(to.platform)
        if platform is None:
            raise RetryLater(60.0)  # not running in this deployment right now
        item = row.item
        if isinstance(item, Amended):
            return await self._revise(platform, item, to, key)
        if not isinstance(item, Relayed) and item.via is not None:  # left by an earlier run
            with suppress(DeliveryError):
                return await self.answer(row, to)
            if pointless_in_lane(item):
                return Receipt(())
        if isinstance(item, Reworded):
            return await self._edit(platform, item, to, key)
        return await platform.send(to, await self._post(item, to, photo), key)

    async def _edit(self, platform: Platform, item: Reworded, to: Address, key: SendKey) -> Receipt:
        native = await self._native(item.of, to)
        if native is None or not isinstance(platform, Edits):
            return Receipt(())
        try:
            await platform.edit(to, native, await self._post(item, to), key)
        except Rejected:
            log.info("courier.edit_refused", platform=to.platform)
        return Receipt(())

    async def _revise(self, platform: Platform, item: Amended, to: Address, key: SendKey) -> Receipt:
        """Change what arrived; what never did changes nothing."""
        async with self._database.read() as unit:
            natives = await self._open_turn(unit, self._clock()).journal.natives(item.of, to.id)
        if not natives:
            return Receipt(())
        if not isinstance(platform, Revises):
            raise NotPassed(Text.EDIT_NOT_PASSED)
        under = None if item.content.photo is None else Attachment("", "", b"")
        try:
            return await platform.revise(to, natives, Post(item.content.text, item.content.spans, under), key)
        except Rejected as error:
            log.info("courier.edit_refused", platform=to.platform)
            raise NotPassed(Text.EDIT_NOT_PASSED) from error

    async def _post(self, item: Outgoing, to: Address, photo: Attachment | None = None) -> Post:
        match item:
            case Reworded():
                return post(self._catalogue, item, await self._language(item.to))
            case Notice():
                native = None if item.reply_to is None else await self._native(item.reply_to, to)
                return post(self._catalogue, item, await self._language(item.to), native)
            case Relayed():
                native = None if item.reply_to is None else await self._native(item.reply_to, to)
                return Post(item.content.text, item.content.spans, photo, reply_to=native)
            case Amended():
                return Post(item.content.text, item.content.spans)
            case Export():
                return await self._export(item)

    def arrived(self, row: Queued, receipt: Receipt) -> None:
        """Remember what a message is called there: most replies are to what was said a moment ago."""
        if isinstance(row.item, Relayed | Amended) and receipt.ids:
            self._recent[row.item.of, row.lane] = receipt.ids[0]
            while len(self._recent) > RECENT:
                self._recent.popitem(last=False)

    async def _native(self, message: MessageId, to: Address) -> str | None:
        if (recent := self._recent.get((message, to.id))) is not None:
            return recent
        async with self._database.read() as unit:
            natives = await self._open_turn(unit, self._clock()).journal.natives(message, to.id)
        return natives[0] if natives else None

    async def _language(self, reader: MemberId) -> str:
        async with self._database.read() as unit:
            member = await self._open_turn(unit, self._clock()).members.get(reader)
        return self._catalogue.nearest(member.language if member else None)

    async def _photo(self, photo: Photo) -> Attachment:
        """The photo's pixels. What lies with us was cleaned when it came in."""
        if photo.file.platform == "bauta":
            async with self._database.read() as unit:
                data = await self._open_turn(unit, self._clock()).journal.file(photo.file.id)
            if data is None:
                raise NotPassed(Text.UNDELIVERED)
            return media.attachment(data, photo.spoiler)
        source: object = self._platforms.get(photo.file.platform)
        if not isinstance(source, HoldsFiles):
            raise NotPassed(Text.UNDELIVERED)
        if photo.file.size > media.PHOTO_BYTES:
            raise NotPassed(Text.PHOTO_TOO_LARGE, {"megabytes": media.PHOTO_MEGABYTES})
        try:
            clean = await self._photos.clean(await source.fetch(photo.file, media.PHOTO_BYTES))
        except media.TooLarge:
            raise NotPassed(Text.PHOTO_TOO_LARGE, {"megabytes": media.PHOTO_MEGABYTES}) from None
        except media.BadPhoto:
            raise NotPassed(Text.PHOTO_BROKEN) from None
        return media.attachment(clean, photo.spoiler)

    async def _export(self, item: Export) -> Post:
        async with self._database.read() as unit:
            stored = await gather(item.to, self._open_turn(unit, self._clock()), self._moderation)
        data = json.dumps(stored, ensure_ascii=False, indent=2).encode()
        text, spans = self._catalogue.notice(Text.EXPORT, await self._language(item.to), {})
        file = Attachment("bauta-export.json", "application/json", data)
        return Post(text, spans, document=file, host=True, topic=Text.EXPORT.value)

    async def failed(self, row: Queued, error: Exception) -> None:
        """A row will never arrive: it goes in the very turn that tells whoever wrote it, at the message itself."""
        item = row.item

        async def tell(turn: Turn) -> list[Outgoing]:
            await turn.journal.done([Delivered(row)], turn.now)
            if not isinstance(item, Relayed | Amended):
                return []
            text, args = (error.text, error.args_of_text) if isinstance(error, NotPassed) else (_lost(item), {})
            return [Notice(item.author, text, dict(args), reply_to=item.of)]

        await self._insist(tell)

    async def late(self, row: Queued) -> None:
        """What somebody said has been on its way for long: they are told at the message, unless it has arrived."""
        item = row.item
        if not isinstance(item, Relayed):
            return

        async def tell(turn: Turn) -> list[Outgoing]:
            waits = await turn.journal.waits(row.id)
            return [Notice(item.author, Text.NOT_YET_DELIVERED, reply_to=item.of)] if waits else []

        await self._insist(tell)

    async def gone(self, member: MemberId, lane: str) -> None:
        """Nothing can be sent to this address any more: if it is the member's latest, their room and search end."""
        await self._insist(lambda turn: self._conversation.unreachable(member, lane, turn))

    async def abandoned(self, lane: str) -> None:
        """A lane whose address was erased."""

        async def empty(turn: Turn) -> list[Outgoing]:
            await turn.journal.empty(lane)
            return []

        await self._insist(empty)

    async def _insist(self, deed: Deed) -> None:
        """Carry out a deed, however long the database is in trouble."""
        for wait in chain((0.2, 1.0), repeat(AGAIN_SECONDS)):
            try:
                await self._turns.act(deed)
            except DBAPIError as error:
                if not in_trouble(error):
                    log.error("courier.deed_lost", exc_info=error)
                    return
                await asyncio.sleep(wait)
            else:
                return


def _lost(item: Relayed | Amended) -> Text:
    return Text.UNDELIVERED if isinstance(item, Relayed) else Text.EDIT_NOT_PASSED
