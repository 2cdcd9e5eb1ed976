"""How busy a pool is for somebody: how many arrive, and which of them one may meet."""

from typing import Final

from librt.vecs import append, vec
from mypy_extensions import i64

from matching.briefs import PARTICULAR, agrees
from matching.kinds import Kind

WINDOW: Final = 60.0
"""Seconds of one counting window. An arrival counts fully in its own window and fades linearly during the next."""

SAMPLE: Final = 12
"""So many of the latest arrivals in a language tell which share of them somebody may meet: a rough figure, which is
enough because what is made of it grows with its logarithm."""


class Stream:
    """Arrivals who speak one language."""

    __slots__ = ("_before", "_began", "_briefs", "_latest", "_now", "_oldest")

    def __init__(self) -> None:
        self._began = 0.0
        self._before = 0
        self._now = 0
        self._latest: list[Kind] = []
        self._briefs: vec[i64] = vec[i64](capacity=SAMPLE)
        self._oldest = 0  # where in both the next one goes

    def note(self, kind: Kind) -> None:
        """Somebody of this kind came, at the moment that was asked about last."""
        self._now += 1
        if len(self._latest) < SAMPLE:
            self._latest.append(kind)
            self._briefs = append(self._briefs, kind.brief)
        else:
            self._latest[self._oldest] = kind
            self._briefs[self._oldest] = kind.brief
            self._oldest = (self._oldest + 1) % SAMPLE

    def eligible(self, kind: Kind, now: float) -> float:
        """Arrivals per second whom somebody of this kind, who speaks the language, may meet. A clock that steps back is
        taken to stand still."""
        passed = now - self._began
        if passed >= WINDOW:
            self._turn(now, passed)
            passed = now - self._began
        mine, latest, briefs, met = kind.brief, self._latest, self._briefs, 0
        for at in range(len(latest)):
            theirs = briefs[at]
            if agrees(mine, theirs) and ((mine | theirs) < PARTICULAR or kind.may_meet(latest[at])):
                met += 1
        if not met:
            return 0.0
        fading = self._before * (1.0 - passed / WINDOW) if passed > 0.0 else self._before
        return met * (fading + self._now) / (WINDOW * len(latest))

    def _turn(self, now: float, passed: float) -> None:
        self._before = self._now if passed < 2 * WINDOW else 0
        self._now = 0
        self._began = now if passed >= 2 * WINDOW else self._began + WINDOW


class Market:
    """Arrivals in one pool, as one process sees them.

    `share` is the part of all arrivals this process sees, for lines that several processes feed.
    """

    def __init__(self) -> None:
        self.share = 1.0
        self.came = 0
        """All who came so far."""
        self._streams: dict[str, Stream] = {}

    def eligible(self, kind: Kind, now: float) -> float:
        """Arrivals per second whom somebody of this kind may meet: in the one of their languages in which it is most,
        since who speaks two is not to count twice."""
        most = 0.0
        for tongue in kind.tongues:
            rate = self._stream(tongue).eligible(kind, now)
            if rate > most:
                most = rate
        return most / self.share

    def arrival(self, kind: Kind, now: float) -> float:
        """The same for somebody who comes at `now` (epoch seconds), and counts from then on."""
        self.came += 1
        most = 0.0
        for tongue in kind.tongues:
            stream = self._streams.get(tongue) or self._stream(tongue)
            rate = stream.eligible(kind, now)
            stream.note(kind)
            if rate > most:
                most = rate
        return most / self.share

    def _stream(self, tongue: str) -> Stream:
        stream = self._streams.get(tongue)
        if stream is None:
            stream = self._streams[tongue] = Stream()
        return stream
