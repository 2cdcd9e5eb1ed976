"""What Redis is told about a ticket: enough to search by, and nothing to read. line.lua and seeker.lua unpack it.

Interests, platform and server go in disguise (keyed hashes), the ticket itself sealed: whoever reads the Redis learns
random names, ages, genders and languages, and which of them have something in common.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from struct import Struct, pack
from typing import Final
from zlib import crc32

from pydantic import TypeAdapter

from matching.appraisal import Appraised
from matching.briefs import ages
from matching.ticket import Pool, Ticket

HEADER: Final = Struct("<BBBBBBIdIdIH8s8s")
"""gender, genders, close, age, youngest, oldest, signs, length, modest, since, reserve, where the avoided begin (from
one up, as Lua counts), platform, server."""

UNKNOWN: Final = bytes(8)

SIGNS: Final = 32
"""Each interest has one of so many signs, by its disguise: whoever lacks the sign does not share the interest, which is
found out in a twentieth of the time that it takes to look for its name."""

OPENED: Final = 4_000
"""Tickets that are remembered by how they were sealed."""

FORGETS: Final = 60.0
"""Seconds. Those whom it concerns may be gone, and have a right to be forgotten."""

DISGUISED: Final = 50_000
"""Texts whose disguise is remembered."""

_TICKET: Final = TypeAdapter(Ticket)


@dataclass(frozen=True, slots=True)
class Secrets:
    """How tickets are kept from whoever reads the Redis. `disguise` gives equal texts equal names (see
    `disguise_of`)."""

    disguise: Callable[[str], str]
    seal: Callable[[bytes], bytes]
    open: Callable[[bytes], bytes]


def in_the_open(key: bytes = b"") -> Secrets:
    """For tests and measurements: disguised by a key, and not sealed."""
    return Secrets(lambda text: disguise_of(blake2b(text.encode(), key=key).digest()), bytes, bytes)


def disguise_of(digest: bytes) -> str:
    """Eight characters for at least six bytes of a keyed hash: two of 50,000 interests are called the same once in
    200,000 deployments. What is longer costs at each look."""
    return urlsafe_b64encode(digest[:6]).decode()


class _Disguised(dict[str, str]):
    """Interests, platforms and servers in disguise, each worked out when it is first asked for."""

    def __init__(self, disguise: Callable[[str], str]) -> None:
        self._disguise = disguise

    def __missing__(self, text: str) -> str:
        if len(self) > DISGUISED:
            self.clear()
        found = self[text] = self._disguise(text)
        return found


class _Signs(dict[str, int]):
    """The signs of interests, as a number with one bit set."""

    def __init__(self, disguised: _Disguised) -> None:
        self._disguised = disguised

    def __missing__(self, text: str) -> int:
        if len(self) > DISGUISED:
            self.clear()
        found = self[text] = 1 << crc32(self._disguised[text].encode()) % SIGNS
        return found


class Profiles:
    """Tickets as Redis has them."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        disguised = self._disguised = _Disguised(secrets.disguise)
        self._fields = _Disguised(lambda name: f"\0{disguised[name]}\0")
        self._signs = _Signs(disguised)
        self._long: set[str] = set()
        self._opened: dict[bytes, Ticket] = {}
        self._opened_before: dict[bytes, Ticket] = {}
        self._forgot = 0.0

    def seal(self, ticket: Ticket) -> bytes:
        sealed = self._secrets.seal(_TICKET.serializer.to_json(ticket, exclude_defaults=True))  # as dump_json, sooner
        self._remember(sealed, ticket)
        return sealed

    def open(self, sealed: bytes) -> Ticket:
        ticket = self._opened.get(sealed) or self._opened_before.get(sealed)
        if ticket is None:
            ticket = _TICKET.validate_json(self._secrets.open(sealed))
            self._remember(sealed, ticket)
        return ticket

    def forget(self, now: float) -> None:
        """Let go of tickets that were opened more than `FORGETS` ago, or twice that."""
        if not 0 <= now - self._forgot < FORGETS:
            self._forgot = now
            self._opened_before, self._opened = self._opened, {}

    def _remember(self, sealed: bytes, ticket: Ticket) -> None:
        """Nearly all who are paired soon are those who came just now, and a tick asks for them again and again."""
        if len(self._opened) >= OPENED:
            self._opened.clear()
        self._opened[sealed] = ticket

    def profile(self, ticket: Ticket, appraised: Appraised) -> bytes:
        disguised = self._disguised
        names = "".join([ticket.member, "\0", *[f"{disguised[name]}\0" for name in ticket.interests]]).encode()
        avoid = "\0".join(["", *sorted(ticket.avoid), ""]).encode() if ticket.avoid else b""
        terms = appraised.kind.terms
        close = terms.same_platform + 2 * terms.same_server
        signs, sign_of = 0, self._signs
        for name in ticket.interests:
            signs |= sign_of[name]
        head = HEADER.pack(
            terms.gender,
            terms.genders,
            close,
            *ages(terms),
            signs,
            appraised.length,
            appraised.modest,
            ticket.since,
            appraised.reserve,
            HEADER.size + 1 + len(names),
            self._name(terms.platform),
            self._name(terms.server),
        )
        return head + names + avoid

    def _name(self, text: str | None) -> bytes:
        return UNKNOWN if text is None else blake2b(self._disguised[text].encode(), digest_size=8).digest()

    def lists(self, pool: Pool, tongues: Sequence[str], interests: Sequence[str]) -> list[str]:
        """The keys of all lists that a ticket of this pool may be in, as postings.lua has them."""
        tag, disguised = tag_of(pool), self._disguised
        return [f"{tag}{tongue}:{disguised[name]}" for tongue in tongues for name in interests]

    def known_lists(self, pool: Pool, tongues: Sequence[str], interests: Sequence[str]) -> tuple[list[str], bytes]:
        """The keys of lists that there may be, and their slots."""
        if self._long.isdisjoint(interests):
            return [], b""
        tag, disguised, long, many = tag_of(pool), self._disguised, self._long, len(tongues)
        places = [place for place, name in enumerate(interests) if name in long]
        keys = [f"{tag}{tongue}:{disguised[interests[place]]}" for place in places for tongue in tongues]
        return keys, pack(f"<{len(keys)}H", *[place * many + at + 1 for place in places for at in range(many)])

    def has_list(self, interest: str) -> None:
        """So many named this interest that there is more than the beginning of its posting."""
        if len(self._long) >= DISGUISED:
            self._long.clear()
        self._long.add(interest)

    def fields(self, interests: Sequence[str]) -> str:
        """Interests as postings and profiles have them, one after another."""
        fields = self._fields
        return "".join([fields[name] for name in interests])

    def terms(self, appraised: Appraised) -> tuple[bytes, bytes]:
        """What to search for, as seeker.lua reads it: what one's own interests count, with the signs of those after
        each; and what is close to what."""
        search, squares, near = appraised.search, appraised.squares, appraised.near
        later, all_later, sign_of = 0, list[int](), self._signs
        for each in reversed(search):
            all_later.append(later)
            later |= sign_of[each.name]
        all_later.reverse()
        if near is None:
            return _values(len(search)).pack(*squares.values(), *all_later), b""
        values = _values(len(search)).pack(*[squares.get(each.name, 0) for each in search], *all_later)
        place = {each.name: at for at, each in enumerate(search, 1)}
        rows: list[str] = []
        for each in search:
            close = () if each.name in squares else near[each.name]
            pairs = "".join([f" {place[own]} {value}" for own, value in close])
            rows.append(f"{place[each.name]} {each.square}{pairs}\n")
        return values, "".join(rows).encode()


LAYOUT: Final = 5
"""Of the keys and what is in them. Processes that know another one have a line of their own until they are replaced."""

LEFT_BEHIND: Final = ("", "2:", "3:", "4:")
"""What the keys of earlier layouts had in its place: nobody has used them for long once all processes know this one."""

EARLIER: Final = ("meta", "people", "waiting", "members", "held", "claims", "due")
"""The keys of these that would stay for ever."""


@lru_cache(1000)
def tag_of(pool: Pool) -> str:
    """How all keys of a pool begin: in a cluster, what stands in braces keeps them together."""
    return f"bauta:{{{pool.scope}/{pool.age_band}}}:{LAYOUT}:"


def left_behind(pool: Pool) -> list[str]:
    """The keys of earlier layouts that would stay."""
    return [f"bauta:{{{pool.scope}/{pool.age_band}}}:{layout}{name}" for layout in LEFT_BEHIND for name in EARLIER]


FIXED: Final = ("meta", "people", "claims", "due")


@lru_cache(10_000)
def keys_of(pool: Pool, tongues: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that every call in a pool touches, in the order line.lua has them, and for each language the queues and
    the beginnings of postings."""
    tag = tag_of(pool)
    languages = [f"{tag}{name}:{tongue}" for tongue in tongues for name in ("easy", "choosy", "named")]
    return (*[tag + name for name in FIXED], *languages)


def queues_of(pool: Pool, tongues: Sequence[str]) -> list[str]:
    """The keys of those who wait, longest first."""
    tag = tag_of(pool)
    return [f"{tag}{name}:{tongue}" for tongue in tongues for name in ("easy", "choosy")]


def length_of(profile: bytes) -> float:
    """The length of a profile's interests as a vector of weights."""
    return float(HEADER.unpack_from(profile)[7])


def since_of(profile: bytes) -> float:
    """When the search of a profile began, in epoch seconds."""
    return float(HEADER.unpack_from(profile)[9])


def modest_of(profile: bytes) -> int:
    """How many millionths its owner ranks lower as a partner."""
    return int(HEADER.unpack_from(profile)[8])


@cache
def _values(count: int) -> Struct:
    return Struct(f"<{count}d{count}I")
