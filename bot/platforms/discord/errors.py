"""What the caller is to do about a request that failed, in the port's words."""

from typing import Final

from bot.platforms.base import DeliveryError, Gone, Rejected, RetryLater, Scope
from bot.platforms.discord.rest import Refused, RestError, TooFast

UNREACHABLE_SECONDS: Final = 2.0
"""The pause after a request that did not get through, or may have: a message sent again is recognised by its nonce."""
REVOKED_SECONDS: Final = 30.0
"""The pause when the token is refused: the gateway finds out and ends everything."""
QUARANTINE_SECONDS: Final = 300.0
"""The pause when Discord keeps the bot from writing for a while."""

CLOSED: Final = frozenset({50007, 50278, 50001, 50013, 10003, 10013})
"""They take no direct messages, share no server with the bot, or the chat or the account is gone; or the bot may not
write in the channel."""
FLAGGED: Final = frozenset({20026, 40003, 340015})
GONE_MESSAGE: Final = 10008
_REASONS: Final = {
    10008: "the message is no longer there",
    30046: "the message is too old to be changed so often",
    40005: "the file is too large",
    50005: "not the bot's own message",
    50006: "there is nothing to show",
    50035: "refused as malformed",
}


def delivery_error(error: RestError) -> DeliveryError:
    """Free of anything that Discord's own text may quote."""
    match error:
        case TooFast():
            return RetryLater(error.seconds, Scope.ACCOUNT if error.everybody else Scope.LANE, too_fast=error.told)
        case Refused(code=code) if code in CLOSED:
            return Gone("no direct messages")
        case Refused(code=code) if code in FLAGGED:
            return RetryLater(QUARANTINE_SECONDS, Scope.ACCOUNT)
        case Refused(status=401):
            return RetryLater(REVOKED_SECONDS, Scope.ACCOUNT)
        case Refused(status=413):
            return Rejected(_REASONS[40005])
        case Refused():
            return Rejected(_REASONS.get(error.code, f"refused by Discord ({error.status}, {error.code})"))
    return RetryLater(UNREACHABLE_SECONDS)
