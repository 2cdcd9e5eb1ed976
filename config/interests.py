"""The interests that are suggested to people, as config/interests.toml lists them."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def well_known() -> tuple[str, ...]:
    """Their names, in alphabetical order."""
    named = tomllib.loads((files(__package__) / "interests.toml").read_text("utf-8"))["names"]
    return tuple(sorted(map(str, named)))
