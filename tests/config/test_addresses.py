"""Which addresses Telegram would call."""

import pytest

from config.addresses import webhook_mistake

OFFICIAL = "https://api.telegram.org"
OWN = "http://127.0.0.1:8081"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "https://example.org:443",
        "https://example.org:8443/some/where",
        "https://example.org:88",
        "https://example.org:80",
        "https://93.184.215.14",
    ],
)
def test_telegram_calls_https_on_its_four_ports(url: str) -> None:
    assert webhook_mistake(url, OFFICIAL) is None


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://example.org", "https://"),
        ("https://example.org:8080", "443, 80, 88, 8443"),
        ("https://localhost", "from the internet"),
        ("https://bauta.local", "from the internet"),
        ("https://127.0.0.1", "from the internet"),
        ("https://192.168.1.7:8443", "from the internet"),
        ("https://[2606:4700::1111]", "from the internet"),
        ("https://bauta", "from the internet"),
    ],
)
def test_it_calls_nothing_else_but_a_server_of_ones_own_does(url: str, says: str) -> None:
    assert says in (webhook_mistake(url, OFFICIAL) or "")
    assert webhook_mistake(url, OWN) is None


@pytest.mark.parametrize(
    "url",
    ["https://example.org/?x=1", "https://example.org/#x", "https://me:pass@example.org", "https://example.org:x"],
)
@pytest.mark.parametrize("api", [OFFICIAL, OWN])
def test_nobody_calls_an_address_that_is_more_than_one(url: str, api: str) -> None:
    mistake = webhook_mistake(url, api)
    assert mistake is not None
    assert "pass" not in mistake
