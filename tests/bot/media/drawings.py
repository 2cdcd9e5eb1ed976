"""Drawings that move (Lottie), with a marker wherever words can stand in one."""

import gzip
import json
import struct
import zlib
from typing import Any

from bot.content import Kind
from tests.bot.media.planting import Sample, mark


def lottie(name: str) -> dict[str, Any]:
    """A circle that grows within two seconds, and a layer of each kind that can hold something else than shapes."""

    def named(where: str) -> dict[str, str]:
        return {key: mark(f"{name} {where} {key}") for key in ("nm", "mn", "ln", "cl")}

    still = {"a": 0, "k": 100}
    grows = {
        "a": 1,
        "k": [
            {"t": 0, "s": [20, 20], "i": {"x": [0.5], "y": [1]}, "o": {"x": [0.5], "y": [0]}, "n": mark(f"{name} n")},
            {"t": 60, "s": [400, 400]},
        ],
        "x": mark(f"{name} expression"),
    }
    centred = {"o": still, "r": {"a": 0, "k": 0}, "p": {"a": 0, "k": [256, 256, 0]}, "a": {"a": 0, "k": [0, 0, 0]}}
    group = {
        "ty": "gr",
        **named("group"),
        "it": [
            {"ty": "el", **named("ellipse"), "p": {"a": 0, "k": [0, 0]}, "s": grows, "d": 1},
            {"ty": "fl", **named("fill"), "c": {"a": 0, "k": [1, 0.2, 0, 1]}, "o": still, "r": 1},
            {"ty": "tr", **named("turn"), "p": {"a": 0, "k": [0, 0]}, "s": {"a": 0, "k": [100, 100]}, "o": still},
        ],
    }
    common = {"ip": 0, "op": 60, "st": 0, "sr": 1, "ddd": 0, "bm": 0}
    shapes = {"ty": 4, "ind": 1, **named("layer"), **common, "ks": centred, "shapes": [group], "ef": [named("effect")]}
    within = {"ty": 0, "ind": 2, **named("inner"), **common, "ks": centred, "refId": mark(f"{name} refId"), "w": 9}
    image = {"ty": 2, "ind": 3, **named("image"), **common, "ks": centred, "refId": "image_0"}
    text = {"ty": 5, "ind": 4, **common, "ks": centred, "t": {"d": {"k": [{"s": {"t": mark(f"{name} text")}}]}}}
    return {
        "v": mark(f"{name} version"),
        "tgs": 1,
        "fr": 30,
        "ip": 0,
        "op": 60,
        "w": 512,
        "h": 512,
        **named("drawing"),
        "meta": {"a": mark(f"{name} author"), "g": mark(f"{name} generator"), "d": mark(f"{name} description")},
        "metadata": {"customProps": mark(f"{name} metadata")},
        "assets": [
            {"id": mark(f"{name} refId"), **named("asset"), "layers": [shapes | {"ind": 1}]},
            {"id": "image_0", "w": 9, "h": 9, "u": mark(f"{name} folder"), "p": mark(f"{name} file"), "e": 0},
        ],
        "fonts": {"list": [{"fName": mark(f"{name} font"), "fFamily": "x"}]},
        "chars": [{"ch": "a", "fFamily": mark(f"{name} glyph")}],
        "markers": [{"cm": mark(f"{name} marker"), "tm": 1, "dr": 1}],
        mark(f"{name} key"): {mark(f"{name} inner key"): 1},
        "layers": [shapes | {mark(f"{name} key of a layer"): 1}, within, image, text],
    }


def zipped(words: bytes, name: str) -> bytes:
    """As gzip packs it, with a file's name, a comment and a field of one's own."""
    extra, file, comment = (mark(f"{name} gzip {field}").encode() for field in ("extra", "name", "comment"))
    head = b"\x1f\x8b\x08\x1c" + struct.pack("<I", 1_700_000_000) + b"\0\x03"
    fields = struct.pack("<H", len(extra) + 4) + b"MK" + struct.pack("<H", len(extra)) + extra
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packing.compress(words) + packing.flush()
    foot = struct.pack("<II", zlib.crc32(words), len(words))
    whole = head + fields + file + b"\0" + comment + b"\0" + packed + foot
    assert gzip.decompress(whole) == words
    return whole + mark(f"{name} tail").encode()


def samples() -> list[Sample]:
    words = json.dumps(lottie("tgs")).encode()
    return [
        Sample("tgs", zipped(words, "tgs"), (Kind.STICKER, Kind.DOCUMENT)),
        Sample("Lottie", json.dumps(lottie("Lottie")).encode(), (Kind.STICKER, Kind.DOCUMENT)),
    ]
