"""What moderators are called wherever others see them: the same everywhere, and nobody's name. Pure."""

from bot.messages import Arg, Word
from bot.texts.keys import Text
from config.ids import MemberId
from config.keys import KeyRing
from moderation.bench import ALPHABET
from moderation.model import COMMAND_LINE


def pseudonym(keys: KeyRing, member: MemberId) -> str:
    """Four letters that can be read aloud and typed, behind M-."""
    digest = keys.hash("moderator", member)
    return "M-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:4])


def called(keys: KeyRing, member: MemberId) -> Arg:
    """The same in a text; whoever acts by the command line is the operator."""
    return Word(Text.THE_OPERATOR) if member == COMMAND_LINE else pseudonym(keys, member)
