"""What moderators are called wherever others see them: the same everywhere, and nobody's name. Pure."""

from config.ids import MemberId
from config.keys import KeyRing
from moderation.bench import ALPHABET


def pseudonym(keys: KeyRing, member: MemberId) -> str:
    """Four letters that can be read aloud and typed, behind M-."""
    digest = keys.hash("moderator", member)
    return "M-" + "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:4])
