"""Whatever people type becomes canonical names, or a refusal that says why. What the names mean: test_lexicon.py."""

from unicodedata import category, is_normalized

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.interests import LONGEST, MOST, Interests, Reason, Refused, canonical, parse_interests

PRIDE = "\U0001f3f3\ufe0f\u200d\U0001f308"
FAMILY = "👨\u200d👩\u200d👧"
CODER = "👩🏽\u200d💻"

anything = st.text(st.characters(exclude_categories=()), max_size=200)  # lone surrogates as well
signs = "aBß İΐ#,;\n\t،、，👩💻🏽❤éﬁ\ufdfa\u1160\u3164\U0001f101"
unseen = "\u200b\u200c\u200d\u202e\u2066\ufe0f\u0301\u0345\ud800\x00\x1f"
awkward = st.text(st.sampled_from(signs + unseen))


def taken(text: str) -> Interests | Refused:
    """As typed: nothing is known by name."""
    return parse_interests(text, known=str)


def names(text: str) -> tuple[str, ...]:
    parsed = taken(text)
    assert isinstance(parsed, Interests), parsed
    return parsed.names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hiking, chess", ("hiking", "chess")),
        ("hiking;chess\njazz\r\ntea", ("hiking", "chess", "jazz", "tea")),
        ("  Board   Games ,BOARD\u00a0GAMES, board\tgames", ("board games",)),
        ("شطرنج، قهوة؛ سفر", ("شطرنج", "قهوة", "سفر")),
        ("将棋、囲碁，茶；旅", ("将棋", "囲碁", "茶", "旅")),
        ("#chess ## go, ＃tea", ("chess ## go", "tea")),
        ("C#, c++, Node.js, rock'n'roll, at&t", ("c#", "c++", "node.js", "rock'n'roll", "at&t")),
        ("Straße, STRASSE", ("strasse",)),
        ("Cafe\u0301, CAFÉ", ("café",)),
        ("ｃｈｅｓｓ, ①, ﬁlm", ("chess", "1", "film")),
        ("che\u200bss, \u202egnikih\u202c, so\u00adft, a\u2060b", ("chess", "gnikih", "soft", "ab")),
        ("tea\x00\x07, \x1b[31mred", ("tea", "[31mred")),
        ("❤️, ❤, ❤\ufe0e", ("❤",)),
        (",, ;\n,tea,", ("tea",)),
        ("\u0301tea, \u20dd", ("tea",)),
        ("tea\ud800, \ue000go", ("tea", "go")),
        ("@everyone, <b>bold</b>, [x](http://y)", ("@everyone", "<b>bold</b>", "[x](http://y)")),
    ],
)
def test_what_people_type_and_what_it_becomes(text: str, expected: tuple[str, ...]) -> None:
    assert names(text) == expected


def test_emoji_stay_in_one_piece() -> None:
    assert names(f"{PRIDE}, {FAMILY}, {CODER}, 🇯🇵") == ("\U0001f3f3\u200d\U0001f308", FAMILY, CODER, "🇯🇵")


def test_a_joiner_outside_an_emoji_is_dropped() -> None:
    assert names("che\u200dss, 👩\u200d, \u200d💻, 👩\u200d\u200d💻, 👩\u200dx") == ("chess", "👩", "💻", "👩💻", "👩x")


@pytest.mark.parametrize(
    "text", ["", " ", ",;\n", "#", "\u200b\u200d\ufe0f", "\u0301", "\x00", "\u3164", "# , ##", "\ud800"]
)
def test_nothing_to_see_is_nothing(text: str) -> None:
    assert taken(text) == Refused(Reason.EMPTY)


def test_ten_are_taken_and_the_eleventh_is_too_many() -> None:
    ten = [f"interest {number}" for number in range(10)]
    assert names(", ".join([*ten, "INTEREST 3", "#interest 9"])) == tuple(ten)
    assert taken(", ".join([*ten, "one more"])) == Refused(Reason.TOO_MANY, limit=10)


def test_fifty_are_too_many() -> None:
    assert taken(",".join(map(str, range(50)))) == Refused(Reason.TOO_MANY, limit=10)


def test_forty_are_long_enough_and_the_refusal_shows_which_is_too_long() -> None:
    assert names("go, " + "a" * 40) == ("go", "a" * 40)
    assert taken("go, " + "A" * 41) == Refused(Reason.TOO_LONG, limit=40, which="a" * 40)


def test_length_is_counted_as_it_will_be_seen() -> None:
    assert names("e\u0301" * 40) == ("é" * 40,)
    assert names("a\u200b" * 40) == ("a" * 40,)
    assert isinstance(taken("ß" * 21), Refused)
    assert names("α\u0313\u0300\u0345" * 13 + "x")[0].endswith("x")


@pytest.mark.parametrize(
    "text",
    [
        "\ufdfa" * 4096,
        "\ufdfa" * 160,
        "a" + "\u0315\u0300" * 2000,
        "x" * 4096,
        "#" * 4000 + "x",
        "👩\u200d" * 2000 + "💻",
    ],
)
def test_walls_of_text_are_too_long(text: str) -> None:
    refused = taken(text)
    assert isinstance(refused, Refused)
    assert (refused.reason, refused.limit) == (Reason.TOO_LONG, 40)
    assert len(refused.which) <= 40


def test_a_text_longer_than_any_message_is_not_even_read() -> None:
    assert taken("tea," * 1_000_000) == Refused(Reason.TOO_LONG, limit=4096)


@given(st.one_of(anything, awkward))
@example("\u1100\u1161\u200d\u11a8")
@example("\U0001f101")
@example("ﷺ" * 30)
@example("#\u200b#, \u0345\u03b1")
def test_any_text_becomes_clean_bounded_names_or_a_reason(text: str) -> None:
    parsed = taken(text)
    if isinstance(parsed, Refused):
        assert len(parsed.which) <= LONGEST
        return
    assert 1 <= len(parsed.names) <= MOST
    assert len(set(parsed.names)) == len(parsed.names)
    for name in parsed.names:
        assert 1 <= len(name) <= LONGEST
        assert name == " ".join(name.split())
        assert is_normalized("NFKC", name)
        assert name == canonical(name)
        assert not name.startswith("#")
        assert all(category(char) not in ("Cc", "Cs", "Co") for char in name)
        assert all(category(char) != "Cf" or char == "\u200d" for char in name)
        assert not set(name) & set(",;،؛、，；\n")
        name.encode("utf-8")  # can be stored and sent


@given(st.one_of(anything, awkward))
def test_names_given_back_are_taken_as_they_are(text: str) -> None:
    parsed = taken(text)
    if isinstance(parsed, Interests):
        assert taken(", ".join(parsed.names)) == parsed
        assert taken("\n".join(f"#{name}" for name in reversed(parsed.names))) == Interests(parsed.names[::-1])


@given(st.one_of(anything, awkward))
@example("e\u200d\u0301")
def test_canonical_is_final(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once


def test_every_single_character_is_final_too() -> None:
    for point in range(0, 0x110000, 31):  # some of them, spread over all blocks
        once = canonical(f"a{chr(point)}b")
        assert canonical(once) == once, hex(point)
