"""Photos that come with their bytes (from the web page): cleaned before their turn, stored within it."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.media import BadPhoto, Photos, TooLarge
from bot.content import FileRef, Kind, Media
from bot.messages import Incoming, Outgoing, Relayed, Said, Unrelayable
from bot.turn import Turn

log = structlog.get_logger()


async def cleaned(incoming: Incoming, photos: Photos) -> Incoming:
    """The same with clean bytes, or with the reason why they can't be; so that the writer never waits for pixels."""
    what = incoming.what
    if not isinstance(what, Said) or what.upload is None:
        return incoming
    try:
        return replace(incoming, what=Said(what.content, await photos.clean(what.upload)))
    except TooLarge:
        return replace(incoming, what=Unrelayable("photo-too-large"))
    except BadPhoto:
        return replace(incoming, what=Unrelayable("photo-broken"))
    except Exception as error:  # a decoder's mistake: it would fail again however often the page sent it
        log.error("upload.failed", exc_info=error)
        return replace(incoming, what=Unrelayable("photo-broken"))


async def dropped(incoming: Incoming, items: Sequence[Outgoing], turn: Turn) -> None:
    """What `stored` kept goes at once if nothing that is sent carries it."""
    what = incoming.what
    photo = what.content.photo if isinstance(what, Said) else None
    if photo is None or photo.file.platform != "bauta":
        return
    if not any(isinstance(item, Relayed) and item.content.photo == photo for item in items):
        await turn.journal.drop_file(photo.file.id)


async def stored(incoming: Incoming, turn: Turn) -> Incoming:
    """Clean bytes go into the files table; what is said refers to them there."""
    what = incoming.what
    if not isinstance(what, Said) or what.upload is None:
        return incoming
    name = await turn.journal.keep_file(what.upload, turn.now)
    photo = Photo(FileRef("bauta", "", name, len(what.upload)))
    return replace(incoming, what=Said(replace(what.content, photo=photo)))
