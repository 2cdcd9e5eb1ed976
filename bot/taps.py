"""Which buttons and commands are moderators': they are told apart before anybody is met by them. Pure."""

from typing import Final

from bot.messages import Command, Pressed, What

MODERATION: Final = "mod"
"""The command; and the actions of the buttons of moderators are it, or begin with it and a hyphen."""

CLAIM: Final = "mod-claim"
RELEASE: Final = "mod-release"
VIEW: Final = "mod-view"
CLOSE: Final = "mod-close"
DECIDE: Final = "mod-decide"
OPEN: Final = "mod-open"
RULE: Final = "mod-rule"
PLAN: Final = "mod-plan"
DO: Final = "mod-do"
"""Take a case in hand, give it back, look at its evidence, close it, and the steps to a decision."""

QUARANTINE: Final = "mod-quarantine"
PRESERVE: Final = "mod-preserve"
MERGE: Final = "mod-merge"
HOLD: Final = "mod-hold"
LIFT: Final = "mod-lift"
"""What else can be done with a case: hand it to child safety, keep it for the authorities, and so on."""

AGREE: Final = "mod-agree"
DECLINE: Final = "mod-decline"
"""The answers of a second person to what somebody asked for."""

REVIEW: Final = "mod-review"
STANDS: Final = "mod-stands"
ENDS: Final = "mod-ends"
"""Look again at a sanction without an end; it stands, or is lifted."""

NOTE: Final = "mod-note"
"""The button that asks for a few words of a moderator: in a form where the platform has them."""


def for_moderators(what: What) -> bool:
    """Whether this is for moderators, whoever it came from."""
    match what:
        case Command():
            return what.name == MODERATION
        case Pressed():
            return what.action == MODERATION or what.action.startswith(f"{MODERATION}-")
        case _:
            return False
