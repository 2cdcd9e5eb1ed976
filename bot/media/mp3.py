"""MP3 frame by frame: ffmpeg copies whatever lies between two frames along with them, so they are picked out here."""

from typing import BinaryIO, Final

HEAD: Final = 4

_RATES: Final = {
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits per second of layer 3, by version: 1, or 2 and 2.5."""

_SAMPLINGS: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
"""Samples per second by the two bits of the version. ISO/IEC 11172-3, 13818-3; 2.5 is not in a standard."""

_SAME: Final = bytes((0xFF, 0xFE, 0x0C, 0x00))
"""What all frames of a file have in common: version, layer, sampling."""


def length(head: bytes) -> int:
    """Bytes of the frame that begins like this; 0 if none does."""
    if len(head) < HEAD or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = (head[1] >> 3) & 3, head[2] >> 4, (head[2] >> 2) & 3
    if version == 1 or rate in (0, 15) or sampling == 3:
        return 0
    samples = 144 if version == 3 else 72
    return samples * 1000 * _RATES[1 if version == 3 else 2][rate] // _SAMPLINGS[version][sampling] + (head[2] >> 1 & 1)


def only_frames(source: BinaryIO, out: BinaryIO) -> None:
    """Copy the frames, each of which is followed by another or by the end, and nothing else.

    `out` is left at its beginning.
    """
    source.seek(0)
    at, head, kind = 0, source.read(HEAD), b""
    while len(head) == HEAD:
        size = length(head)
        if size and kind in (b"", _common(head)):
            source.seek(at)
            frame = source.read(size)
            after = source.read(HEAD)
            if len(frame) == size and (not after or (length(after) and _common(after) == _common(head)) or kind):
                kind = _common(head)
                out.write(frame)
                at, head = at + size, after
                continue
        at += 1
        source.seek(at)
        head = source.read(HEAD)
    out.flush()
    out.seek(0)


def _common(head: bytes) -> bytes:
    return bytes(byte & same for byte, same in zip(head, _SAME, strict=True))
