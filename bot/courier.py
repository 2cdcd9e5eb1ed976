"""One row of the outbox, worded, filled and handed to its platform; with its files."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import structlog

from bot.albums import Albums, Sent, numbered
from bot.answers import pointless_in_lane
from bot.baggage import Baggage, NotPassed
from bot.content import Span, Style
from bot.conversation import Conversation
from bot.discretion import Discretion, Show, nothing
from bot.export import exported, gather
from bot.gallery import Gallery
from bot.journal import Queued
from bot.lasting import expired
from bot.messages import Amended, Disclosed, Export, Notice, Reaction, Relayed, Retracted, Reworded, Withdrawn
from bot.platforms.base import (
    Answers,
    Appends,
    Deletes,
    DeliveryError,
    Edits,
    KeepsPace,
    KnowsPresence,
    Platform,
    Reacts,
    Receipt,
    Rejected,
    RetryLater,
    Revises,
    SendKey,
)
from bot.posts import Address, Attachment, Bytes, Post
from bot.regrets import Regrets
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from bot.texts.wording import post
from bot.turn import OpenTurn
from bot.turns import Turns
from config.database import Database
from config.ids import MemberId, MessageId
from moderation.service import Moderation

log = structlog.get_logger()

FETCHED_WITHIN = 60.0
"""Seconds after which a picture that its platform does not hand out counts as undelivered."""

RECENT = 20_000
"""Messages remembered, with what they are called in the reader's chat."""


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
        baggage: Baggage,
        clock: Callable[[], float],
        show: Show = nothing,
    ) -> None:
        self._platforms = platforms
        self._database = database
        self._open_turn = open_turn
        self._moderation = moderation
        self._catalogue = catalogue
        self._baggage = baggage
        self.regrets = Regrets(turns, conversation)
        self.albums = Albums()
        self._clock = clock
        self._discretion = Discretion(show, Gallery(baggage, database.keys), self.regrets, catalogue, self._shown_parts)
        self._recent: OrderedDict[tuple[MessageId, str], str] = OrderedDict()
        self._waiting = {name: each for name, each in platforms.items() if isinstance(each, KnowsPresence)}
        self._paced = {name: each for name, each in platforms.items() if isinstance(each, KeepsPace)}

    def now(self) -> float:
        """Epoch seconds."""
        return self._clock()

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
        """Whether a row is too old to be delivered."""
        return expired(row, self._clock())

    async def answer(self, row: Queued, to: Address) -> Receipt:
        """Answer somebody directly. Raises a DeliveryError when that way is closed."""
        platform: object = self._platforms.get(to.platform)
        item = row.item
        if (
            not isinstance(item, Notice | Reworded | Export | Disclosed)
            or item.via is None
            or item.via.until <= self._clock()
        ):
            raise Rejected("too late for a direct answer")
        if not isinstance(platform, Answers):
            raise Rejected("no direct answers there")
        return await platform.answer(to, item.via, await self._post(item, to))

    async def fetched(self, row: Queued, to: Address) -> tuple[Attachment, ...]:
        """The files of a row, cleaned, which may take a while. Raises as `deliver` does."""
        item = row.item
        carries = isinstance(item, Relayed) or (isinstance(item, Amended) and item.replaced)
        if not isinstance(item, Relayed | Amended) or not carries or not item.content.media:
            return ()
        try:
            return await self._baggage.fetched(item.content.media, to.platform)
        except RetryLater as error:
            if self._clock() - row.created_at < FETCHED_WITHIN:
                raise
            raise NotPassed(Text.UNDELIVERED) from error  # so that the rest of the lane need not wait any longer

    async def deliver(self, row: Queued, to: Address, key: SendKey, files: Sequence[Attachment] = ()) -> Receipt:
        """Send one row with what `fetched` gave. A notice that can't be changed any more is silently left as it was."""
        platform = self._platforms.get(to.platform)
        if platform is None:
            raise RetryLater(60.0)  # not running in this deployment right now
        item = row.item
        match item:
            case Amended():
                return await self._revise(platform, item, to, key, files)
            case Retracted():
                return await self._take_back(platform, item, to, key)
            case Reaction():
                return await self._react(platform, item, to, key)
            case Withdrawn():
                return await self._discretion.withdraw(platform, item, to, key)
        if not isinstance(item, Relayed) and item.via is not None:  # left by an earlier run
            with suppress(DeliveryError):
                return await self.answer(row, to)
            if pointless_in_lane(item):
                return Receipt(())
        if isinstance(item, Reworded):
            return await self._edit(platform, item, to, key)
        if isinstance(item, Disclosed):
            return await self._discretion.disclose(platform, item, to, key, await self._language(item.to))
        post = await self._post(item, to, files)
        if (album := self.albums.earlier(row)) is not None:
            return await self._late_for_its_album(platform, album, to, post, key)
        return await platform.send(to, post, key)

    async def _late_for_its_album(
        self, platform: Platform, album: Sent, to: Address, post: Post, key: SendKey
    ) -> Receipt:
        """It joins the album where that is possible, and else answers it."""
        post = replace(post, media=numbered(post.media, album.files))
        if isinstance(platform, Appends) and not post.text:
            with suppress(Rejected):
                return await platform.append(to, album.native, post.media)
        return await platform.send(to, replace(post, reply_to=post.reply_to or album.native), key)

    async def _edit(self, platform: Platform, item: Reworded, to: Address, key: SendKey) -> Receipt:
        native = await self._native(item.of, to)
        if native is None or not isinstance(platform, Edits):
            return Receipt(())
        try:
            await platform.edit(to, native, await self._post(item, to), key)
        except Rejected:
            log.info("courier.edit_refused", platform=to.platform)
        return Receipt(())

    async def _revise(
        self, platform: Platform, item: Amended, to: Address, key: SendKey, files: Sequence[Attachment]
    ) -> Receipt:
        """Change what arrived; what never did changes nothing."""
        natives = await self._natives(item.of, to)
        if not natives:
            return Receipt(())
        if not isinstance(platform, Revises):
            raise NotPassed(Text.EDIT_NOT_PASSED)
        under = files or tuple(Attachment(each.kind, "", "", Bytes(b"")) for each in item.content.media)
        try:
            return await platform.revise(to, natives, await self._post(item, to, under), key)
        except Rejected as error:
            log.info("courier.edit_refused", platform=to.platform)
            raise NotPassed(Text.EDIT_NOT_PASSED) from error

    async def _take_back(self, platform: Platform, item: Retracted, to: Address, key: SendKey) -> Receipt:
        """Remove what arrived; what never did need not be removed."""
        natives = await self._natives(item.of, to)
        if not natives:
            return Receipt(())
        if not isinstance(platform, Deletes):
            raise NotPassed(Text.DELETE_NOT_PASSED)
        try:
            await platform.delete(to, natives, key)
        except Rejected as error:
            log.info("courier.delete_refused", platform=to.platform)
            raise NotPassed(Text.DELETE_NOT_PASSED) from error
        self._recent.pop((item.of, to.id), None)
        return Receipt(())

    async def _shown_parts(self, message: MessageId) -> Sequence[str]:
        """How the parts of what was disclosed are called there."""
        async with self._database.read() as unit:
            return await self._open_turn(unit, self._clock()).desks.shown(message)

    async def _react(self, platform: Platform, item: Reaction, to: Address, key: SendKey) -> Receipt:
        """Show a feeling at the message; in words where the platform has no such sign. Of no message: nothing."""
        native = await self._native(item.of, to)
        if native is None:
            return Receipt(())
        try:
            shown = isinstance(platform, Reacts) and await platform.react(to, native, item.emoji, item.gone)
        except Rejected:
            log.info("courier.reaction_refused", platform=to.platform)
            return Receipt(())
        if shown or not item.emoji:
            return Receipt(())
        told = Notice(item.to, Text.REACTED, {"emoji": " ".join(item.emoji)})
        await platform.send(to, post(self._catalogue, told, await self._language(item.to), native), key)
        return Receipt(())

    async def _post(
        self,
        item: Notice | Reworded | Relayed | Amended | Export | Disclosed,
        to: Address,
        files: Sequence[Attachment] = (),
    ) -> Post:
        match item:
            case Reworded():
                return post(self._catalogue, item, await self._language(item.to))
            case Notice():
                native = None if item.reply_to is None else await self._native(item.reply_to, to)
                return post(self._catalogue, item, await self._language(item.to), native)
            case Relayed():
                native = None if item.reply_to is None else await self._native(item.reply_to, to)
                quote = item.content.quote if native else ""
                text, spans = await self._words(item)
                poll, previews = item.content.poll, item.previews
                return Post(text, spans, tuple(files), poll, reply_to=native, quote=quote, previews=previews)
            case Amended():
                text, spans = await self._words(item)
                return Post(text, spans, tuple(files), quote=item.content.quote, previews=item.previews)
            case Export():
                return await self._export(item)
            case Disclosed():
                return await self._discretion.post(item, to.platform, await self._language(item.to))

    def arrived(self, row: Queued, receipt: Receipt) -> None:
        """Remember what a message is called there: most replies are to what was said a moment ago."""
        if isinstance(row.item, Relayed | Amended) and receipt.ids:
            self._recent[row.item.of, row.lane] = receipt.ids[0]
            while len(self._recent) > RECENT:
                self._recent.popitem(last=False)

    async def _native(self, message: MessageId, to: Address) -> str | None:
        if (recent := self._recent.get((message, to.id))) is not None:
            return recent
        natives = await self._natives(message, to)
        return natives[0] if natives else None

    async def _natives(self, message: MessageId, to: Address) -> tuple[str, ...]:
        """How a message is called in somebody's chat, part by part."""
        async with self._database.read() as unit:
            return await self._open_turn(unit, self._clock()).journal.natives(message, to.id)

    async def _words(self, item: Relayed | Amended) -> tuple[str, tuple[Span, ...]]:
        """What is said, and that it is somebody else's where it was passed on."""
        content = item.content
        if not content.forwarded:
            return content.text, content.spans
        head = self._catalogue.word(Text.FORWARDED, await self._language(item.to)) + "\n" * bool(content.text)
        moved = [replace(span, start=span.start + len(head), end=span.end + len(head)) for span in content.spans]
        return head + content.text, (Span(Style.ITALIC, 0, len(head.rstrip())), *moved)

    async def _language(self, reader: MemberId) -> str:
        async with self._database.read() as unit:
            member = await self._open_turn(unit, self._clock()).members.get(reader)
        return self._catalogue.nearest(member.language if member else None)

    async def _export(self, item: Export) -> Post:
        async with self._database.read() as unit:
            stored = await gather(item.to, self._open_turn(unit, self._clock()), self._moderation)
        return exported(stored, self._catalogue, await self._language(item.to))
