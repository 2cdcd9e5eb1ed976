"""The slash commands as Discord registers them: every command of ours, described in every language we have. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from discord import Locale

from bot.commands.reveal import LIMIT as REVEAL_LIMIT
from bot.platforms.discord.asked import IN_THE_CHAT, ON_MESSAGE, SLASH
from bot.servers import MANAGE_SERVER
from bot.taps import MODERATION
from bot.texts.catalogue import FALLBACK, Catalogue
from bot.texts.keys import Text
from config.interests import folded
from moderation.model import WORDS_LIMIT

STRING: Final = 3
EVERYWHERE: Final = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
"""Added to a server or to an account; used in servers, in the chat with the bot, in other private chats."""

MODERATE_MEMBERS: Final = 1 << 40
"""The permission without which a server's menu does not offer moderators' commands, unless its admins say otherwise."""
MODERATION_LENGTH: Final = 20

SETTINGS: Final = ("languages", "gender", "age", "meet", "ages", "near")
INTERESTS_LENGTH: Final = 450
SUGGESTIONS: Final = 25
"""The most Discord shows."""
SUGGESTION_LENGTH: Final = 100

Named = Mapping[str, Any]


def slash_commands(catalogue: Catalogue, menus: Mapping[str, Mapping[str, str]]) -> Sequence[Named]:
    """The payload for Discord, in the order of the menu, and /bauta. `menus`: language → command → description."""

    def described(key: Text) -> dict[str, Any]:
        return _described({tag: catalogue.word(key, tag) for tag in catalogue.tags})

    options: dict[str, list[Named]] = {
        "find": [_option("interests", described(Text.O_INTERESTS), autocomplete=True, max_length=INTERESTS_LENGTH)],
        "interests": [
            _option("interests", described(Text.O_INTERESTS), autocomplete=True, max_length=INTERESTS_LENGTH)
        ],
        "settings": [
            _option("setting", described(Text.O_SETTING), choices=[{"name": each, "value": each} for each in SETTINGS]),
            _option("value", described(Text.O_VALUE), max_length=60),
        ],
        "language": [
            _option(
                "language",
                described(Text.O_LANGUAGE),
                choices=[{"name": name, "value": tag} for tag, name in catalogue.languages()],
            )
        ],
        "report": [_option("words", described(Text.O_WORDS), max_length=WORDS_LIMIT)],
        "reveal": [_option("words", described(Text.O_REVEAL), max_length=REVEAL_LIMIT)],
    }
    return [
        *(
            {
                "name": name,
                "type": SLASH,
                **_described({tag: menus[tag][name] for tag in catalogue.tags}),
                **({"options": options[name]} if name in options else {}),
                **EVERYWHERE,
            }
            for name in menus[""]
        ),
        {
            "name": "bauta",
            "type": SLASH,
            **described(Text.C_BAUTA),
            "integration_types": [0],
            "contexts": [0],
            "default_member_permissions": MANAGE_SERVER,  # its menu offers it to nobody else, unless admins say so
        },
        {
            "name": MODERATION,
            "type": SLASH,
            **described(Text.C_MOD),
            "options": [_option("what", described(Text.O_MOD), max_length=MODERATION_LENGTH)],
            "integration_types": [0],
            "contexts": [0, 1],
            "default_member_permissions": MODERATE_MEMBERS,
        },
        {
            **_named({tag: catalogue.word(Text.REPORT_MESSAGE, tag) for tag in catalogue.tags}),
            "type": ON_MESSAGE,
            "integration_types": [0, 1],
            "contexts": [IN_THE_CHAT],
        },
    ]


def suggestions(typed: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """What the last of the interests typed so far may become: the whole field's value each time, best first.

    `known`: interests as they are shown, each with all its names folded. Those that begin so come first, then those
    that do by another name, then those that hold it somewhere. What was typed is always the first.
    """
    before, _, last = typed.rpartition(",")
    begun = f"{before.strip()}, " if before.strip() else ""
    chosen = {folded(each.strip()) for each in before.split(",")}
    sought = folded(last.strip())
    ranked = [each for each in known if folded(each).startswith(sought)]
    ranked += [each for each, names in known.items() if any(name.startswith(sought) for name in names)]
    ranked += [each for each in known if sought in folded(each)]
    own = [f"{begun}{last.strip()}"] if last.strip() else []
    values = [*own, *(f"{begun}{each}" for each in ranked if chosen.isdisjoint([folded(each), *known[each]]))]
    return [each for each in dict.fromkeys(values) if 0 < len(each) <= SUGGESTION_LENGTH][:SUGGESTIONS]


def _option(name: str, described: Named, **more: Any) -> Named:
    return {"name": name, "type": STRING, "required": False, **described, **more}


def _described(words: Mapping[str, str]) -> dict[str, Any]:
    return _worded("description", words)


def _named(words: Mapping[str, str]) -> dict[str, Any]:
    return _worded("name", words)


def _worded(what: str, words: Mapping[str, str]) -> dict[str, Any]:
    """English for everybody, and each other language for those whose Discord speaks it."""
    translated = {
        locale.value: words[tag]
        for locale in Locale
        if (tag := locale.value.partition("-")[0]) in words and tag != FALLBACK
    }
    return {what: words[FALLBACK], **({f"{what}_localizations": translated} if translated else {})}
