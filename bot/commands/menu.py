"""The command menu that messengers show: every command with one line about it, in every language."""

from collections.abc import Mapping

from bot.taps import MODERATION
from bot.texts.catalogue import FALLBACK, Catalogue
from bot.texts.keys import Text

ORDER = (
    "find",
    "next",
    "stop",
    "interests",
    "settings",
    "block",
    "report",
    "reveal",
    "status",
    "rules",
    "privacy",
    "export",
    "delete",
    "language",
    "help",
    "start",
)


def group_menus(catalogue: Catalogue) -> Mapping[str, Mapping[str, str]]:
    """The same for whoever administers a group: what moderators do there."""
    worded = {tag: {MODERATION: catalogue.word(Text.C_MOD, tag)} for tag in catalogue.tags}
    return {"": worded[FALLBACK], **worded}


def menus(catalogue: Catalogue) -> Mapping[str, Mapping[str, str]]:
    """Language → command → description; "" is for everybody whose language we don't have."""
    worded = {tag: {name: catalogue.word(Text(f"command-{name}"), tag) for name in ORDER} for tag in catalogue.tags}
    return {"": worded[FALLBACK], **worded}
