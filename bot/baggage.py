"""The files that go with what somebody said: fetched from where they lie, cleaned, and ready to be sent."""

from collections.abc import Callable, Mapping, Sequence

from bot.content import FileRef, Kind, Media
from bot.media import photos
from bot.media.photos import Photos
from bot.platforms.base import HoldsFiles, Platform, Rejected
from bot.posts import Attachment
from bot.texts.keys import Text
from bot.turn import OpenTurn
from config.database import Database


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
        photos: Photos,
        clock: Callable[[], float],
    ) -> None:
        self._platforms = platforms
        self._database = database
        self._open_turn = open_turn
        self._photos = photos
        self._clock = clock

    async def fetched(self, media: Sequence[Media]) -> tuple[Attachment, ...]:
        """The files, cleaned, in their order."""
        return tuple([await self._one(each) for each in media])

    async def _one(self, media: Media) -> Attachment:
        """One file, cleaned. What lies with us was cleaned when it came in."""
        if media.kind is not Kind.PHOTO:
            raise NotPassed(Text.NOT_RELAYED, {"kind": media.kind.value})
        if media.file.platform == "bauta":
            return photos.attachment(await self._kept(media.file), media.spoiler)
        source: object = self._platforms.get(media.file.platform)
        if not isinstance(source, HoldsFiles):
            raise NotPassed(Text.UNDELIVERED)
        if media.file.size > photos.PHOTO_BYTES:
            raise NotPassed(Text.PHOTO_TOO_LARGE, {"megabytes": photos.PHOTO_MEGABYTES})
        data = bytearray()
        await source.fetch(media.file, photos.PHOTO_BYTES, data.extend)
        try:
            clean = await self._photos.clean(bytes(data))
        except photos.TooLarge:
            raise NotPassed(Text.PHOTO_TOO_LARGE, {"megabytes": photos.PHOTO_MEGABYTES}) from None
        except photos.BadPhoto:
            raise NotPassed(Text.PHOTO_BROKEN) from None
        return photos.attachment(clean, media.spoiler)

    async def _kept(self, file: FileRef) -> bytes:
        async with self._database.read() as unit:
            data = await self._open_turn(unit, self._clock()).journal.file(file.id)
        if data is None:
            raise NotPassed(Text.UNDELIVERED)
        return data
