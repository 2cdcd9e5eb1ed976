"""Languages to chat in, as people name them: by code or by name."""

import re

from babel.core import Locale

OFFERED = ("en", "de", "es", "fr", "it", "pt", "ru", "uk", "tr", "ar", "fa", "hi", "id", "ja")
"""The ones offered as buttons; any other can be typed."""

_CODE = re.compile(r"[a-z]{2,3}")
_KNOWN = Locale.parse("en").languages


def known(tag: str) -> bool:
    """Whether CLDR knows a language by this code of two or three letters."""
    return _CODE.fullmatch(tag) is not None and tag in _KNOWN


def read_languages(text: str) -> tuple[str, ...]:
    """The codes in a list such as "en, de"; empty if any of them is unknown."""
    named = [part.casefold() for part in re.split(r"[\s,;]+", text.strip()) if part][:64]
    return tuple(dict.fromkeys(named)) if named and all(map(known, named)) else ()
