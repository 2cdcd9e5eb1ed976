"""Untrusted frames become values or a reason, and never anything else."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import Kind
from bot.platforms.web import frames
from bot.platforms.web import parse as reading
from bot.platforms.web.frames import (
    REACTIONS,
    Ack,
    Delete,
    Do,
    Edit,
    FileHeader,
    Hello,
    Malformed,
    Press,
    React,
    Refusal,
    Say,
    Typing,
)
from bot.platforms.web.parse import parse

MOST = 8 * 1024**2
OTHER = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
TOKEN = "Aa0-_" + "x" * 38


def said(**fields: Any) -> str:
    return json.dumps(fields)


@pytest.mark.parametrize(
    ("raw", "frame"),
    [
        (said(t="hello", token=TOKEN, language="pt-BR"), Hello(TOKEN, "pt-BR")),
        (said(t="hello", token=TOKEN, language=None), Hello(TOKEN, None)),
        (said(t="hello", token=TOKEN), Hello(TOKEN, None)),
        (said(t="say", id=ID, text="hi\u0000 👋", reply=None), Say(ID, "hi\u0000 👋", None)),
        (said(t="say", id=ID, text="", reply=ID), Say(ID, "", ID)),
        (said(t="say", id=ID, text="x" * 16_384, reply="a.1:b_c-d"), Say(ID, "x" * 16_384, "a.1:b_c-d")),
        (said(t="say", id=ID, text="ﷺ" * 4096, unheard="of"), Say(ID, "ﷺ" * 4096, None)),
        (said(t="photo", id=ID, caption="", reply=None, size=MOST), FileHeader(ID, Kind.PHOTO, "", None, MOST)),
        (said(t="file", id=ID, kind="voice", caption="", size=1), FileHeader(ID, Kind.VOICE, "", None, 1)),
        (
            said(t="file", id=ID, kind="video", caption="c", reply="d.1", room="r", size=9, album="a", covered=True),
            FileHeader(ID, Kind.VIDEO, "c", "d.1", 9, "r", "a", True),
        ),
        (said(t="edit", id=ID, of=OTHER, text="so"), Edit(ID, OTHER, "so")),
        (said(t="edit", id=ID, of=OTHER, text="", kind="photo"), Edit(ID, OTHER, "", Kind.PHOTO)),
        (said(t="delete", id=ID, of=OTHER), Delete(ID, OTHER)),
        (said(t="react", id=ID, of="d1.2", emoji="👍", gone=""), React(ID, "d1.2", "👍", "")),
        (said(t="react", id=ID, of=OTHER, emoji="", gone="❤"), React(ID, OTHER, "", "❤")),
        (said(t="do", id=ID, command="Find", argument=" a, b "), Do(ID, "find", "a, b")),
        (said(t="do", id=ID, command="__proto__; drop", argument=""), Do(ID, "", "")),
        (said(t="press", id=ID, data="next:ab-12_" + "x" * 53), Press(ID, "next:ab-12_" + "x" * 53)),
        (said(t="typing"), Typing()),
        (said(t="ack", id="d1.2"), Ack("d1.2")),
    ],
)
def test_what_was_agreed_is_understood(raw: str, frame: frames.Frame) -> None:
    assert parse(raw) == frame


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "null",
        "[" * 60_000,
        "1" * 60_000,
        '{"t":"typing"',
        '{"t":NaN}',
        '{"t":["say"]}',
        said(t="SAY", text=""),
        said(t="hello", token=TOKEN[:-1], language="en"),
        said(t="hello", token=TOKEN + "x", language="en"),
        said(t="hello", token=TOKEN[:-1] + "\n", language="en"),
        said(t="hello", token=TOKEN[:-1] + "ä", language="en"),
        said(t="hello", token=TOKEN, language="en; drop"),
        said(t="hello", token=[TOKEN], language="en"),
        said(t="ack", id="x" * 65),
        said(t="ack", id="a b"),
        said(t="ack"),
    ],
)
def test_what_was_not_agreed_is_malformed(raw: str) -> None:
    frame = parse(raw)
    assert isinstance(frame, Malformed)
    assert (frame.why, frame.id) == (Refusal.MALFORMED, None)
    assert frame.reason


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (said(t="say", id=ID), Refusal.MALFORMED),
        (said(t="say", id=ID, text=["x"]), Refusal.MALFORMED),
        (said(t="say", id=ID, text="half \ud83d"), Refusal.MALFORMED),
        (said(t="say", id=ID, text="", reply="x y"), Refusal.MALFORMED),
        (said(t="say", id=ID, text="", reply=7), Refusal.MALFORMED),
        (said(t="say", id=ID, text="x" * 16_385), Refusal.TOO_LARGE),
        (said(t="say", id=ID, text="ﷺ" * 16_384), Refusal.TOO_LARGE),
        (said(t="say", id=ID, text="x" * 70_000), Refusal.TOO_LARGE),
        (said(t="photo", id=ID, caption="", size=True), Refusal.MALFORMED),
        (said(t="photo", id=ID, caption="", size=1.5), Refusal.MALFORMED),
        (said(t="photo", id=ID, caption="", size=0), Refusal.MALFORMED),
        (said(t="photo", id=ID, caption="", size=-1), Refusal.MALFORMED),
        (said(t="photo", id=ID, caption="", size=MOST + 1), Refusal.TOO_LARGE),
        (said(t="file", id=ID, kind="photo", caption="", size=MOST + 1), Refusal.TOO_LARGE),
        (said(t="file", id=ID, caption="", size=1), Refusal.MALFORMED),
        (said(t="file", id=ID, kind="sticker", caption="", size=1), Refusal.MALFORMED),
        (said(t="file", id=ID, kind=["photo"], caption="", size=1), Refusal.MALFORMED),
        (said(t="file", id=ID, kind="photo", caption="", size=1, album="a b"), Refusal.MALFORMED),
        (said(t="file", id=ID, kind="photo", caption="", size=1, covered=1), Refusal.MALFORMED),
        (said(t="edit", id=ID, of="d1", text=""), Refusal.MALFORMED),
        (said(t="edit", id=ID, text=""), Refusal.MALFORMED),
        (said(t="edit", id=ID, of=OTHER), Refusal.MALFORMED),
        (said(t="edit", id=ID, of=OTHER, text="", kind="sticker"), Refusal.MALFORMED),
        (said(t="edit", id=ID, of=OTHER, text="x" * 16_385), Refusal.TOO_LARGE),
        (said(t="delete", id=ID, of="d1"), Refusal.MALFORMED),
        (said(t="delete", id=ID), Refusal.MALFORMED),
        (said(t="react", id=ID, of=OTHER, emoji="👍"), Refusal.MALFORMED),
        (said(t="react", id=ID, of=OTHER, emoji="🦑", gone=""), Refusal.MALFORMED),
        (said(t="react", id=ID, of=OTHER, emoji=["👍"], gone=""), Refusal.MALFORMED),
        (said(t="react", id=ID, of="a b", emoji="👍", gone=""), Refusal.MALFORMED),
        (said(t="do", id=ID, command="find"), Refusal.MALFORMED),
        (said(t="do", id=ID, command="x" * 65, argument=""), Refusal.TOO_LARGE),
        (said(t="press", id=ID, data=""), Refusal.MALFORMED),
        (said(t="press", id=ID, data="x" * 65), Refusal.MALFORMED),
        (said(t="press", id=ID, data="agree\n"), Refusal.MALFORMED),
        (said(t="dance", id=ID), Refusal.MALFORMED),
    ],
)
def test_a_malformed_message_is_still_called_by_its_name(raw: str, why: Refusal) -> None:
    frame = parse(raw)
    assert isinstance(frame, Malformed)
    assert (frame.id, frame.why) == (ID, why)


@pytest.mark.parametrize("name", [ID.upper(), ID[:-1], ID + "0", "{" + ID + "}", 7, None])
def test_an_id_is_a_uuid_as_browsers_write_it(name: object) -> None:
    frame = parse(said(t="say", id=name, text=""))
    assert isinstance(frame, Malformed)
    assert frame.id is None


def test_what_was_refused_is_in_no_reason() -> None:
    for raw in (said(t="secret", id=ID), said(t="say", id="secret", text=""), said(t="press", id=ID, data="secret\n")):
        frame = parse(raw)
        assert isinstance(frame, Malformed)
        assert "secret" not in frame.reason
        assert ID not in repr(frame)


def test_what_was_said_is_in_no_repr() -> None:
    for raw in (
        said(t="say", id=ID, text="secret", reply=None),
        said(t="hello", token=TOKEN),
        said(t="do", id=ID, command="secret", argument="secret"),
        said(t="press", id=ID, data="secret:secret"),
        said(t="photo", id=ID, caption="secret", size=1),
        said(t="edit", id=ID, of=ID, text="secret"),
        said(t="delete", id=ID, of=ID),
        said(t="react", id=ID, of=ID, emoji="", gone=""),
    ):
        shown = repr(parse(raw))
        assert not any(hidden in shown for hidden in ("secret", ID, TOKEN))


def test_a_file_whose_header_is_too_large_still_has_its_bytes_behind_it() -> None:
    for kind in ("photo", "file"):
        frame = parse(said(t=kind, id=ID, caption="x" * 70_000, size=1))
        assert isinstance(frame, Malformed)
        assert (frame.why, frame.id, frame.announces) == (Refusal.TOO_LARGE, ID, True)
    frame = parse(said(t="say", id=ID, text='"file"' + "x" * 70_000))
    assert isinstance(frame, Malformed)
    assert not frame.announces


def test_the_page_offers_the_reactions_that_are_taken() -> None:
    page = (files("bot") / "web" / "templates" / "chat.html").read_text("utf-8")
    [offered] = re.findall(r"\{% for emoji in (\[.*?\]) %\}", page)
    assert tuple(json.loads(offered)) == REACTIONS


def test_every_refusal_has_its_words_in_every_language() -> None:
    texts = (file for file in (files("bot") / "texts").iterdir() if file.name.startswith("web."))
    catalogues = [file.read_text("utf-8") for file in texts]
    assert len(catalogues) >= 2
    for catalogue in catalogues:
        assert {refusal for refusal in Refusal if f"\n{refusal} = " in catalogue} == set(Refusal)


WORDS = st.sampled_from([ID, TOKEN, "next:x", "photo", "👍", ""])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([ID, TOKEN, "next:x", "photo", "👍", ""]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
NAMES = ["id", "of", "text", "token", "language", "reply", "size", "data", "command", "argument", "caption", "kind"]
NAMES += ["emoji", "gone", "album", "covered"]
KINDS = st.sampled_from([*reading.READERS, "", "__class__"])


@given(st.text() | st.text(alphabet='{}[]":,\\u0123d tsay', max_size=60))
def test_any_text_is_read(raw: str) -> None:
    assert isinstance(parse(raw), frames.Frame | Malformed)


@given(kind=KINDS | VALUES, fields=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_object_is_read_and_keeps_the_limits(kind: object, fields: dict[str, Any]) -> None:
    frame = parse(json.dumps({"t": kind, **fields}))
    match frame:
        case Say():
            assert reading.UUID.fullmatch(frame.id)
            assert len(frame.text) <= reading.TEXT_POINTS
            frame.text.encode()
        case FileHeader():
            assert 0 < frame.size <= reading.FILE_BYTES
            assert frame.kind in frames.KINDS
        case Edit() | Delete():
            assert reading.UUID.fullmatch(frame.of)
        case React():
            assert {frame.emoji, frame.gone} <= {"", *REACTIONS}
        case Press():
            assert 0 < len(frame.data.encode()) <= 64
        case Hello():
            assert reading.TOKEN.fullmatch(frame.token)
        case _:
            assert isinstance(frame, Do | Typing | Ack | Malformed)
