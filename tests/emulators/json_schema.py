"""A validator for the JSON Schema that OpenAPI 3.1 descriptions are written in; each schema is compiled once.

Known: $ref, type (lists too), properties, required, additionalProperties, items, enum, const, oneOf, anyOf, allOf, the
limits of lengths, counts and sizes, pattern, uniqueItems, and the formats of integers, moments, addresses and
snowflakes. What does not fit is said in sentences without values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

Check = Callable[[Any, str], list[str]]  # the value and where it stands; what is wrong with it
Schema = Mapping[str, Any]

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_ANNOTATIONS: Final = frozenset(
    {"title", "description", "default", "discriminator", "x-discord-union", "contentEncoding", "deprecated"}
)
_HANDLED: Final = frozenset(
    {
        "$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "const", "oneOf", "anyOf",
        "allOf", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "pattern", "uniqueItems",
        "format", "minProperties", "maxProperties",
    }
)  # fmt: skip


class Schemas:
    """Checks made of the schemas in one description."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._description = description
        self._named: dict[tuple[str, bool, str], Check] = {}

    def resolve(self, reference: str) -> Any:
        found: Any = self._description
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return found

    def check(self, schema: Schema, *, strict: bool, integers_for: str = "") -> Check:
        """A check for this schema. `strict`: fields nobody described are wrong too.

        `integers_for`: the schema in whose place an integer is as good.
        """
        return _Compiler(self, strict, integers_for).made(schema)

    def named(self, reference: str, compiler: _Compiler) -> Check:
        """The check behind a $ref, made when it is first needed: schemas may contain themselves."""
        key = reference, compiler.strict, compiler.integers_for

        def late(value: Any, where: str) -> list[str]:
            if key not in self._named:
                self._named[key] = compiler.made(self.resolve(reference))
            return self._named[key](value, where)

        return late


class _Compiler:
    def __init__(self, schemas: Schemas, strict: bool, integers_for: str) -> None:
        self._schemas = schemas
        self.strict = strict
        self.integers_for = integers_for

    def made(self, schema: Schema) -> Check:
        if unknown := sorted(set(schema) - _HANDLED - _ANNOTATIONS):
            raise ValueError(f"no way to check {', '.join(unknown)}")
        if "allOf" in schema and self._is_object(schema):
            return self._object(self._merged(schema))
        checks = list(self._parts(schema))
        return checks[0] if len(checks) == 1 else _all(checks)

    def _parts(self, schema: Schema) -> Iterable[Check]:
        if "$ref" in schema:
            inner = self._schemas.named(schema["$ref"], self)
            yield _or_integer(inner) if schema["$ref"] == self.integers_for else inner
        kinds = schema.get("type")
        if kinds is not None:
            kinds = [kinds] if isinstance(kinds, str) else kinds
            yield _typed(kinds)
        if "enum" in schema or "const" in schema:
            yield _one_of(schema.get("enum", [schema.get("const")]))
        yield from (self.made(part) for part in schema.get("allOf", ()))
        for word in ("oneOf", "anyOf"):
            if word in schema:
                yield self._alternatives(schema[word])
        if "properties" in schema or "additionalProperties" in schema or "required" in schema:
            yield self._object(schema)
        if "items" in schema:
            yield _each(self.made(schema["items"]))
        yield from _limits(schema)

    def _is_object(self, schema: Schema) -> bool:
        schema = self._followed(schema)
        return schema.get("type") == "object" or any(self._is_object(part) for part in schema.get("allOf", ()))

    def _followed(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._schemas.resolve(schema["$ref"])
        return schema

    def _merged(self, schema: Schema) -> Schema:
        """One object of all that allOf brings together, so that nobody's fields are unknown to another."""
        properties: dict[str, Any] = dict(schema.get("properties", {}))
        required: list[str] = list(schema.get("required", ()))
        for part in schema["allOf"]:
            part = self._followed(part)
            part = self._merged(part) if "allOf" in part else part
            properties |= part.get("properties", {})
            required += part.get("required", ())
        return {"properties": properties, "required": required}

    def _object(self, schema: Schema) -> Check:
        properties = {name: self.made(part) for name, part in schema.get("properties", {}).items()}
        required = tuple(schema.get("required", ()))
        others = schema.get("additionalProperties")
        other = self.made(others) if isinstance(others, Mapping) else None
        closed = others is False or (self.strict and others is None and "properties" in schema)

        def check(value: Any, where: str) -> list[str]:
            if not isinstance(value, dict):
                return [] if value is None else [f"{where}: is no object"]
            wrong = [f"{where}: {name} is missing" for name in required if name not in value]
            for name, inner in value.items():
                if name in properties:
                    wrong += properties[name](inner, f"{where}.{name}")
                elif other is not None:
                    wrong += other(inner, f"{where}.{name}")
                elif closed:
                    wrong.append(f"{where}: {name} is unknown")
            return wrong

        return check

    def _alternatives(self, parts: Iterable[Schema]) -> Check:
        """Nothing if one fits, else what the best guess lacks; objects with a `type` of their own are found by it."""
        checks = [self.made(part) for part in parts]
        by_type: dict[Any, list[Check]] = {}
        for part, made in zip(parts, checks, strict=True):
            for tag in self._tags(part):
                by_type.setdefault(tag, []).append(made)

        def check(value: Any, where: str) -> list[str]:
            tagged = by_type.get(value.get("type")) if by_type and isinstance(value, dict) else None
            guesses = []
            for each in tagged or checks:
                if not (wrong := each(value, where)):
                    return []
                guesses.append(wrong)
            strange = f"{where}: is no "  # of another kind altogether: hardly what was meant
            return min(guesses, key=lambda wrong: (wrong[0].startswith(strange), len(wrong)))

        return check

    def _tags(self, part: Schema) -> Iterable[Any]:
        """The values that `type` can have in an object, if only a few."""
        tag = self._followed(part).get("properties", {}).get("type", {})
        return list(tag.get("enum", ()))


def _all(checks: list[Check]) -> Check:
    def check(value: Any, where: str) -> list[str]:
        for each in checks:
            if wrong := each(value, where):
                return wrong
        return []

    return check


def _or_integer(inner: Check) -> Check:
    def check(value: Any, where: str) -> list[str]:
        return inner(str(value) if isinstance(value, int) and not isinstance(value, bool) else value, where)

    return check


def _typed(kinds: list[str]) -> Check:
    types = tuple(each for kind in kinds for each in _TYPES[kind])
    booleans, name = "boolean" in kinds, " or ".join(kinds)

    def check(value: Any, where: str) -> list[str]:
        fits = isinstance(value, types) and (booleans or not isinstance(value, bool))
        return [] if fits else [f"{where}: is no {name}"]

    return check


def _one_of(values: list[Any]) -> Check:
    allowed = [(type(value), value) for value in values]
    return lambda value, where: [] if (type(value), value) in allowed else [f"{where}: is none of its values"]


def _each(inner: Check) -> Check:
    def check(value: Any, where: str) -> list[str]:
        if not isinstance(value, list):
            return []
        return [wrong for place, each in enumerate(value) for wrong in inner(each, f"{where}[{place}]")]

    return check


def _limits(schema: Schema) -> Iterable[Check]:
    for word, kinds in (("Length", str), ("Items", list), ("Properties", dict)):
        if f"min{word}" in schema or f"max{word}" in schema:
            yield _sized(kinds, schema.get(f"min{word}", 0), schema.get(f"max{word}"))
    if "minimum" in schema or "maximum" in schema:
        yield _ranged(schema.get("minimum", float("-inf")), schema.get("maximum", float("inf")))
    if "pattern" in schema:
        pattern = re.compile(schema["pattern"])
        yield (
            lambda value, where: (
                [f"{where}: has not the form it must have"]
                if isinstance(value, str) and not pattern.search(value)
                else []
            )
        )
    if schema.get("uniqueItems"):
        yield (
            lambda value, where: (
                [f"{where}: repeats itself"]
                if isinstance(value, list) and any(each in value[:place] for place, each in enumerate(value))
                else []
            )
        )
    if (fits := _FORMATS.get(schema.get("format", ""))) is not None:
        yield lambda value, where: [] if fits(value) else [f"{where}: is no {schema['format']}"]


def _ranged(low: float, high: float) -> Check:
    def check(value: Any, where: str) -> list[str]:
        return [f"{where}: is out of range"] if isinstance(value, int | float) and not low <= value <= high else []

    return check


def _sized(kind: type, low: int, high: int | None) -> Check:
    def check(value: Any, where: str) -> list[str]:
        if not isinstance(value, kind):
            return []
        size = len(value)  # type: ignore[arg-type]
        return [f"{where}: is of a size it cannot have"] if size < low or (high is not None and size > high) else []

    return check


def _moment(value: Any) -> bool:
    try:
        return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _address(value: Any) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


_FORMATS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "int32": lambda value: not isinstance(value, int) or -(2**31) <= value < 2**31,
    "int64": lambda value: not isinstance(value, int) or -(2**63) <= value < 2**63,
    "date-time": _moment,
    "uri": _address,
}
