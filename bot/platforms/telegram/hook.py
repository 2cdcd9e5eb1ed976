"""Where Telegram calls a bot and what it has to bring along: derived from the master key, never stored."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

PORTS: Final = {"http": 80, "https": 443}

Derive = Callable[..., bytes]
"""A keyed hash of texts (KeyRing.hash): the same at every start, and nobody without the key can tell it."""


@dataclass(frozen=True, slots=True)
class Hook:
    """One bot's webhook. `name`: the last part of its path, 32 hexadecimal digits; `secret`: as many."""

    name: str = field(repr=False)
    secret: str = field(repr=False)
    url: str = field(repr=False)


def hook(base: str, token: str, derive: Derive) -> Hook:
    """The webhook of the bot with this token below the address `base`; a new token has a new one."""
    name = derive("telegram-webhook-name", token).hex()
    return Hook(name, derive("telegram-webhook-secret", token).hex(), f"{base.rstrip('/')}/telegram/{name}")


def leads_below(url: str, base: str) -> bool:
    """Whether an address is one below another, or the same, however the two are spelt."""
    (*place, path), (*expected, start) = _parts(url), _parts(base)
    return place == expected and (path == start or path.startswith(f"{start}/"))


def same(one: str, other: str) -> bool:
    """Whether two addresses are the same, however they are spelt: Telegram may tell ours in its own way."""
    return _parts(one) == _parts(other)


def _parts(url: str) -> tuple[str, str, int | None, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme), parts.path.rstrip("/")


def unnamed(text: str, *urls: str) -> str:
    """What Telegram says about a webhook, without the addresses it may quote."""
    parts = [part for url in urls for part in (url, url.partition("://")[2], url.rpartition("/")[2]) if part]
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "…")
    return text
