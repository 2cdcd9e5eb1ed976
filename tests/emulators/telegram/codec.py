"""Values of the person-driving API as JSON, for driving an emulator in another process."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.codec import Codec
from tests.emulators.telegram.faults import Trouble
from tests.emulators.telegram.kinds import Attachment
from tests.emulators.telegram.ledger import Entry
from tests.emulators.telegram.views import ChatMessage, File, view
from tests.emulators.telegram.wire import Upload
from tests.emulators.telegram.world import PressAnswer


def _message(message: ChatMessage) -> dict[str, Any]:
    return {"message": message.raw, "file": message.file, "reactions": message.reactions}


CODEC: Final = Codec.plain(Attachment, Entry, File, PressAnswer, Trouble, Upload).also(
    {ChatMessage: _message}, {"ChatMessage": lambda parts: view(**parts)}
)
