"""By which names the server may be called, and from which pages its socket may be opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.hosts import hosts


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "[::1]:8080", "[0:0:0:0:0:0:0:1]"]
)
def test_loopback_is_always_ours(host: str) -> None:
    assert hosts("192.0.2.7").know(host)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        " ",
        "evil.example",
        "localhost.evil.example",
        "localhost@evil",
        "localhost:x",
        "localhost:80:80",
        "[::1",
        "::1",
        "localhost, evil",
    ],
)
def test_other_names_are_not(host: str | None) -> None:
    assert not hosts("127.0.0.1", "https://chat.example").know(host)


def test_what_we_listen_on_and_the_public_address_are_ours() -> None:
    ours = hosts("2001:DB8::7", "https://Chat.Example:8443/path")
    assert ours.know("[2001:db8:0::7]:8080")
    assert ours.know("chat.example")
    assert ours.know("chat.example:8443")


def test_other_addresses_are_called_but_no_page_comes_from_there() -> None:
    ours = hosts("127.0.0.1", "https://chat.example", "https://hook.example:8443/tg", "")
    assert ours.know("hook.example")
    assert ours.know("chat.example")
    assert not ours.trust("https://hook.example:8443", "chat.example", secure=True)
    assert hosts("127.0.0.1", "", "https://hook.example").public is None


@pytest.mark.parametrize("everything", ["0.0.0.0", "::"])
def test_listening_on_all_addresses_makes_none_of_them_a_name(everything: str) -> None:
    ours = hosts(everything)
    assert not ours.know(everything)
    assert not ours.know("[::]")
    assert ours.know("localhost")


@pytest.mark.parametrize(
    ("origin", "host", "secure", "trusted"),
    [
        ("http://localhost:8080", "localhost:8080", False, True),
        ("https://localhost:8080", "localhost:8080", False, True),
        ("https://localhost:8080", "localhost:8080", True, True),
        ("http://localhost:8080", "localhost:8080", True, False),
        ("http://localhost", "localhost:80", False, True),
        ("https://localhost", "localhost", True, True),
        ("http://localhost:8081", "localhost:8080", False, False),
        ("http://127.0.0.1:8080", "localhost:8080", False, False),
        ("https://chat.example", "127.0.0.1:8080", False, True),
        ("https://chat.example:443", "127.0.0.1:8080", True, True),
        ("http://chat.example", "127.0.0.1:8080", False, False),
        ("https://chat.example.evil", "127.0.0.1:8080", False, False),
        ("https://chat.example@evil", "chat.example", False, False),
        ("null", "localhost", False, False),
        ("file://", "localhost", False, False),
        ("https://chat.example/", "chat.example", False, False),
        ("", "localhost", False, False),
    ],
)
def test_a_page_is_trusted_if_it_is_the_same_host_or_the_public_address(
    origin: str, host: str, secure: bool, trusted: bool
) -> None:
    assert hosts("127.0.0.1", "https://chat.example").trust(origin, host, secure=secure) is trusted


@given(origin=st.text(), host=st.text())
def test_nothing_in_the_headers_makes_it_fail(origin: str, host: str) -> None:
    ours = hosts("127.0.0.1", "https://chat.example")
    assert not ours.trust(origin, host, secure=False) or origin.lower().startswith("http")
    assert isinstance(ours.know(host), bool)
