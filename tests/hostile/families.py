"""All families by name. The same seed gives the same strings, whatever else was asked for before."""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from tests.hostile import marks, programs, scripts

FAMILIES: Final[Mapping[str, Callable[[Random], str]]] = {
    made.__name__: made
    for made in (
        *(programs.sql, programs.shell, programs.formats, programs.templates, programs.fluent, programs.json),
        *(programs.html, programs.xml, programs.expressions, programs.protocols),
        *(scripts.controls, scripts.noncharacters, scripts.halves, scripts.directions, scripts.zalgo, scripts.hidden),
        *(scripts.nothing, scripts.joined, scripts.digits, scripts.twins, scripts.signs, scripts.cut_signs),
        *(scripts.planes, scripts.endless),
        *(marks.marks, marks.bombs, marks.mentions, marks.escaped, marks.telegrams, marks.commands, marks.addresses),
        marks.baits,
    )
}


def strings(seed: int, count: int) -> Iterator[tuple[str, str]]:
    """So many strings with the families they are of, from each as many, one family after the other."""
    names = list(FAMILIES)
    randoms = {name: Random(f"{seed} {name}") for name in names}
    for at in range(count):
        name = names[at % len(names)]
        yield name, FAMILIES[name](randoms[name])
