"""Voice messages: what Discord asks of a message that says it is one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from tests.emulators.discord.errors import (
    VOICE_ALONE,
    VOICE_METADATA,
    VOICE_SINGLE,
    Refused,
    Violation,
    invalid,
)
from tests.emulators.discord.files import Attachment
from tests.emulators.discord.objects import IS_VOICE_MESSAGE

MOST_POINTS: Final = 256  # of a waveform, a byte each
AUDIO: Final = "audio/ogg"


def is_voice(flags: Any) -> bool:
    return bool((flags or 0) & IS_VOICE_MESSAGE)


def check(body: Mapping[str, Any], attachments: list[Attachment], path: tuple[str, ...]) -> None:
    """Raises Refused unless the message is one sound with its length and waveform, and nothing else."""
    if any(body.get(name) for name in ("content", "embeds", "components", "poll", "sticker_ids")):
        raise Refused(*VOICE_ALONE)
    if len(attachments) != 1 or not _is_sound(attachments[0].content):
        raise Refused(*VOICE_SINGLE)
    about = dict(attachments[0].fields)
    if "duration_secs" not in about or "waveform" not in about:
        raise Refused(*VOICE_METADATA)
    try:
        points = base64.b64decode(about["waveform"], validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise invalid(*path, "attachments", 0, "waveform", code="BASE_TYPE_BAD", message="Not base64.") from None
    if not 0 < len(points) <= MOST_POINTS:
        raise Violation(f"a waveform of {len(points)} points, the most is {MOST_POINTS}")
    if not about["duration_secs"] > 0:
        raise Violation("a voice message that lasts no time")


def _is_sound(content: bytes) -> bool:
    """Whether it is Opus in an OGG container, the only thing apps play as a voice message everywhere."""
    return content[:4] == b"OggS" and b"OpusHead" in content[:64]
