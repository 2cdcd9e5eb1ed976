"""Requests and answers held against Telegram's published Bot API description, where that file is at hand.

The description (specs/telegram-api.json of PaulSonOfLars/telegram-bot-api-spec) lies outside the repository, in
../shared/specs; without it nothing is checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

SPEC: Final = Path(__file__).parents[3] / "shared" / "specs" / "telegram-api.json"
Check = Callable[[Any, str], list[str]]  # the value and where it stands; what is wrong with it


class Conformance:
    """Counts what it checked; says what is wrong in sentences without values.

    `requests` and `answers` count checks, not failures.
    """

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._methods: Mapping[str, Any] = description["methods"]
        self._types: Mapping[str, Any] = description["types"]
        self._checks: dict[str, Check] = {}
        self.requests = 0
        self.answers = 0

    def request(self, method: str, parameters: Mapping[str, Any], *, is_file: Callable[[Any], bool]) -> list[str]:
        """What is wrong with the names, presence and types of a request's parameters."""
        self.requests += 1
        described = self._methods.get(method)
        if described is None:
            return [f"{method} is no method"]
        return self._fields(described, parameters, method, is_file)

    def answer(self, method: str, result: Any) -> list[str]:
        """What is wrong with a result, all the way down."""
        self.answers += 1
        return self._any_of(self._methods[method]["returns"], result, method)

    def _fields(
        self, described: Mapping[str, Any], values: Mapping[str, Any], where: str, is_file: Callable[[Any], bool]
    ) -> list[str]:
        fields = {field["name"]: field for field in described.get("fields", ())}
        wrong = [f"{where}: {name} is missing" for name, f in fields.items() if f["required"] and name not in values]
        for name, value in values.items():
            if name not in fields:
                wrong.append(f"{where}: {name} is unknown")
            elif not (is_file(value) and "InputFile" in fields[name]["types"]):
                wrong += self._any_of(fields[name]["types"], value, f"{where}.{name}")
        return wrong

    def _any_of(self, types: Iterable[str], value: Any, where: str) -> list[str]:
        """Nothing if the value is of one of these types, else what the best guess among them lacks."""
        best: list[str] | None = None
        for name in types:
            wrong = self._check(name)(value, where)
            if not wrong:
                return []
            if best is None or len(wrong) < len(best):
                best = wrong
        return best or [f"{where}: there is no type for it"]

    def _check(self, name: str) -> Check:
        if name not in self._checks:
            self._checks[name] = self._made(name)
        return self._checks[name]

    def _made(self, name: str) -> Check:
        if name in _PRIMITIVES:
            return _primitive(name, _PRIMITIVES[name])
        if name.startswith("Array of "):
            return self._array(name.removeprefix("Array of "))
        described = self._types[name]
        if subtypes := described.get("subtypes"):
            return lambda value, where: self._any_of(subtypes, value, where)
        return self._object(described)

    def _array(self, of: str) -> Check:
        def check(value: Any, where: str) -> list[str]:
            if not isinstance(value, list):
                return [f"{where}: is no array"]
            inner = self._check(of)
            return [wrong for place, each in enumerate(value) for wrong in inner(each, f"{where}[{place}]")]

        return check

    def _object(self, described: Mapping[str, Any]) -> Check:
        def check(value: Any, where: str) -> list[str]:
            if not isinstance(value, dict):
                return [f"{where}: is no object"]
            return self._fields(described, value, where, _never)

        return check


def _primitive(name: str, types: tuple[type, ...]) -> Check:
    def check(value: Any, where: str) -> list[str]:
        fits = isinstance(value, types) and (name == "Boolean" or not isinstance(value, bool))
        return [] if fits else [f"{where}: is no {name}"]

    return check


def _never(value: Any) -> bool:
    return False


_PRIMITIVES: Final[Mapping[str, tuple[type, ...]]] = {
    "Integer": (int,),
    "Float": (int, float),
    "String": (str,),
    "Boolean": (bool,),
    "InputFile": (),  # only as an upload
}


@lru_cache(maxsize=1)
def _description(path: Path) -> Mapping[str, Any] | None:
    return json.loads(path.read_bytes()) if path.is_file() else None


def load(path: Path = SPEC) -> Conformance | None:
    """A checker with counters at zero, None where the description is missing."""
    description = _description(path)
    return Conformance(description) if description else None
