"""Requests, answers and gateway objects held against Discord's published description, where that file is at hand.

The description (specs/openapi.json of discord/discord-api-spec, OpenAPI 3.1) lies outside the repository, in
../shared/specs; without it nothing is checked. It says nothing of the gateway: of events only the objects inside that
it does describe (messages, users, channels) are checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from tests.emulators.json_schema import Check, Schemas

SPEC: Final = Path(__file__).parents[3] / "shared" / "specs" / "discord-openapi.json"

SNOWFLAKE: Final = "#/components/schemas/SnowflakeType"  # discord.py sends ids as JSON integers: as good in requests
EXTRA_IN_MESSAGES: Final = ("guild_id", "member", "channel_type")  # described only for REST; the gateway has them
# What discord.py says, or the service, that the description does not have. The real API takes and gives all of it.
ALLOWED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"update_(\w+_)?message: tts is unknown",  # discord.py sends it with every edit
        r"create_interaction_response\.data: tts is unknown",  # with type 7, an edit too
        r"bulk_set_application_commands\[\d+\]: nsfw is unknown",  # discord.py sends it with every command
        # an attachment that stays is sent back by discord.py as it came
        r"(\w+\.)*attachments\[\d+\]: (url|proxy_url|size|width|height|spoiler|content_type) is unknown",
        r"\w+ 429: code is missing",  # only some limits have one
        r"\w+ 400\.errors\..*",  # the codes of single fields are words, not the integers described
        r"MESSAGE_\w+\.message_reference\.type: is none of its values",  # 1, a forward
    )
)


class Conformance:
    """Counts what it checked; says what is wrong in sentences without values.

    `requests` and `answers` (events among them) count checks, not failures.
    """

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._schemas = Schemas(description)
        self._operations = {
            operation["operationId"]: operation
            for path in description["paths"].values()
            for verb, operation in path.items()
            if verb != "parameters"
        }
        self._requests: dict[str, Check | None] = {}
        self._answers: dict[tuple[str, int], Check | None] = {}
        self._objects: dict[str, Check] = {}
        self.requests = 0
        self.answers = 0

    def request(self, name: str, query: Mapping[str, str], body: Any) -> list[str]:
        """What is wrong with the query parameters and the JSON body of a request."""
        self.requests += 1
        if name not in self._operations:
            return [f"{name} is no operation"]
        wrong = self._query(name, query)
        if name not in self._requests:
            self._requests[name] = self._request_check(name)
        check = self._requests[name]
        if check is None:
            return [*wrong, *([f"{name}: a body where none is due"] if body is not None else [])]
        return wrong + _other_than_allowed(check(body, name))

    def answer(self, name: str, status: int, body: Any) -> list[str]:
        """What is wrong with a status and the JSON body that goes with it."""
        self.answers += 1
        if (name, status) not in self._answers:
            self._answers[name, status] = self._answer_check(name, status)
        check = self._answers[name, status]
        if check is None:
            return [] if body is None else [f"{name}: a body with {status}"]
        return _other_than_allowed(check(body, f"{name} {status}"))

    def event(self, name: str, data: Any) -> list[str]:
        """What is wrong with the described objects inside a gateway event."""
        wrong: list[str] = []
        for kind, value, where in _inside(name, data):
            self.answers += 1
            if kind not in self._objects:
                self._objects[kind] = self._schemas.check({"$ref": f"#/components/schemas/{kind}"}, strict=True)
            wrong += _other_than_allowed(self._objects[kind](value, where))
        return wrong

    def _query(self, name: str, query: Mapping[str, str]) -> list[str]:
        described = {
            parameter["name"]: parameter
            for parameter in self._operations[name].get("parameters", ())
            if parameter["in"] == "query"
        }
        wrong = []
        for key, text in query.items():
            if key not in described:
                wrong.append(f"{name}?{key} is unknown")
                continue
            kind = described[key]["schema"].get("type")
            value: Any = text
            if kind == "integer":
                value = int(text) if text.lstrip("-").isdigit() else text
            elif kind == "boolean":
                value = {"true": True, "false": False, "1": True, "0": False}.get(text.lower(), text)
            wrong += self._schemas.check(described[key]["schema"], strict=True)(value, f"{name}?{key}")
        return wrong

    def _request_check(self, name: str) -> Check | None:
        content = self._operations[name].get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        schema = content["application/json"]["schema"]
        return self._schemas.check(schema, strict=True, integers_for=SNOWFLAKE)

    def _answer_check(self, name: str, status: int) -> Check | None:
        responses = self._operations[name]["responses"]
        described = responses.get(str(status)) or responses.get(f"{status // 100}XX")
        if described is None:
            return lambda body, where: [f"{where} is no status it has"]
        if "$ref" in described:
            described = self._schemas.resolve(described["$ref"])
        if "content" not in described:
            return None
        return self._schemas.check(described["content"]["application/json"]["schema"], strict=status < 400)


def _other_than_allowed(wrong: list[str]) -> list[str]:
    return [each for each in wrong if not any(pattern.fullmatch(each) for pattern in ALLOWED)]


def _message(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in EXTRA_IN_MESSAGES}


def _inside(name: str, data: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """The described objects of an event: schema, value, where it stands."""
    found: list[tuple[str, Any, str]] = []
    if name in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        found.append(("MessageResponse", _message(data), name))
    elif name == "INTERACTION_CREATE":
        if "message" in data:
            found.append(("MessageResponse", _message(data["message"]), f"{name}.message"))
        user = data.get("user") or data["member"]["user"]
        found.append(("UserResponse", user, f"{name}.user"))
        if data["channel"]["type"] == 1:
            found.append(("PrivateChannelResponse", data["channel"], f"{name}.channel"))
        else:
            found.append(("GuildChannelResponse", data["channel"], f"{name}.channel"))
    elif name == "CHANNEL_CREATE":
        found.append(("PrivateChannelResponse", data, name))
    return found


@lru_cache(maxsize=1)
def _description(path: Path) -> Mapping[str, Any] | None:
    return json.loads(path.read_bytes()) if path.is_file() else None


def load(path: Path = SPEC) -> Conformance | None:
    """A checker with counters at zero, None where the description is missing."""
    description = _description(path)
    return Conformance(description) if description else None
