"""The files that go with what somebody said: fetched from where they lie, cleaned, and ready to be sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.content import FileRef, Kind, Media
from bot.media.cleaner import GOALS, Cleans, NotClean, Refusal, Spool
from bot.media.goals import MEGABYTE, SOURCE_BYTES
from bot.media.spool import Full
from bot.platforms.base import HoldsFiles, Platform, Rejected, RetryLater, TooLarge
from bot.posts import Attachment, Blob, Bytes
from bot.refusals import told
from bot.texts.keys import Text
from bot.turn import OpenTurn
from config.database import Database

BUSY_SECONDS: Final = 3.0
"""The pause when there is no room for another file, or nobody free to clean it."""


class NotPassed(Rejected):
    """Refused by us, with the text that tells the sender why."""

    def __init__(self, text: Text, args: Mapping[str, int | str] | None = None) -> None:
        super().__init__(text.value)
        self.text = text
        self.args_of_text = dict(args or {})


class Baggage:
    """Fetches and cleans. Raises NotPassed, and what `HoldsFiles.fetch` raises."""

    def __init__(
        self,
        platforms: Mapping[str, Platform],
        database: Database,
        open_turn: OpenTurn,
        spool: Spool,
        cleaner: Cleans,
        clock: Callable[[], float],
    ) -> None:
        self._platforms = platforms
        self._database = database
        self._open_turn = open_turn
        self._spool = spool
        self._cleaner = cleaner
        self._clock = clock

    async def fetched(self, media: Sequence[Media], platform: str) -> tuple[Attachment, ...]:
        """The files as they can be sent on a platform, in their order."""
        return tuple([await self._one(each, platform) for each in media])

    async def _one(self, media: Media, platform: str) -> Attachment:
        try:
            source = await self._source(media)
            if media.file.platform == "bauta" and media.kind is Kind.PHOTO:  # there is nothing more to be done to it
                width, height = media.sides
                photo = Attachment(Kind.PHOTO, "photo.jpg", "image/jpeg", source, media.spoiler)
                return replace(photo, width=width, height=height)
            return await self._cleaner.clean(source, media.kind, GOALS[platform], spoiler=media.spoiler)
        except Full:
            raise RetryLater(BUSY_SECONDS) from None
        except NotClean as refusal:
            if refusal.refusal is Refusal.BUSY:
                raise RetryLater(BUSY_SECONDS) from None
            raise NotPassed(*told(refusal, media.kind)) from None

    async def _source(self, media: Media) -> Blob:
        """The file as it came."""
        if media.file.platform == "bauta":
            return Bytes(await self._kept(media.file))
        source: object = self._platforms.get(media.file.platform)
        if not isinstance(source, HoldsFiles):
            raise NotPassed(Text.UNDELIVERED)
        writer = self._spool.new()
        try:
            await source.fetch(media.file, SOURCE_BYTES, writer.write)
        except TooLarge as error:
            raise NotClean(Refusal.TOO_LARGE, (error.limit or SOURCE_BYTES) // MEGABYTE) from None
        return writer.done()

    async def _kept(self, file: FileRef) -> bytes:
        async with self._database.read() as unit:
            data = await self._open_turn(unit, self._clock()).journal.file(file.id)
        if data is None:
            raise NotPassed(Text.UNDELIVERED)
        return data
