"""Pictures that are evidence, for a moderator to see: fetched from where they still lie, and behind a tap."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog

from bot.baggage import Baggage
from bot.exhibits import Medium
from bot.mediums import media_of
from bot.platforms.base import DeliveryError
from bot.posts import Attachment
from config.keys import KeyRing, Unsealable

log = structlog.get_logger()


class Gallery:
    """`bot.discretion.Fetch` over the files that messengers keep. Nothing is kept here."""

    def __init__(self, baggage: Baggage, keys: KeyRing) -> None:
        self._baggage = baggage
        self._keys = keys

    async def __call__(self, files: Sequence[Medium], platform: str) -> Mapping[bytes, Attachment]:
        found: dict[bytes, Attachment] = {}
        for file in files:
            try:
                media = replace(media_of(file, self._keys), spoiler=True)
                (found[file.digest],) = await self._baggage.fetched([media], platform)
            except (DeliveryError, Unsealable) as error:  # taken back meanwhile, too large there, or too much going on
                log.info("gallery.not_shown", why=type(error).__name__)
        return found
