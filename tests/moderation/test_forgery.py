"""No changed transcript is taken for what was said; a tag that covered less would let some through, and be seen to."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from moderation.franking import NO_FILES, START, Frank
from tests.moderation import forgery
from tests.moderation.ways import WAYS
from tests.telling import Tell

SHARE = 20_000
"""Of the 100,000 that `python -m tests.soak forgery` adds up to."""


def test_no_changed_transcript_is_verified(tell: Tell) -> None:
    outcome = forgery.forged(1, SHARE)
    assert outcome.transcripts == SHARE
    assert set(outcome.ways) == set(WAYS), "every way was tried"
    tell(f"forgery: {outcome}")


class Weaker(Frank):
    """Tags that do not cover everything. `told`: what is covered instead."""

    def __init__(self, told: Callable[..., tuple[Any, ...]]) -> None:
        super().__init__(lambda day: b"the key of day %09d, of 32 bytes" % day)
        self._told = told

    def _mac(self, *given: Any) -> bytes:
        return super()._mac(*self._told(*given))


WEAKER: dict[str, Callable[..., tuple[Any, ...]]] = {
    "no number": lambda seq, *rest: (0, *rest),
    "no minute": lambda seq, minute, *rest: (seq, forgery.MINUTE, *rest),
    "no seat": lambda seq, minute, said, *rest: (seq, minute, replace(said, slot=0), *rest),
    "no message": lambda seq, minute, said, *rest: (seq, minute, replace(said, message="m"), *rest),
    "no kind": lambda seq, minute, said, *rest: (seq, minute, replace(said, amended=False), *rest),
    "no case": lambda seq, minute, said, text, *rest: (seq, minute, said, text.casefold(), *rest),
    "no spaces": lambda seq, minute, said, text, *rest: (seq, minute, said, text.replace(" ", ""), *rest),
    "half the words": lambda seq, minute, said, text, *rest: (seq, minute, said, text[: len(text) // 2], *rest),
    "no files": lambda seq, minute, said, text, files, media, before: (seq, minute, said, text, 0, NO_FILES, before),
    "no tag before": lambda seq, minute, said, text, files, media, before: (
        *(seq, minute, said, text, files, media),
        START,
    ),
    "no room": lambda seq, minute, said, *rest: (seq, minute, replace(said, room="r"), *rest),
}


@pytest.mark.parametrize("weaker", WEAKER.values(), ids=WEAKER.keys())
def test_the_proof_would_see_what_a_weaker_tag_lets_through(
    weaker: Callable[..., tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgery, "FRANK", Weaker(weaker))
    with pytest.raises(AssertionError):
        forgery.forged(1, 3000)
