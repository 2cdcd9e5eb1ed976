"""What bot/fidelity.py says of each thing and direction is what happens."""

import pytest

from bot.fidelity import PLATFORMS, Thing, Way, cell
from tests.emulators.errors import CannotDo
from tests.fidelity.changes import ACTS
from tests.fidelity.claims import CLAIMS
from tests.fidelity.house import House
from tests.fidelity.untold import PROOFS

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLE = {
    (source, target, thing): cell(source, target, thing)
    for source in PLATFORMS
    for target in PLATFORMS
    for thing in Thing
}
CELLS = [
    pytest.param(*place, id=f"{place[0]}-{place[1]}-{place[2].name.lower()}")
    for place, meant in TABLE.items()
    if meant.way is not Way.UNTOLD
]
UNTOLD = sorted({(source, thing) for (source, _, thing), meant in TABLE.items() if meant.way is Way.UNTOLD})


@pytest.mark.parametrize(("source", "target", "thing"), CELLS)
async def test_what_the_table_says_is_what_arrives(house: House, source: str, target: str, thing: Thing) -> None:
    meant, scene = TABLE[source, target, thing], house.scene(source, target)
    way, outcome = await ACTS[thing](scene)
    assert way is meant.way, outcome
    if meant.how:
        await CLAIMS[thing, meant.how](scene, outcome)


@pytest.mark.parametrize(("source", "thing"), UNTOLD, ids=lambda each: getattr(each, "name", each).lower())
async def test_what_is_not_told_cannot_be_done_or_is_not_told(house: House, source: str, thing: Thing) -> None:
    await PROOFS[source, thing](house)
    for target in PLATFORMS:
        if TABLE[source, target, thing].way is Way.UNTOLD:
            with pytest.raises(CannotDo):
                await ACTS[thing](house.scene(source, target))


async def test_nothing_is_proven_that_the_table_does_not_say() -> None:
    assert set(CLAIMS) == {(thing, meant.how) for (_, _, thing), meant in TABLE.items() if meant.how}
    assert sorted(PROOFS) == UNTOLD
