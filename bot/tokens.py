"""What moderators' buttons hold: a case, what was chosen so far, and a mark that only we can make. Pure.

The mark binds a button to its action and to whom it was shown: those at a desk, or one moderator. It keeps out what is
made up; what somebody may do is decided when they tap, by who they are then.
"""

import base64
import hmac
from collections.abc import Sequence
from typing import Final

from config.keys import KeyRing

AT_DESK: Final = "desk"
"""Holds the buttons under cards: whoever works at the desk may tap them."""

MARK: Final = 6
"""Bytes: a guess is right once in 2^48."""

SEPARATOR: Final = "."
LONGEST: Final = 64


def token(keys: KeyRing, action: str, holder: str, case: str, *chosen: str) -> str:
    """The token of a button. No part may contain a dot."""
    body = SEPARATOR.join((case, *chosen))
    return f"{body}{SEPARATOR}{_mark(keys, action, holder, body)}"


def opened(keys: KeyRing, action: str, holders: Sequence[str], given: str) -> tuple[str, ...] | None:
    """The case and what was chosen; None for a token that we did not make for this action and one of these holders."""
    body, _, mark = given.rpartition(SEPARATOR)
    if not body or len(given) > LONGEST or not given.isascii():
        return None
    if not any(hmac.compare_digest(_mark(keys, action, holder, body), mark) for holder in holders):
        return None
    return tuple(body.split(SEPARATOR))


def _mark(keys: KeyRing, action: str, holder: str, body: str) -> str:
    return base64.urlsafe_b64encode(keys.hash("tap", action, holder, body)[:MARK]).decode()
