"""Drawings that move (Lottie, Telegram's tgs): built anew of shapes and numbers, and drawn where nobody plays them."""

import gzip
import io
import json
import math
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from PIL import Image

from bot.content import Kind
from bot.media.animations import Frame
from bot.media.goals import Made, NotClean, Refusal
from bot.media.sniff import Format

UNZIPPED: Final = 4_000_000
"""Bytes of words; those of Telegram's own stickers are below a tenth of that."""

TGS_BYTES: Final = 64 * 1024
DEPTH: Final = 100
NODES: Final = 300_000
LARGEST: Final = 1e7

LAYERS: Final = 5_000
"""Layers drawn, each as often as others refer to it."""

COPIES: Final = 50
REPEATERS: Final = 4

SECONDS: Final = 6
RATE: Final = 25
FRAMES: Final = 10_000

KEYS: Final = frozenset(
    {
        *("v", "fr", "ip", "op", "w", "h", "ddd", "layers", "assets"),  # the drawing
        *("ty", "ind", "parent", "st", "sr", "ks", "shapes", "ao", "bm", "hd", "tt", "td", "tp", "tm", "it"),  # layers
        *("sc", "sw", "sh", "hasMask", "masksProperties", "inv", "mode", "pt", "xt"),  # solids, masks
        *("a", "p", "s", "r", "o", "rx", "ry", "rz", "or", "sk", "sa", "so", "eo", "px", "py", "pz"),  # transforms
        *("k", "t", "i", "e", "to", "ti", "x", "y", "z", "n"),  # values and keyframes
        *("c", "d", "g", "m", "mm", "lc", "lj", "ml", "tr", "sy", "ir", "is", "os"),  # shapes
    }
)
"""What says where, when, how large and in which colour. Names, notes, formulas and whatever else have other keys."""

_SHAPE: Final = re.compile(r"[a-z]{2}")
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_SHAPELESS: Final = frozenset({2, 5, 6, 9})
"""Layers of images, words, sounds and films."""


def rebuilt(source: BinaryIO, held: Format) -> bytes:
    """The drawing as JSON with nothing in it but shapes. Raises NotClean."""
    source.seek(0)
    words = _unzipped(source) if held is Format.TGS else source.read(UNZIPPED + 1)
    if len(words) > UNZIPPED:
        raise NotClean(Refusal.TOO_MANY_PIXELS)
    try:
        drawing = json.loads(words, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise NotClean(Refusal.BROKEN) from None
    if not isinstance(drawing, dict) or not isinstance(drawing.get("layers"), list):
        raise NotClean(Refusal.BROKEN)
    made = _Builder().drawing(drawing)
    _measured(made)
    return json.dumps(made, separators=(",", ":")).encode()


def tgs(source: BinaryIO, held: Format) -> Made:
    """Telegram's own form, rebuilt. Raises NotClean."""
    words = rebuilt(source, held)
    _checked(json.loads(words))
    zipped = gzip.compress(words, 9, mtime=0)
    if len(zipped) > TGS_BYTES:
        raise NotClean(Refusal.TOO_LARGE)
    return Made(Kind.STICKER, "sticker.tgs", "application/x-tgsticker", io.BytesIO(zipped), width=512, height=512)


def drawn(words: bytes, side: int) -> Iterator[Frame]:
    """A rebuilt drawing frame by frame, its longer side of so many pixels. Raises NotClean, NO_LOTTIE among others."""
    try:
        from rlottie_python.rlottie_wrapper import LottieAnimation
    except (ImportError, OSError):
        raise NotClean(Refusal.NO_LOTTIE) from None
    width, height, count, rate = _checked(json.loads(words))
    share = side / max(width, height)
    size = (max(1, round(width * share)), max(1, round(height * share)))
    with LottieAnimation.from_data(words.decode()) as film:
        if getattr(film, "animation_p", None) is None:
            raise NotClean(Refusal.BROKEN)
        shown = min(SECONDS, count / rate)
        for number in range(max(1, int(shown * RATE))):
            buffer = film.lottie_animation_render(min(count - 1, int(number * rate / RATE)), None, *size)
            yield Frame(Image.frombytes("RGBA", size, buffer, "raw", "BGRa"), 1000 // RATE)


def _checked(drawing: dict[str, Any]) -> tuple[float, float, int, float]:
    """Width, height, frames and frames a second, if they make sense. Raises NotClean."""
    try:
        width, height, rate = (float(drawing[key]) for key in ("w", "h", "fr"))
        count = int(drawing["op"]) - int(drawing["ip"])
    except (KeyError, TypeError, ValueError):
        raise NotClean(Refusal.BROKEN) from None
    if not (1 <= width <= 4096 and 1 <= height <= 4096 and 1 <= rate <= 120 and count >= 1):
        raise NotClean(Refusal.BROKEN)
    if count > FRAMES:
        raise NotClean(Refusal.TOO_LONG)
    return width, height, count, rate


def _measured(drawing: dict[str, Any]) -> None:
    """Refuse drawings that draw each other again and again. Raises NotClean."""
    inner = {asset["id"]: asset["layers"] for asset in drawing["assets"]}
    drawn: dict[str, int] = {}

    def count(layers: list[Any], above: frozenset[str]) -> int:
        total = len(layers)
        for name in (layer["refId"] for layer in layers if "refId" in layer):
            if name in above:
                raise NotClean(Refusal.BROKEN)
            if name not in drawn:
                drawn[name] = count(inner.get(name, []), above | {name})
            total += drawn[name]
        return total

    try:
        total = count(drawing["layers"], frozenset())
    except RecursionError:
        raise NotClean(Refusal.BROKEN) from None
    if total > LAYERS:
        raise NotClean(Refusal.TOO_MANY_PIXELS)


def _unzipped(source: BinaryIO) -> bytes:
    """A bomb unfolds to one byte too many, and what follows the end is not looked at."""
    try:
        opening = zlib.decompressobj(16 + zlib.MAX_WBITS)
        words = opening.decompress(source.read(UNZIPPED), UNZIPPED + 1)
    except zlib.error:
        raise NotClean(Refusal.BROKEN) from None
    if len(words) <= UNZIPPED and not opening.eof:
        raise NotClean(Refusal.BROKEN)
    return words


def _no_number(name: str) -> float:
    raise ValueError(name)


class _Builder:
    """Copies what is on the list. Names by which parts refer to each other become numbers."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._nodes = 0
        self._repeaters = 0

    def drawing(self, given: dict[str, Any]) -> dict[str, Any]:
        assets = given.get("assets")
        made = self._copied({key: value for key, value in given.items() if key not in ("v", "assets", "layers")}, 0)
        made |= {"v": "5.5.2", "tgs": 1, "layers": self._layers(given["layers"])}
        made["assets"] = [
            {"id": self._name(asset.get("id")), "layers": self._layers(asset["layers"])}
            for asset in (assets if isinstance(assets, list) else ())
            if isinstance(asset, dict) and isinstance(asset.get("layers"), list)
        ]
        return made

    def _layers(self, given: list[Any]) -> list[Any]:
        made = []
        for layer in given:
            if not isinstance(layer, dict) or layer.get("ty") in _SHAPELESS:
                continue
            kept = self._copied(layer, 1)
            if "refId" in layer:
                kept["refId"] = self._name(layer["refId"])
            made.append(kept)
        return made

    def _name(self, given: object) -> str:
        return self._names.setdefault(str(given), f"a{len(self._names)}")

    def _copied(self, given: dict[str, Any], depth: int) -> dict[str, Any]:
        made = {}
        for key, value in given.items():
            if key in KEYS and (kept := self._value(key, value, depth + 1)) is not None:
                made[key] = kept
        if made.get("ty") == "rp":
            self._repeat(made)
        return made

    def _repeat(self, made: dict[str, Any]) -> None:
        """Something is drawn many times over: only so often, and never changing."""
        self._repeaters += 1
        times = made.get("c")
        copies = times.get("k") if isinstance(times, dict) else None
        if self._repeaters > REPEATERS or not isinstance(copies, int | float) or copies > COPIES:
            raise NotClean(Refusal.TOO_MANY_PIXELS)

    def _value(self, key: str, given: object, depth: int) -> Any:
        """None for what has no place in a drawing."""
        self._nodes += 1
        if self._nodes > NODES or depth > DEPTH:
            raise NotClean(Refusal.TOO_MANY_PIXELS)
        match given:
            case bool():
                return given
            case int() | float():
                if not math.isfinite(given) or abs(given) > LARGEST:
                    raise NotClean(Refusal.BROKEN)
                return given
            case str():
                return given if _telling(key, given) else None
            case dict():
                return self._copied(given, depth)
            case list():
                values = (self._value(key, each, depth + 1) for each in given)
                return [value for value in values if value is not None]
        return None


def _telling(key: str, word: str) -> bool:
    """The few words that a drawing needs: kinds of shapes, modes of masks, dashes and gaps, colours of solids."""
    return bool(
        (key == "ty" and _SHAPE.fullmatch(word))
        or (key in ("mode", "n") and word in ("a", "s", "i", "l", "d", "f", "n", "g", "o"))
        or (key == "sc" and _COLOUR.fullmatch(word))
    )
