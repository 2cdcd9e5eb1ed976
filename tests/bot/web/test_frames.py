"""Untrusted frames become values or a reason, and never anything else."""

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.web import frames
from bot.platforms.web.frames import Ack, Do, Hello, Malformed, PhotoHeader, Press, Refusal, Say, Typing, parse

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
        (said(t="photo", id=ID, caption="", reply=None, size=8 * 1024**2), PhotoHeader(ID, "", None, 8 * 1024**2)),
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
        (said(t="photo", id=ID, caption="", size=8 * 1024**2 + 1), Refusal.TOO_LARGE),
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
    ):
        shown = repr(parse(raw))
        assert not any(hidden in shown for hidden in ("secret", ID, TOKEN))


def test_every_refusal_has_its_words_in_every_language() -> None:
    texts = (file for file in (files("bot") / "texts").iterdir() if file.name.startswith("web."))
    catalogues = [file.read_text("utf-8") for file in texts]
    assert len(catalogues) >= 2
    for catalogue in catalogues:
        assert {refusal for refusal in Refusal if f"\n{refusal} = " in catalogue} == set(Refusal)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([ID, TOKEN, "next:x"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
NAMES = ["id", "text", "token", "language", "reply", "size", "data", "command", "argument", "caption"]
KINDS = st.sampled_from([*frames.READERS, "", "__class__"])


@given(st.text() | st.text(alphabet='{}[]":,\\u0123d tsay', max_size=60))
def test_any_text_is_read(raw: str) -> None:
    assert isinstance(parse(raw), frames.Frame | Malformed)


@given(kind=KINDS | VALUES, fields=st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_object_is_read_and_keeps_the_limits(kind: object, fields: dict[str, Any]) -> None:
    frame = parse(json.dumps({"t": kind, **fields}))
    match frame:
        case Say():
            assert frames.UUID.fullmatch(frame.id)
            assert len(frame.text) <= frames.TEXT_POINTS
            frame.text.encode()
        case PhotoHeader():
            assert 0 < frame.size <= frames.PHOTO_BYTES
        case Press():
            assert 0 < len(frame.data.encode()) <= 64
        case Hello():
            assert frames.TOKEN.fullmatch(frame.token)
        case _:
            assert isinstance(frame, Do | Typing | Ack | Malformed)
