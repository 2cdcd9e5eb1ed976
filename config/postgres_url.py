"""Addresses of PostgreSQL: postgresql://user:password@host:5432/name, and what may be told of them."""

import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEME: Final = re.compile(r"postgres(ql)?(\+asyncpg)?://")


def serves(url: str) -> bool:
    """Whether the URL is one of PostgreSQL."""
    return SCHEME.match(url) is not None


def address(url: str) -> str:
    """As the driver wants it."""
    return SCHEME.sub("postgresql://", url, count=1)


def passwords(url: str) -> list[str]:
    """The password in the URL, as it is written there and as it is meant."""
    try:
        parts = urlsplit(url)
        written = [parts.password, *re.findall(r"(?:^|&)password=([^&]*)", parts.query)]
    except ValueError:
        return []
    return [each for word in written if word for each in dict.fromkeys((word, unquote(word)))]


def place(url: str) -> tuple[str, str]:
    """The name of the database, and where it is. Raises ValueError for what is no such URL."""
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    asked = dict(parse_qsl(parts.query))
    host, port = parts.hostname or asked.get("host", ""), parts.port or asked.get("port", "5432")
    if not serves(url) or not name or "/" in name or not host or parts.fragment:
        raise ValueError
    return name, f"{host}:{port}"
