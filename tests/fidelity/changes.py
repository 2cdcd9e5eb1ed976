"""What is done to messages that stand already: an act for each such Thing. See acts.py."""

from collections.abc import Mapping
from typing import Any, Final

from bot.content import Kind
from bot.fidelity import Thing, Way
from tests.emulators.errors import CannotDo
from tests.fidelity import acts, samples
from tests.fidelity.acts import PHONE, Act
from tests.fidelity.arrived import Sent
from tests.fidelity.on_telegram import OnTelegram
from tests.fidelity.scene import Outcome, Scene

OTHER_SIDES: Final = (48, 64)


async def edit(scene: Scene) -> tuple[Way, Outcome]:
    """Of words, and of those under a file."""
    await _changes(scene, await scene.sender.says(f"{scene.words} at sevn"), f"{scene.words} at seven")
    named = await scene.sender.sends(Kind.PHOTO, samples.photo(), f"{scene.words} in Vencie")
    return await _changes(scene, named, f"{scene.words} in Venice", Kind.PHOTO)


async def _changes(scene: Scene, message: Any, text: str, kind: Kind | None = None) -> tuple[Way, Outcome]:
    await scene.settle()

    async def act() -> Sent:
        await scene.sender.edits(message, text, kind=kind)
        return Sent(message, text=text)

    outcome = await scene.sees(act)
    if not outcome.changed:
        return (Way.REFUSED if outcome.refusals else Way.STAYS), outcome
    ((before, after),) = outcome.changed
    assert (after.text, after.files) == (text, before.files)
    return Way.SAME, outcome


async def telling_edit(scene: Scene) -> tuple[Way, Outcome]:
    message = await scene.sender.says(f"{scene.words}, call me")
    return await _changes(scene, message, f"{scene.words}, call {PHONE}")


async def other_photo(scene: Scene) -> tuple[Way, Outcome]:
    sender = scene.sender
    message = await sender.sends(Kind.PHOTO, samples.photo(), scene.words)
    await scene.settle()

    async def act() -> Sent:
        if not isinstance(sender, OnTelegram):
            raise CannotDo("files can't be replaced there")
        await sender.replaces(message, samples.photo(*OTHER_SIDES), f"{scene.words} again")
        return Sent(message)

    outcome = await scene.sees(act)
    if not outcome.changed:
        return (Way.REFUSED if outcome.refusals else Way.STAYS), outcome
    ((before, after),) = outcome.changed
    assert [samples.size_of(each.files[0].data) for each in (before, after)] == [samples.SIDES, OTHER_SIDES]
    assert (after.text, after.shape) == (f"{scene.words} again", "photo")
    return Way.SAME, outcome


async def deletion(scene: Scene) -> tuple[Way, Outcome]:
    message = await scene.sender.says(scene.words)
    await scene.settle()

    async def act() -> Sent:
        await scene.sender.deletes(message)
        return Sent(message)

    outcome = await scene.sees(act)
    if not outcome.gone:
        return (Way.REFUSED if outcome.refusals else Way.STAYS), outcome
    assert [each.text for each in outcome.gone] == [scene.words]
    return Way.SAME, outcome


def _reaction(emoji: str) -> Act:
    """`:emoji:` is a custom one of that name, which is never shown as it was made."""

    async def done(scene: Scene) -> tuple[Way, Outcome]:
        message = await scene.reader.says(scene.words)
        there = await scene.heard(scene.sender, scene.words)
        seen, outcome = await felt(scene, message, there.id, emoji)
        if outcome.told:
            assert [notice.answers for notice in outcome.told] == [message]
            assert emoji in outcome.told[0].text
            return Way.WORDS, outcome
        if not seen:
            return Way.STAYS, outcome
        assert (await felt(scene, message, there.id))[0] == (), "and it can be taken back"
        return (Way.SAME if seen == (emoji,) and ":" not in emoji else Way.OTHERWISE), outcome

    return done


async def felt(scene: Scene, message: Any, there: Any, *emoji: str) -> tuple[tuple[str, ...], Outcome]:
    """What the reader sees at their message when the sender feels this about it. `there`: what it is to the sender."""

    async def act() -> Sent:
        await scene.sender.reacts(there, *emoji)
        return Sent(message)

    outcome = await scene.sees(act)
    return scene.reader.felt(message), outcome


async def typing(scene: Scene) -> tuple[Way, Outcome]:
    await scene.sender.types()
    await scene.reader.sees_typing()
    return Way.SAME, Outcome(Sent())


ACTS: Final[Mapping[Thing, Act]] = {
    **acts.ACTS,
    Thing.EDIT: edit,
    Thing.TELLING_EDIT: telling_edit,
    Thing.OTHER_PHOTO: other_photo,
    Thing.DELETION: deletion,
    Thing.REACTION: _reaction("👍"),
    Thing.RARE_REACTION: _reaction("🫠"),
    Thing.CUSTOM_REACTION: _reaction(":emoji:"),
    Thing.TYPING: typing,
}
"""All of them."""
