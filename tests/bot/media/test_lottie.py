"""Drawings are built anew: they look the same, and nothing but shapes is left of them."""

import gzip
import io
import json
from typing import Any

import pytest
from PIL import ImageChops

from bot.media import lottie
from bot.media.goals import NotClean, Refusal
from bot.media.sniff import Format
from tests.bot.media.drawings import lottie as drawing
from tests.bot.media.samples import sample


def rebuilt(given: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(lottie.rebuilt(io.BytesIO(json.dumps(given).encode()), Format.LOTTIE))
    return made


def words_in(given: object) -> set[str]:
    match given:
        case dict():
            return set(given).union(*map(words_in, given.values()))
        case list():
            return set().union(*map(words_in, given))
        case str():
            return {given}
    return set()


def test_only_words_that_a_drawing_needs_are_left() -> None:
    made = rebuilt(drawing("Lottie"))
    values = words_in(made) - lottie.KEYS
    assert values <= {"5.5.2", "tgs", "refId", "id", "a0", "a1", "gr", "el", "fl", "tr"}
    assert [layer["ty"] for layer in made["layers"]] == [4, 0], "images and words are gone"
    assert [asset["id"] for asset in made["assets"]] == [made["layers"][1]["refId"]]


def test_it_looks_as_before() -> None:
    before = drawing("Lottie")
    before["layers"] = before["layers"][:2]
    plain = json.dumps(before).encode()
    shown = zip(lottie.drawn(plain, 128), lottie.drawn(json.dumps(rebuilt(before)).encode(), 128), strict=True)
    seen = 0
    for one, other in shown:
        assert ImageChops.difference(one.picture, other.picture).getbbox(alpha_only=False) is None
        seen += one.picture.getbbox() is not None
    assert seen == 50, "two seconds, and never empty"


def test_a_tgs_is_packed_without_a_name_and_a_time() -> None:
    made = lottie.tgs(io.BytesIO(sample("tgs").data), Format.TGS).file.read()
    assert made[:8] == b"\x1f\x8b\x08\0\0\0\0\0"
    assert json.loads(gzip.decompress(made))["tgs"] == 1
    assert len(made) <= lottie.TGS_BYTES


def test_a_tgs_that_telegram_would_not_take_is_refused() -> None:
    wide = drawing("tgs")
    wide["layers"][0]["shapes"] *= 4000
    for number, shape in enumerate(wide["layers"][0]["shapes"]):
        wide["layers"][0]["shapes"][number] = shape | {"hd": number % 3 == 0, "w": number * 1.2345}
    with pytest.raises(NotClean) as refusal:
        lottie.tgs(io.BytesIO(gzip.compress(json.dumps(wide).encode())), Format.TGS)
    assert refusal.value.refusal in (Refusal.TOO_LARGE, Refusal.TOO_MANY_PIXELS)


def test_a_repeater_repeats_only_so_often() -> None:
    for copies, passes in ((10, True), (1_000_000, False)):
        given = drawing("Lottie")
        given["layers"][0]["shapes"].append({"ty": "rp", "c": {"a": 0, "k": copies}})
        if passes:
            assert rebuilt(given)["layers"][0]["shapes"][1]["ty"] == "rp"
        else:
            with pytest.raises(NotClean):
                rebuilt(given)


def test_without_the_library_the_operator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rlottie_python.rlottie_wrapper", None)
    with pytest.raises(NotClean) as refusal:
        next(lottie.drawn(lottie.rebuilt(io.BytesIO(sample("Lottie").data), Format.LOTTIE), 64))
    assert refusal.value.refusal is Refusal.NO_LOTTIE
