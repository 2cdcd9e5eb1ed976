"""What the sender is told when a file can't be passed on. Pure."""

from bot.content import Kind
from bot.media.goals import NotClean, Refusal
from bot.texts.keys import Text

TEXTS = {
    Refusal.TOO_LARGE: Text.FILE_TOO_LARGE,
    Refusal.TOO_MANY_PIXELS: Text.FILE_TOO_MANY_PIXELS,
    Refusal.TOO_LONG: Text.FILE_TOO_LONG,
    Refusal.BROKEN: Text.FILE_BROKEN,
    Refusal.NO_FFMPEG: Text.FILE_NO_TOOL,
    Refusal.NO_LOTTIE: Text.FILE_NO_TOOL,
    Refusal.NOT_CLEANABLE: Text.FILE_NOT_CLEANABLE,
    Refusal.BUSY: Text.FILE_BUSY,
}


def told(refusal: NotClean, kind: Kind) -> tuple[Text, dict[str, int | str]]:
    """The text, and what stands in it."""
    return TEXTS[refusal.refusal], {"kind": kind.value, "megabytes": refusal.limit}
