"""What Redis is told about a ticket: enough to search by, and nothing to read. line.lua and seeker.lua unpack it.

Interests, platform and server go in disguise (keyed hashes), the ticket itself sealed (sealing.py): whoever reads the
Redis learns random names, ages, genders and languages, and which of them have something in common.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from math import ceil, frexp
from struct import Struct, pack
from typing import Final
from zlib import crc32

from matching.appraisal import Appraised
from matching.briefs import ages
from matching.ticket import Pool, Ticket

NUMBER: Final = 10
"""Bytes of a number: the first five count those that its process gave before, the others are its name."""

HEADER: Final = Struct("<BBBBBB10sHHIdIdIH8s8s")
"""The brief: gender, genders, close, age, youngest, oldest, marks, rate, and modest by the sixteen. Then signs, length,
modest, since, reserve, where the avoided begin (from one up, as Lua counts), platform, server."""

BRIEF: Final = 20
"""Bytes of the brief, which also stands beside each number in a posting, and says how well somebody fits at best: their
`rate` is no less than one by the length, and `modest` there no more than it is."""

LENGTH, MODEST, SINCE = 10, 11, 12
"""Their places in a header."""

UNKNOWN: Final = bytes(8)

SIGNS: Final = 32
"""Each interest has one of so many signs, by its disguise, a number with one bit set: whoever lacks the sign does not
share the interest, which is found out in a twentieth of the time that it takes to look for its name."""

MARKS: Final = 254
"""Each interest has one of so many marks, by its disguise, from 1 up. Of two people with five interests each, one pair
in ten has the same mark for different ones, and seems to share more. Another number, or way to a mark, needs another
`LAYOUT`: who is read by the wrong ones is passed by."""

MARKED: Final = 10
"""Interests whose marks a brief has room for."""

ANY: Final = 255
"""The last mark of whoever has more: any interest may be among theirs."""

DISGUISED: Final = 50_000
"""Texts whose disguise is remembered."""


class _Disguised(dict[str, str]):
    """Interests, platforms and servers in disguise, each worked out when it is first asked for."""

    def __init__(self, disguise: Callable[[str], str]) -> None:
        self._disguise = disguise

    def __missing__(self, text: str) -> str:
        if len(self) > DISGUISED:
            self.clear()
        found = self[text] = self._disguise(text)
        return found


class _Hashed(dict[str, int]):
    """What becomes of a hash of interests in disguise, worked out likewise."""

    def __init__(self, disguised: _Disguised, of: Callable[[int], int]) -> None:
        self._disguised = disguised
        self._of = of

    def __missing__(self, text: str) -> int:
        if len(self) > DISGUISED:
            self.clear()
        found = self[text] = self._of(crc32(self._disguised[text].encode()))
        return found


class Profiles:
    """Tickets as Redis has them."""

    def __init__(self, disguise: Callable[[str], str]) -> None:
        disguised = self._disguised = _Disguised(disguise)
        self._fields = _Disguised(lambda name: f"\0{disguised[name]}\0")
        self._signs = _Hashed(disguised, lambda hashed: 1 << hashed % SIGNS)
        self._marks = _Hashed(disguised, lambda hashed: hashed // SIGNS % MARKS + 1)
        self._long: set[str] = set()

    def profile(self, ticket: Ticket, appraised: Appraised) -> bytes:
        disguised = self._disguised
        names = "".join([ticket.member, "\0", *[f"{disguised[name]}\0" for name in ticket.interests]]).encode()
        avoid = "\0".join(["", *sorted(ticket.avoid), ""]).encode() if ticket.avoid else b""
        terms = appraised.kind.terms
        close = terms.same_platform + 2 * terms.same_server
        signs, sign_of, mark_of = 0, self._signs, self._marks
        for name in ticket.interests:
            signs |= sign_of[name]
        marks = bytes([mark_of[name] for name in ticket.interests])
        if len(marks) > MARKED:
            marks = marks[: MARKED - 1] + bytes([ANY])
        head = HEADER.pack(
            terms.gender,
            terms.genders,
            close,
            *ages(terms),
            marks,
            rate_of(appraised.length),
            min(appraised.modest // 16, 0xFFFF),
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
        later, all_later, sign_of, mark_of = 0, list[int](), self._signs, self._marks
        for each in reversed(search):
            all_later.append(later)
            later |= sign_of[each.name]
        all_later.reverse()
        marks = [mark_of[each.name] for each in search]
        if near is None:
            return _values(len(search)).pack(*squares.values(), *all_later, *marks), b""
        values = _values(len(search)).pack(*[squares.get(each.name, 0) for each in search], *all_later, *marks)
        place = {each.name: at for at, each in enumerate(search, 1)}
        rows: list[str] = []
        for each in search:
            close = () if each.name in squares else near[each.name]
            pairs = "".join([f" {place[own]} {value}" for own, value in close])
            rows.append(f"{place[each.name]} {each.square}{pairs}\n")
        return values, "".join(rows).encode()


LAYOUT: Final = 6
"""Of the keys and what is in them. Processes that know another one have a line of their own until they are replaced."""

LEFT_BEHIND: Final = ("", "2:", "3:", "4:", "5:")
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
    return float(HEADER.unpack_from(profile)[LENGTH])


def since_of(profile: bytes) -> float:
    """When the search of a profile began, in epoch seconds."""
    return float(HEADER.unpack_from(profile)[SINCE])


def modest_of(profile: bytes) -> int:
    """How many millionths its owner ranks lower as a partner."""
    return int(HEADER.unpack_from(profile)[MODEST])


@cache
def _values(count: int) -> Struct:
    return Struct(f"<{count}d{count}I{count}B")


def rate_of(length: float) -> int:
    """What somebody's score is multiplied by, 1 / length, and no less: a byte of exponent and one of mantissa."""
    if length <= 0:
        return 0xFFFF
    mantissa, exponent = frexp(1 / length)
    return min(max(exponent + 127 << 8, 0) + ceil(512 * mantissa - 256), 0xFFFF)


def known_of(number: bytes, ticket: Ticket, sealed: bytes) -> bytes:
    """What the line knows of a member; line.lua describes it."""
    return number + f"{ticket.id}\0{','.join(sorted(ticket.languages))}\0".encode() + sealed


def sealed_in(known: bytes) -> bytes:
    """The ticket in that, sealed."""
    return known[known.index(0, known.index(0, NUMBER) + 1) + 1 :]
