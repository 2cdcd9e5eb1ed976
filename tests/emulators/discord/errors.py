"""Refusals, with Discord's codes and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Details = Mapping[str, Any]


class Refused(Exception):
    """The answer is an error: HTTP `status`, and a body of JSON error `code`, message and perhaps details by field."""

    def __init__(self, status: int, code: int, message: str, errors: Details | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    @property
    def body(self) -> dict[str, Any]:
        return {"message": self.message, "code": self.code} | ({"errors": self.errors} if self.errors else {})


class Violation(Refused):
    """The bot said something it never should: refused with 400 and kept in `emulator.violations`.

    The real service would ignore it or do something this emulator does not know; either way a test should hear of it.
    """

    def __init__(self, description: str) -> None:
        super().__init__(400, 50035, f"Invalid Form Body: {description}")


def invalid(*path: str | int, code: str, message: str) -> Refused:
    """50035 with the error at the field that `path` leads to."""
    errors: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for step in reversed(path):
        errors = {str(step): errors}
    return Refused(400, 50035, "Invalid Form Body", errors)


def too_long(*path: str | int, limit: int) -> Refused:
    return invalid(*path, code="BASE_TYPE_MAX_LENGTH", message=f"Must be {limit} or fewer in length.")


def bad_length(*path: str | int, low: int, high: int) -> Refused:
    return invalid(*path, code="BASE_TYPE_BAD_LENGTH", message=f"Must be between {low} and {high} in length.")


def required(*path: str | int) -> Refused:
    return invalid(*path, code="BASE_TYPE_REQUIRED", message="This field is required")


def choices(*path: str | int, of: object) -> Refused:
    return invalid(*path, code="BASE_TYPE_CHOICES", message=f"Value must be one of {of}.")


UNAUTHORIZED: Final = (401, 0, "401: Unauthorized")
NOT_FOUND: Final = (404, 0, "404: Not Found")
METHOD_NOT_ALLOWED: Final = (405, 0, "405: Method Not Allowed")
UNKNOWN_CHANNEL: Final = (404, 10003, "Unknown Channel")
UNKNOWN_MESSAGE: Final = (404, 10008, "Unknown Message")
UNKNOWN_USER: Final = (404, 10013, "Unknown User")
UNKNOWN_EMOJI: Final = (400, 10014, "Unknown Emoji")
UNKNOWN_WEBHOOK: Final = (404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION: Final = (404, 10062, "Unknown interaction")
NOT_YOUR_APPLICATION: Final = (403, 20012, "You are not authorized to perform this action on this application")
TOO_MANY_REACTIONS: Final = (403, 30010, "Maximum number of reactions reached (20)")
TOO_MANY_ATTACHMENTS: Final = (400, 30015, "Maximum number of attachments in a message reached (10)")
TOO_LARGE: Final = (413, 40005, "Request entity too large")
ALREADY_ACKNOWLEDGED: Final = (400, 40060, "Interaction has already been acknowledged.")
TOO_MANY_FOLLOWUPS: Final = (400, 40094, "This interaction has reached the maximum number of follow up messages")
MISSING_ACCESS: Final = (403, 50001, "Missing Access")
DM_ACTION: Final = (403, 50003, "Cannot execute action on a DM channel")
NOT_THE_AUTHOR: Final = (403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE: Final = (400, 50006, "Cannot send an empty message")
CANNOT_SEND: Final = (403, 50007, "Cannot send messages to this user")
MISSING_PERMISSIONS: Final = (403, 50013, "Missing Permissions")
INVALID_WEBHOOK_TOKEN: Final = (401, 50027, "Invalid Webhook Token")
VOICE_ALONE: Final = (400, 50159, "Voice messages do not support additional content.")
VOICE_SINGLE: Final = (400, 50160, "Voice messages must have a single audio attachment.")
VOICE_METADATA: Final = (400, 50161, "Voice messages must have supporting metadata.")
VOICE_FIXED: Final = (400, 50162, "Voice messages cannot be edited.")
INVALID_JSON: Final = (400, 50109, "The request body contains invalid JSON.")
POLL_FIXED: Final = (400, 520003, "Cannot edit a poll message")
NO_MUTUAL_GUILDS: Final = (403, 50278, "Cannot send messages to this user due to having no mutual guilds")
