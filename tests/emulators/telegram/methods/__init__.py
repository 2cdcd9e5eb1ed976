"""The Bot API methods spoken here, by lower-case name: Telegram does not mind the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.emulators.telegram.methods import account, editing, receiving, sending
from tests.emulators.telegram.methods.base import Method

METHODS: Final[Mapping[str, Method]] = {
    method.name.lower(): method for method in (*account.METHODS, *receiving.METHODS, *sending.METHODS, *editing.METHODS)
}
