"""The interests that are known by name, as config/interests.toml lists them: their names, and what is near what."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from unicodedata import normalize

ENGLISH = "en"
NEAR = "near"
LOOKALIKES = "lookalikes"
MOST_NEAR = 6
LONGEST = 40  # code points, as for any interest

SHORT = 4
"""Names of fewer code points count only as they are written: without its accent, `thé` would be the article."""

_ACCENTS = re.compile("[\u0300-\u036f]")  # of European scripts; signs of Indic scripts and kana are letters
_BETWEEN = re.compile(r"[\s\u2010-\u2015\u2019\u02bc.!?'-]")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class BrokenTable(ValueError):
    """The table can't be used; the message says which line to mend."""


@dataclass(frozen=True, slots=True)
class Table:
    """Known interests. `names`: their canonical names, in alphabetical order.

    `spoken`: by language, what each is called there, the usual name first. `keys`: what each name, as written and as
    folded, leads to. `near`: what is related to what; symmetric. `lookalikes`: folded words that mean none of them.
    """

    names: tuple[str, ...]
    spoken: Mapping[str, Mapping[str, tuple[str, ...]]]
    keys: Mapping[str, str]
    near: Mapping[str, tuple[str, ...]]
    lookalikes: frozenset[str] = frozenset()

    def known(self, name: str) -> str | None:
        """The interest that has this name in some language; None if there is none."""
        found = self.keys.get(plain(name))
        if found is None and len(key := folded(name)) >= SHORT:
            found = self.keys.get(key)
        return found

    def shown(self, name: str, language: str) -> str:
        """What readers of a language call an interest; an unknown one, or in an unknown language, the name itself."""
        return self.spoken.get(language, {}).get(name, (name,))[0]

    def related(self, name: str) -> tuple[str, ...]:
        """What is near an interest, at most `MOST_NEAR` names; nothing for an unknown one. Symmetric."""
        return self.near.get(name, ())


@cache
def table() -> Table:
    """The table of this deployment."""
    return read((files(__package__) / "interests.toml").read_text("utf-8"))


def well_known(language: str = ENGLISH) -> Mapping[str, tuple[str, ...]]:
    """What the known interests are called in a language, in alphabetical order; in English where it has no names.

    To each belong all its names in whichever language, folded.
    """
    return _well_known(language if language in table().spoken else ENGLISH)


@cache
def _well_known(language: str) -> Mapping[str, tuple[str, ...]]:
    known = table()
    names: dict[str, list[str]] = {known.shown(name, language): [] for name in known.names}
    for key, name in known.keys.items():
        names[known.shown(name, language)].append(folded(key))
    return MappingProxyType({shown: tuple(dict.fromkeys(names[shown])) for shown in sorted(names, key=folded)})


def shown(names: Iterable[str], language: str) -> tuple[str, ...]:
    """What readers of a language call these interests. Typed in, it means the same again."""
    return tuple(table().shown(name, language) for name in names)


def related(name: str) -> tuple[str, ...]:
    """What is near an interest by its canonical name; symmetric."""
    return table().related(name)


def plain(name: str) -> str:
    """A name without differences of case and width."""
    return normalize("NFKC", normalize("NFKC", name).casefold())


def folded(name: str) -> str:
    """A name as it is compared: also without accents, spaces, hyphens and full stops. Folding twice changes nothing."""
    bare = _ACCENTS.sub("", normalize("NFD", plain(name).translate(_LETTERS)))
    return normalize("NFC", _BETWEEN.sub("", bare))


def read(source: str) -> Table:
    """The table as TOML: theme → interest → language → names with commas between. Raises BrokenTable."""
    try:
        themes = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise BrokenTable(str(error)) from error
    lookalikes = frozenset(folded(word) for words in themes.pop(LOOKALIKES, {}).values() for word in _split(words))
    spoken: dict[str, dict[str, tuple[str, ...]]] = {ENGLISH: {}}
    near: dict[str, set[str]] = {}
    keys: dict[str, str] = {}
    for name, line in _lines(themes):
        if name in near:
            raise BrokenTable(f"{name} stands in two lines")
        near[name] = set()
        words = {language: _split(names) for language, names in line.items() if language != NEAR}
        words[ENGLISH] = (name, *words.get(ENGLISH, ()))
        for language, called in words.items():
            spoken.setdefault(language, {})[name] = called
            for key in _keys(called, language):
                if keys.setdefault(key, name) != name:
                    raise BrokenTable(f"{key} leads to both {keys[key]} and {name}")
    for name, line in _lines(themes):
        for other in _split(line.get(NEAR, "")):
            if other not in near or other == name:
                raise BrokenTable(f"{name} can't be near {other}")
            near[name].add(other)
            near[other].add(name)
    for name, others in near.items():
        if len(others) > MOST_NEAR:
            raise BrokenTable(f"{name} is near {len(others)} interests, more than {MOST_NEAR}")
    return Table(
        names=tuple(sorted(near)),
        spoken=MappingProxyType({language: MappingProxyType(names) for language, names in spoken.items()}),
        keys=MappingProxyType(keys),
        near=MappingProxyType({name: tuple(sorted(others)) for name, others in near.items()}),
        lookalikes=lookalikes,
    )


def _lines(themes: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, str]]]:
    for theme, lines in themes.items():
        if not isinstance(lines, dict):
            raise BrokenTable(f"{theme} is no theme with interests")
        for name, line in lines.items():
            if not isinstance(line, dict) or not all(isinstance(names, str) for names in line.values()):
                raise BrokenTable(f"{name}: each language needs its names in one string, with commas between")
            if name != plain(name) or "," in name:
                raise BrokenTable(f"{name} must be written {plain(name).replace(',', '')}")
            yield name, line


def _split(names: object) -> tuple[str, ...]:
    if not isinstance(names, str):
        raise BrokenTable(f"{names} should be names in one string, with commas between")
    found = tuple(" ".join(name.split()) for name in names.split(",") if name.strip())
    for name in found:
        if len(plain(name)) > LONGEST:
            raise BrokenTable(f"{name} is longer than {LONGEST} code points")
    return found


def _keys(called: tuple[str, ...], language: str) -> Iterator[str]:
    for name in called:
        yield plain(name)
        spelled = [name, plain(name).translate(_UMLAUTS)] if language == "de" else [name]
        yield from (key for key in map(folded, spelled) if len(key) >= SHORT)
