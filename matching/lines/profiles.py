"""What Redis is told about a ticket: enough to search by, and nothing to read. find.lua unpacks it.

Interests, platform and server go in disguise (keyed hashes), the ticket itself sealed: whoever reads the Redis learns
random names, ages, genders and languages, and which of them have something in common.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import inf
from struct import Struct

from pydantic import TypeAdapter

from matching.appraisal import Appraised
from matching.rules import Terms
from matching.ticket import Pool, Ticket

HEADER = Struct("<BBBIII8s8sddIIHH")
"""gender, genders, close, age, youngest, oldest, platform, server, since, length, reserve, modest, and where in the
profile the names and the avoided begin (from one up, as Lua counts)."""

NO_WISH = 2**32 - 1  # as the oldest age that is welcome; an unstated age is 0, a stated one is one more than it is
OLDEST = 2**32 - 3
UNKNOWN = bytes(8)

_TICKET = TypeAdapter(Ticket)


@dataclass(frozen=True, slots=True)
class Secrets:
    """How tickets are kept from whoever reads the Redis. `disguise` gives equal texts equal names without zeros."""

    disguise: Callable[[str], str]
    seal: Callable[[bytes], bytes]
    open: Callable[[bytes], bytes]


def in_the_open(key: bytes = b"") -> Secrets:
    """For tests and measurements: disguised by a key, and not sealed."""
    return Secrets(lambda text: blake2b(text.encode(), key=key, digest_size=8).hexdigest(), bytes, bytes)


class Profiles:
    """Tickets as Redis has them."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets
        self._disguised: dict[str, str] = {}

    def disguise(self, text: str) -> str:
        found = self._disguised.get(text)
        if found is None:
            if len(self._disguised) > 50_000:
                self._disguised.clear()
            found = self._disguised[text] = self._secrets.disguise(text)
        return found

    def seal(self, ticket: Ticket) -> bytes:
        return self._secrets.seal(_TICKET.dump_json(ticket))

    def open(self, sealed: bytes) -> Ticket:
        return _TICKET.validate_json(self._secrets.open(sealed))

    def profile(self, ticket: Ticket, appraised: Appraised) -> bytes:
        names = "".join([ticket.member, "\0", *[f"{self.disguise(name)}\0" for name in ticket.interests]]).encode()
        avoid = "\0".join(["", *sorted(ticket.avoid), ""]).encode() if ticket.avoid else b""
        terms = appraised.kind.terms
        close = terms.same_platform + 2 * terms.same_server
        place = HEADER.size + 1
        head = HEADER.pack(
            terms.gender,
            terms.genders,
            close,
            *_ages(terms),
            self._name(terms.platform),
            self._name(terms.server),
            ticket.since,
            appraised.length,
            appraised.reserve,
            appraised.modest,
            place,
            place + len(names),
        )
        return head + names + avoid

    def _name(self, text: str | None) -> bytes:
        return UNKNOWN if text is None else blake2b(self.disguise(text).encode(), digest_size=8).digest()

    def keys(self, pool: Pool, tongues: Sequence[str], interests: Sequence[str]) -> list[str]:
        """The keys that a ticket of this pool is found by: for each language the queues, and a posting per interest."""
        tag = tag_of(pool)
        names = [self.disguise(name) for name in interests]
        found: list[str] = []
        for tongue in tongues:
            found += (f"{tag}easy:{tongue}", f"{tag}choosy:{tongue}")
            found += [f"{tag}{tongue}:{name}" for name in names]
        return found

    def seeker(self, ticket: Ticket, appraised: Appraised, number: str, profile: bytes) -> list[str | bytes | int]:
        """The arguments that find.lua reads as `seeker`."""
        args: list[str | bytes | int] = [
            profile,
            ticket.member,
            number,
            len(appraised.kind.tongues),
            len(appraised.squares),
            appraised.every,
            appraised.brings,
            len(appraised.search),
        ]
        for minus, name, _ in appraised.search:
            own = appraised.squares.get(name, 0)
            close = () if own or appraised.near is None else appraised.near[name]
            args += (self.disguise(name), own, -minus, len(close))
            for each, value in close:
                args += (self.disguise(each), value)
        return args


def tag_of(pool: Pool) -> str:
    """How all keys of a pool begin: in a cluster, what stands in braces keeps them together."""
    return f"bauta:{{{pool.scope}/{pool.age_band}}}:"


FIXED = ("meta", "waiting", "sealed", "members", "held", "claims", "stale", "due")


def fixed_keys(pool: Pool) -> list[str]:
    """The keys that every call in a pool touches, in the order find.lua has them."""
    tag = tag_of(pool)
    return [tag + name for name in FIXED]


def length_of(profile: bytes) -> float:
    """The length of a profile's interests as a vector of weights."""
    return float(HEADER.unpack_from(profile)[9])


def since_of(profile: bytes) -> float:
    """When the search of a profile began, in epoch seconds."""
    return float(HEADER.unpack_from(profile)[8])


def modest_of(profile: bytes) -> int:
    """How many millionths its owner ranks lower as a partner."""
    return int(HEADER.unpack_from(profile)[11])


def _ages(terms: Terms) -> tuple[int, int, int]:
    age = 0 if terms.age < 0 else min(int(terms.age), OLDEST) + 1
    if terms.youngest == -inf:
        return age, 0, NO_WISH
    return age, min(int(terms.youngest), OLDEST) + 1, min(int(terms.oldest), OLDEST) + 1
