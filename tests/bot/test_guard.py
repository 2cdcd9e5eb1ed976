"""What may tell who somebody is, is found however it is written; what only looks like it is let alone; and quickly."""

import re
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import guard, phones, plain, profiles, tracking
from bot.content import Content, Place, Poll, Span, Style
from bot.guard import Tell, asks, tells
from bot.profiles import HOSTS
from bot.tracking import without_tracking
from tests.bot.steps import Counter

TELLING = {
    Tell.NAME: [
        *["@anna_k", "write to @annak, please", "anna#1234", "(@anna.k)", "https://social.example/@anna"],
        *["tg://resolve?domain=anna", "skype:anna?add", "discord://-/users/1"],
    ],
    Tell.EMAIL: [
        *["anna@example.org", "mail anna.k+x@mail.example.co.uk.", "anna (at) example (dot) org"],
        *["anna [at] example.org", "@anna@social.example", "mailto:anna@example.org"],
    ],
    Tell.INVITE: [
        *["t.me/+AbCd123", "https://t.me/joinchat/AAAA", "telegram.me/joinchat/x", "tg://join?invite=xx"],
        *["discord.gg/abc", "https://discord.com/invite/abc", "discordapp.com/invite/abc", "chat.whatsapp.com/Abc"],
        *["https://signal.group/#CjQKIB", "https://matrix.to/#/#room:example.org", "look at DISCORD.GG/Abc!"],
    ],
    Tell.PROFILE: [
        *["t.me/anna", "https://t.me/anna?start=1", "telegram.me/anna", "anna.t.me", "https://wa.me/qr/XYZ12"],
        *["instagram.com/anna", "https://www.instagram.com/anna/?hl=en", "(instagram.com/anna)", "instagram.com/anna."],
        *["https://facebook.com/anna.k", "https://m.facebook.com/profile.php?id=1", "x.com/anna", "twitter.com/anna"],
        *["tiktok.com/@anna", "snapchat.com/add/anna", "https://de.linkedin.com/in/anna", "github.com/anna"],
        *["reddit.com/u/anna", "https://old.reddit.com/user/anna/", "youtube.com/@anna", "vk.com/anna"],
        *["steamcommunity.com/id/anna", "open.spotify.com/user/anna", "onlyfans.com/anna", "twitch.tv/anna"],
        *["threads.net/@anna", "bsky.app/profile/anna.bsky.social", "anna.bsky.social", "discord.com/users/123"],
        *["calendly.com/anna", "paypal.me/anna", "linktr.ee/anna", "anna.tumblr.com", "https://matrix.to/#/@anna:x"],
    ],
    Tell.PHONE: [
        *["+49 171 2345678", "0171 2345678", "01712345678", "+1 (555) 123-4567", "(555) 123-4567", "555-123-4567"],
        *["555.123.4567", "5551234567", "06 12 34 56 78", "06.12.34.56.78", "612 345 678", "22 33 44 55", "9123 4567"],
        *["0033 6 12 34 56 78", "020 7946 0958", "8 (912) 345-67-89", "0171/2345678", "0171 / 234 56 78"],
        *["+49 (0)171 2345678", "0 1 7 1 2 3 4 5 6 7 8", "031 123 456", "+5511987654321", "0171–2345678", "91234567"],
        *["born 1990-03-12, call 0171 2345678 at 18:30", "030 12345678 or 030 87654321", "tel:+49171234567"],
        *["٠١٧١ ٢٣٤٥٦٧٨", "०१७१२३४५६७८", "wa.me/491712345678", "https://api.whatsapp.com/send?phone=491712345678"],
        *["https://t.me/+491712345678", "https://signal.me/#p/+491712345678"],
    ],
}
HARMLESS = [
    *["", "hello there, how are you?", "see you @home", "@ 5pm", "@_@", "f@ck this sh@t", "c# 2024", "color #1234"],
    *["@someone said hi to @role in #channel", "@jemand und @Rolle", "e.g. this, i.e. that", "hello.how are you"],
    *["https://en.wikipedia.org/wiki/Chess", "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://youtu.be/dQw4w9W"],
    *["https://x.com/anna/status/1", "x.com/home", "x.com", "t.me", "https://t.me/s/durov", "t.me.example.com/x"],
    *["not.me/anna", "netflix.com/anna", "https://www.instagram.com/p/Cabc/", "https://instagram.com/reel/x"],
    *["https://facebook.com/watch?v=1", "https://www.tiktok.com/@anna/video/7", "github.com/anna/repo"],
    *["github.com/features", "reddit.com/r/chess", "discord.com/channels/1/2", "https://open.spotify.com/track/xyz"],
    *["https://example.org/item/12345678901", "look: https://news.example/2026/11/29/1234567890.html"],
    *["2026-11-29", "2026-11-29 13:38:00", "2026-11-29T13:38:00+01:00", "29.11.2026", "29. 11. 2026", "11/29/2026"],
    *["01.02.2024-05.03.2024", "29 11 2026", "20261129", "29112026", "1999 2000 2001", "1998 1999", "2019 – 2024"],
    *["10 000 000", "10.000.000", "1,000,000", "12,345,678", "12 345 678", "1 234 567 890", "100000000", "+10 000 000"],
    *["€12345678", "12345678 €", "$ 1234567890", "1999.99 2499.99", "50.000 - 60.000", "1500-2000", "10000-20000"],
    *["192.168.0.1", "192.168.100.200", "10.0.19045.3803", "v2.10.3.20241129", "3.14159265", "45.43712, 12.33265"],
    *["978-3-16-148410-0", "9783161484100", "4111 1111 1111 1111", "4111111111111111", "1730000000000000000"],
    *["1 2 3 4 5 6 7 8 9 10", "3 17 22 34 41 49", "21-15 21-18 21-19", "12345678", "1234567890", "88888888"],
    *["10101010", "a1b2c3d4e5f6", "550e8400-e29b-41d4-a716-446655440000", "order #48291034", "1/2 3/4 5/6 7/8"],
    *["from 10:30 to 12:45", "10.30-12.45", "I am 25, 180cm, 75kg", "24/7 365", "📍 45.43, 12.34"],
]


@pytest.mark.parametrize(("tell", "text"), [(tell, text) for tell, texts in TELLING.items() for text in texts])
def test_what_leads_to_somebody_is_found(tell: Tell, text: str) -> None:
    assert tells(Content(text)) is tell
    assert tells(Content(f"So… {text}\nwhat do you think?")) is tell


@pytest.mark.parametrize("text", HARMLESS)
def test_what_leads_to_nobody_is_let_alone(text: str) -> None:
    assert tells(Content(text)) is None
    assert tells(Content(f"So… {text}\nwhat do you think?")) is None


@pytest.mark.parametrize(
    ("text", "tell"),
    [
        ("ｔ．ｍｅ／ａｎｎａ", Tell.PROFILE),  # full width
        ("𝐭.𝐦𝐞/𝐚𝐧𝐧𝐚", Tell.PROFILE),  # mathematical
        ("t.mе/аnnа", Tell.PROFILE),  # Cyrillic е and а
        ("t․me/anna", Tell.PROFILE),  # one dot leader
        ("discord。gg/abc", Tell.INVITE),  # ideographic full stop
        ("t\u0332.me/anna", Tell.PROFILE),  # underlined by a combining mark
        ("t\x00.m\x07e/anna", Tell.PROFILE),  # what is left out when it goes on
        ("＠anna_k", Tell.NAME),
        ("０１７１ ２３４５６７８", Tell.PHONE),
        ("INSTAGRAM.COM/ANNA", Tell.PROFILE),
    ],
)
def test_letters_that_only_look_alike_hide_nothing(text: str, tell: Tell) -> None:
    assert tells(Content(text)) is tell


@pytest.mark.parametrize("text", [text for texts in TELLING.values() for text in texts])
@pytest.mark.parametrize("invisible", ["\u200b", "\u00ad", "\u2060", "\ufe0f", "\U000e0041", "\u115f"])
def test_characters_that_show_nothing_hide_nothing(text: str, invisible: str) -> None:
    hidden = invisible.join(text)
    assert tells(Content(hidden)) is tells(Content(text))
    assert tells(Content(hidden)) is not None


def test_of_several_the_gravest_is_named() -> None:
    assert tells(Content("@anna, anna@example.org, 0171 2345678")) is Tell.PHONE
    assert tells(Content("0171 2345678, t.me/anna")) is Tell.PROFILE
    assert tells(Content("t.me/anna and t.me/+Abc")) is Tell.INVITE


def test_where_a_word_leads_is_looked_at() -> None:
    span = Span(Style.LINK, 0, 4, "https://t.me/anna")
    assert tells(Content("here", (span,))) is Tell.PROFILE
    assert tells(Content("here", (Span(Style.PRE, 0, 4, "t.me/anna"),))) is None, "the language of a code block"


def test_a_poll_is_read_and_what_is_quoted_is_not() -> None:
    assert tells(Content(poll=Poll("who?", ("me", "@anna_k")))) is Tell.NAME
    assert tells(Content(poll=Poll("@anna_k?", ("yes", "no")))) is Tell.NAME
    assert tells(Content("yes", quote="are you @anna_k?")) is None


def test_a_place_is_always_asked_about_and_nothing_else_where_both_agreed() -> None:
    place = Content(place=Place(45.4371, 12.3326))
    assert tells(place) is asks(place, guarded=True) is asks(place, guarded=False) is Tell.PLACE
    assert asks(Content("@anna_k"), guarded=True) is Tell.NAME
    assert asks(Content("@anna_k"), guarded=False) is None


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    tells(Content(text))


def test_numbers_are_found_wherever_they_stand() -> None:
    for text in TELLING[Tell.PHONE][:10]:
        for before, after in (("", ""), ("(", ")"), ("call ", " now"), ("tel:", "."), ("2026-11-29 ", ", 13:38")):
            assert tells(Content(f"{before}{text}{after}")) is Tell.PHONE, (before, text, after)


# --- how much work a text makes ---

PATTERNS = {
    f"{module.__name__}.{name}": pattern
    for module in (guard, phones, tracking)
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern)
} | {"handle in an address": re.compile(r"/(@[a-z0-9_.]{3,32})/?$")}
PIECES = [
    "1",
    "1 ",
    "12.",
    "1-",
    "1:",
    "(",
    "((",
    "+",
    "2026-",
    "978",
    "256.",
    "a",
    "a.",
    "a-",
    ".a",
    "-a.",
    "_",
    "__.",
    "@",
    "a@",
]
PIECES += [
    "@a",
    "@1_",
    "a#",
    "#1234",
    "/",
    "/@a",
    "://",
    "https://",
    "https://a",
    "?",
    "&",
    "a&",
    "=",
    "utm_a=1&",
    "&a=",
]
PIECES += [
    "https://a?utm_a=1 ",
    "t.me/",
    "t.me/ ",
    "x.com/a ",
    "(at)",
    "( at",
    "tg:",
    "tel:1",
    "tel:",
    "ä",
    "\u200b",
    "é",
]
PIECES += ["1 2.", "00 ", "01 02 ", "9-9/", "1.1.1.1.", "19", "www.", "?phone=", "&?phone=", "#", "a:1", "٣", ")", "."]
SMALL, FACTOR = 160, 4


@pytest.mark.parametrize("name", PATTERNS)
def test_the_counter_matches_as_re_does(name: str) -> None:
    pattern = PATTERNS[name]
    texts = [text for texts in TELLING.values() for text in texts] + HARMLESS
    for text in texts:
        assert Counter(pattern, text).found() == [found.span() for found in pattern.finditer(text)], text


def test_the_counter_sees_what_would_not_be_linear() -> None:
    for hostile in (r"a*a*b", r"(?:a+)+$", r"\w+@"):
        small, large = (Counter(re.compile(hostile), "a" * n + "!") for n in (8, 16))
        small.found(), large.found()
        assert large.steps > 3 * small.steps, hostile


@pytest.mark.parametrize("name", PATTERNS)
def test_no_text_makes_an_expression_work_more_than_its_length_allows(name: str) -> None:
    for piece in PIECES:
        small, large = (Counter(PATTERNS[name], (piece * length)[:length]) for length in (SMALL, SMALL * FACTOR))
        small.found(), large.found()
        assert large.steps <= 1.3 * FACTOR * small.steps + 400, piece


def test_no_address_makes_a_rule_work_more_than_its_length_allows() -> None:
    rules = {rule.pattern: rule for rules in HOSTS.values() for rule, _ in rules}
    for rule in rules.values():
        for piece in PIECES:
            paths = [("/" + piece * length)[:length] for length in (SMALL, SMALL * FACTOR)]
            small, large = (Counter(rule, path) for path in paths)
            small.fits_from_the_beginning(), large.fits_from_the_beginning()
            assert large.steps <= 1.3 * FACTOR * small.steps + 400, (rule.pattern, piece)


def instructions(text: str) -> int:
    """How many instructions of Python it takes to look at a text and to take tracking out of it."""
    count = 0

    def tracer(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return tracer

    content = Content(text, (Span(Style.LINK, 0, 1, text),))
    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        tells(content)
        without_tracking(content)
    finally:
        sys.settrace(before)
    return count


def hostile() -> Iterator[str]:
    yield from PIECES
    yield from (f"{text} " for texts in TELLING.values() for text in texts)
    yield from (f"{text} " for text in HARMLESS)


def test_twice_the_text_is_twice_the_work_all_in_all() -> None:
    for piece in hostile():
        small, large = (instructions((piece * length)[:length]) for length in (plain.LIMIT // 4, plain.LIMIT))
        assert large <= 1.3 * 4 * small + 4000, piece


def test_rules_stand_under_hosts_that_can_be_found() -> None:
    for host in [*HOSTS, *profiles.OWN_HOSTS]:
        assert host == host.lower()
        assert 2 <= len(host.split(".")) <= 3, "as many labels as are looked up"
