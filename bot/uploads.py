"""Photos that come with their bytes (from the web page): cleaned before their turn, stored within it."""

from dataclasses import replace

from bot.media import BadPhoto, Photos, TooLarge
from bot.messages import FileRef, Incoming, Photo, Said, Unrelayable
from bot.turn import Turn


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


async def stored(incoming: Incoming, turn: Turn) -> Incoming:
    """Clean bytes go into the files table; what is said refers to them there."""
    what = incoming.what
    if not isinstance(what, Said) or what.upload is None:
        return incoming
    name = await turn.journal.keep_file(what.upload, turn.now)
    photo = Photo(FileRef("bauta", "", name, len(what.upload)))
    return replace(incoming, what=Said(replace(what.content, photo=photo)))
