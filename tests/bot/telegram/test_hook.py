"""Addresses and secrets of webhooks: the same at every start, nobody else's, recognised, and never told."""

import pytest

from bot.platforms.telegram.hook import hook, leads_below, same, unnamed
from config.keys import KeyRing
from tests.bot.telegram.conftest import TOKEN
from tests.bot.telegram.hooked import KEYS


def test_address_and_secret_are_the_same_at_every_start_and_of_each_bot_and_key_its_own() -> None:
    mine = hook("https://example.org/tg/", TOKEN, KEYS.hash)
    assert mine == hook("https://example.org/tg", TOKEN, KEYS.hash)
    assert mine.url == f"https://example.org/tg/telegram/{mine.name}"
    others = [
        hook("https://example.org/tg", "654321:another_SECRET", KEYS.hash),
        hook("https://example.org/tg", TOKEN + "2", KEYS.hash),
        hook("https://example.org/tg", TOKEN, KeyRing(bytes(32), lambda: 0.0).hash),
    ]
    every = [mine, *others]
    assert len({each.name for each in every} | {each.secret for each in every}) == 8
    assert all(len(part) == 32 and int(part, 16) for each in every for part in (each.name, each.secret))
    assert mine.name not in repr(mine)
    assert mine.secret not in repr(mine)
    assert "SECRET" not in mine.url


@pytest.mark.parametrize(
    ("told", "ours"),
    [
        ("https://example.org/tg/telegram/abc", True),
        ("https://EXAMPLE.org:443/tg/telegram/abc", True),
        ("https://example.org:8443/tg/telegram/abc", False),
        ("http://example.org/tg/telegram/abc", False),
        ("https://example.org/telegram/abc", False),
        ("https://example.org/tg/telegram/ABC", False),
        ("https://other.example/tg/telegram/abc", False),
        ("", False),
    ],
)
def test_our_address_is_recognised_however_telegram_spells_it(told: str, ours: bool) -> None:
    assert same(told, "https://example.org/tg/telegram/abc") is ours


def test_whether_an_address_lies_below_another() -> None:
    assert leads_below("https://Example.org:443/tg/telegram/abc", "https://example.org/tg/telegram")
    assert not leads_below("https://example.org/tg/telegraph/abc", "https://example.org/tg/telegram")
    assert not leads_below("", "https://example.org/tg/telegram")


def test_addresses_are_struck_from_what_telegram_says() -> None:
    url = "https://example.org/tg/telegram/0123456789abcdef"
    said = f"Can't connect to {url}, example.org/tg/telegram/0123456789abcdef or 0123456789abcdef"
    assert unnamed(said, url) == "Can't connect to …, … or …"
    assert unnamed("Connection timed out", url, "") == "Connection timed out"
