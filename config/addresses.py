"""Whether an address can be what a setting needs it to be. Pure: nothing is looked up."""

from ipaddress import IPv4Address, ip_address
from urllib.parse import urlsplit

WEBHOOK_PORTS = (443, 80, 88, 8443)
"""The ports that Telegram's own servers call."""


def webhook_mistake(url: str, api_url: str) -> str | None:
    """Why the Bot API server at `api_url` would not call a webhook at `url`, as the end of a sentence; None: it would.

    Telegram's own asks for https, one of four ports and an address on the internet (IPv4); one of one's own does not.
    """
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        return "has a port that is none"
    if parts.query or parts.fragment or parts.username is not None:
        return "must be a plain address, without ?, # and @"
    if urlsplit(api_url).hostname != "api.telegram.org":
        return None
    if parts.scheme != "https":
        return "must start with https://, Telegram calls nothing else"
    if (port or 443) not in WEBHOOK_PORTS:
        return f"must have one of the ports {', '.join(map(str, WEBHOOK_PORTS))}, Telegram calls no other"
    if not _public(parts.hostname or ""):
        return "must be an address that Telegram reaches from the internet"
    return None


def _public(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local", ".internal"))
    return isinstance(address, IPv4Address) and address.is_global
