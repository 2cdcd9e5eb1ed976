"""Whom people in danger can call or write to: read from help.toml, checked as a whole, and frozen."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

FILE: Final = "help.toml"

MOST: Final = 8
"""Lines of one card; more than that nobody reads who is in need."""


class BrokenHelp(ValueError):
    """The file can't be used; the message says what to mend, a line for each mistake."""


def _readable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be in plain characters, on one line")
    return text


Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]([ -]?[0-9]){1,19}$")]
"""As people dial it: digits in groups, with the sign + before the code of a country."""

Page = Annotated[
    str, StringConstraints(pattern=r"^https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9._~/-]*)?$", max_length=80)
]
Name = Annotated[str, StringConstraints(min_length=2, max_length=70), AfterValidator(_readable)]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Part):
    """One place that helps: a number to call, or a page."""

    name: Name
    number: Number | None = None
    url: Page | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if (self.number is None) is (self.url is None):
            raise ValueError("a line has a number or a url, and not both")
        return self

    @property
    def told(self) -> str:
        """As it stands on a card; a number is not broken into two lines."""
        where = self.url if self.number is None else self.number.replace(" ", "\u00a0")
        return f"{self.name}: {where}"


class Everywhere(_Part):
    """What holds in every country."""

    emergency: Annotated[tuple[Number, ...], Field(min_length=1, max_length=4)]
    directory: Page


class Helplines(_Part):
    """What there is. `languages`: by language tag."""

    version: Literal[1]
    everywhere: Everywhere
    languages: Mapping[Tag, Annotated[tuple[Line, ...], Field(min_length=1, max_length=4)]]

    def of(self, languages: Iterable[str]) -> tuple[Line, ...]:
        """The lines for somebody who speaks these, in that order; each once, and not too many."""
        found = [line for tag in dict.fromkeys(languages) for line in self.languages.get(tag, ())]
        return tuple(dict.fromkeys(found))[:MOST]


def parse(text: str) -> Helplines:
    """The lines a file holds. Raises BrokenHelp."""
    try:
        return Helplines.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise BrokenHelp(f"{FILE} is not valid TOML: {error}.") from None
    except ValidationError as error:
        raise BrokenHelp("\n".join(_plain(each) for each in error.errors(include_url=False))) from None


def _plain(mistake: Any) -> str:
    place = ".".join(str(step) for step in mistake["loc"]) or FILE
    return f"{place}: {mistake['msg'].removeprefix('Value error, ')}."


@cache
def usual() -> Helplines:
    """The lines that come with Bauta."""
    return parse(files("config").joinpath(FILE).read_text("utf-8"))


def read(directory: Path) -> Helplines:
    """The operator's own lines, where the data directory holds them, else the usual ones. Raises BrokenHelp."""
    try:
        return parse((directory / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return usual()
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenHelp(f"{FILE} in the data directory cannot be read ({type(error).__name__}).") from error
