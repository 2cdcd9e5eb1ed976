"""The texts a page is made of, as the web application asks the catalogue for them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

DEFAULT = "en"
"""The language of whoever asks for none that there is."""


class Words(Protocol):
    """The catalogue. Keys are message names; languages are tags such as `de`."""

    def languages(self) -> Sequence[tuple[str, str]]:
        """Every language there is: its tag and its own name for itself."""

    def word(self, key: str, language: str) -> str:
        """One text; in the default language where `language` is none of ours."""

    def page_words(self, language: str) -> Mapping[str, str]:
        """All texts of the page (`web-…`), by key, for its script."""
