"""Refusals, worded as Telegram words them."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """The answer is an error: HTTP status and error_code `code`, with a description and perhaps parameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class Violation(Refused):
    """The bot said something it never should: refused with 400 and kept in `emulator.violations`.

    The real service would ignore it or do something this emulator does not know; either way a test should hear of it.
    """

    def __init__(self, description: str) -> None:
        super().__init__(400, f"Bad Request: {description}")


def bad_request(text: str) -> Refused:
    return Refused(400, f"Bad Request: {text}")


def forbidden(text: str) -> Refused:
    return Refused(403, f"Forbidden: {text}")


def conflict(text: str) -> Refused:
    return Refused(409, f"Conflict: {text}")


def too_many_requests(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
