"""Files that come with their bytes (from the web page): cleaned before their turn, stored within it."""

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.content import FileRef, Media
from bot.media.cleaner import GOALS, Cleans, NotClean, Refusal
from bot.messages import Incoming, Outgoing, Relayed, Said, Unrelayable
from bot.posts import Bytes
from bot.refusals import told
from bot.turn import Turn
from config.ids import MessageId

log = structlog.get_logger()

GOAL = GOALS["web"]
"""As they are kept until it is known where they go."""


async def cleaned(incoming: Incoming, cleaner: Cleans) -> Incoming:
    """The same with clean bytes, or with the reason why they can't be; so that the writer never waits for pixels."""
    what = incoming.what
    if not isinstance(what, Said) or what.upload is None:
        return incoming
    try:
        clean = await cleaner.clean(Bytes(what.upload), what.uploaded, GOAL)
    except NotClean as refusal:
        return replace(incoming, what=_refused(refusal, what))
    except Exception as error:  # a decoder's mistake: it would fail again however often the page sent it
        log.error("upload.failed", exc_info=error)
        return replace(incoming, what=_refused(NotClean(Refusal.BROKEN), what))
    with clean.blob.open() as file:
        data = file.read()
    return replace(incoming, what=replace(what, upload=data, uploaded=clean.kind, sides=(clean.width, clean.height)))


def _refused(refusal: NotClean, what: Said) -> Unrelayable:
    text, args = told(refusal, what.uploaded)
    return Unrelayable(what.uploaded.value, text, args)


async def dropped(incoming: Incoming, items: Sequence[Outgoing], turn: Turn, message: MessageId) -> None:
    """What `stored` kept goes at once if nothing that is sent carries it, and the message is not held either."""
    what = incoming.what
    ours = [each for each in what.content.media if each.file.platform == "bauta"] if isinstance(what, Said) else []
    if ours and await turn.held.get(message, turn.now) is not None:
        return
    for each in ours:
        carried = any(isinstance(item, Relayed) and each in item.content.media for item in items)
        if not carried:
            await turn.journal.drop_file(each.file.id)


async def stored(incoming: Incoming, turn: Turn) -> Incoming:
    """Clean bytes go into the files table; what is said refers to them there."""
    what = incoming.what
    if not isinstance(what, Said) or what.upload is None:
        return incoming
    name = await turn.journal.keep_file(what.upload, turn.now)
    media = Media(what.uploaded, FileRef("bauta", "", name, len(what.upload)), what.covered, what.sides)
    return replace(incoming, what=Said(replace(what.content, media=(media,))))
