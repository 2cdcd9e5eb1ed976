"""Files that were said, and messages that reports point at, as evidence keeps them: opaque, and sealed."""

import base64
from typing import Final

from pydantic import TypeAdapter

from bot.content import Media
from bot.exhibits import Medium as Exhibited
from bot.messages import Pointed
from bot.spelled import presented
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from config.keys import KeyRing
from moderation.evidence import Shown
from moderation.franking import Medium

MEDIA: Final = TypeAdapter(Media)


def media_of(medium: Exhibited, keys: KeyRing) -> Media:
    """Where a file that was said may still be fetched. Raises Unsealable."""
    return MEDIA.validate_json(keys.open("evidence.media", medium.digest.hex(), base64.b64decode(medium.ref)))


def medium_of(media: Media, keys: KeyRing) -> Medium:
    """A file, with where it may still be fetched."""
    file = media.file
    digest = keys.hash("media", file.platform, file.account, file.id)
    sealed = keys.seal("evidence.media", digest.hex(), MEDIA.dump_json(media))
    return Medium(media.kind.value, file.size, digest, base64.b64encode(sealed).decode())


def shown_as(pointed: Pointed, catalogue: Catalogue, keys: KeyRing) -> Shown:
    """What a chat shows of a message, in all the ways in which it may be meant."""
    heads = [f"{catalogue.word(Text.FORWARDED, tag)}\n" for tag, _ in catalogue.languages()]
    content = pointed.content
    files = tuple(medium_of(each, keys) for each in content.media)
    return Shown(presented(content, heads), files, own=not pointed.by_bot)
