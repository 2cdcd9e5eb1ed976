"""The Bot API methods spoken here, by lower-case name: Telegram does not mind the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.emulators.telegram.methods import account, albums, copying, editing, media, polls, receiving, sending
from tests.emulators.telegram.methods.base import Method

METHODS: Final[Mapping[str, Method]] = {
    method.name.lower(): method
    for family in (account, receiving, sending, media, albums, polls, editing, copying)
    for method in family.METHODS
}
