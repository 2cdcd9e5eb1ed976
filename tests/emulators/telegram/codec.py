"""Values of the person-driving API as JSON, for driving an emulator in another process."""

from __future__ import annotations

from typing import Any, Final

from tests.emulators.codec import Codec
from tests.emulators.telegram.faults import Trouble
from tests.emulators.telegram.kinds import Attachment
from tests.emulators.telegram.ledger import Entry
from tests.emulators.telegram.views import ChatMessage, view
from tests.emulators.telegram.wire import Upload
from tests.emulators.telegram.world import PressAnswer


def _message(message: ChatMessage) -> dict[str, Any]:
    reaction = [{"emoji": message.reaction}] if message.reaction else []
    return {"message": message.raw, "photo": message.photo, "document": message.document, "reaction": reaction}


CODEC: Final = Codec.plain(Attachment, Entry, PressAnswer, Trouble, Upload).also(
    {ChatMessage: _message}, {"ChatMessage": lambda parts: view(**parts)}
)
