"""Tickets for tests: spelled out in a line, or drawn by hypothesis from so small a world that people really meet."""

from hypothesis import strategies as st

from config.ids import MemberId, TicketId
from matching.appraisal import Appraiser
from matching.arrivals import Arrivals
from matching.policy import Policy
from matching.ticket import ANY_GENDER, Gender, Pool, Ticket, Wishes
from matching.worth import Worth, cosine, sign_of

TOWN = Pool("global", "18+")
ELSEWHERE = Pool("server", "18+")
INTERESTS = ("chess", "go", "hiking", "jazz", "tea", "chess960")
NAMES = ("ann", "bob", "cleo", "dan", "eve", "fay", "gil", "hal")
GENDERS = list(Gender)


def ticket(
    name: str,
    *named: str,
    interests: tuple[str, ...] = (),
    since: float = 0.0,
    number: int = 0,
    pool: Pool = TOWN,
    languages: tuple[str, ...] = ("en",),
    gender: Gender | None = None,
    age: int | None = None,
    wants: tuple[Gender, ...] = tuple(Gender),
    ages: tuple[int, int] | None = None,
    avoid: tuple[str, ...] = (),
    platform: str | None = None,
    server: str | None = None,
    same_platform: bool = False,
    same_server: bool = False,
) -> Ticket:
    """The ticket of somebody who speaks English and wishes nothing, but for what is said otherwise."""
    return Ticket(
        id=TicketId(f"{name}-{number}"),
        member=MemberId(name),
        pool=pool,
        interests=(*named, *interests),
        languages=frozenset(languages),
        gender=gender,
        age=age,
        wishes=Wishes(frozenset(wants), ages, same_platform, same_server),
        avoid=frozenset(map(MemberId, avoid)),
        since=since,
        platform=platform,
        server=server,
    )


def busy(policy: Policy, now: float, pool: Pool = TOWN) -> Appraiser:
    """An appraiser that has just seen ten people a second come, who all like music and every tenth of them opera."""
    appraiser = Appraiser(policy)
    bustle(appraiser, now, pool)
    return appraiser


def bustle(appraiser: Appraiser, now: float, pool: Pool = TOWN) -> None:
    """Let them come in the minute before `now`."""
    for number in range(600):
        named = ("music",) if number % 10 else ("music", "opera")
        appraiser.newcomer(ticket(f"passer-by {number}", *named, pool=pool), now - 60 + number / 10)


class SetWeights:
    """What the interests of tests weigh, whoever comes."""

    def __init__(self) -> None:
        self.squares = {name: (2 + at) ** 2 * 1000 for at, name in enumerate(INTERESTS)}
        self.arrivals = Arrivals()
        self.arrivals.weigh = lambda name: Worth(self.squares[name], name, 0.1, sign_of(name))

    def score(self, one: Ticket, other: Ticket) -> int:
        shared = sum(self.squares[name] for name in set(one.interests) & set(other.interests))
        lengths = [sum(self.squares[name] for name in each.interests) ** 0.5 for each in (one, other)]
        return cosine(shared, *lengths)


def lists_of_interests() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(INTERESTS), unique=True, max_size=4).map(tuple)


def wishes() -> st.SearchStrategy[Wishes]:
    ages = st.tuples(st.integers(18, 22), st.integers(0, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))
    genders = st.one_of(st.just(ANY_GENDER), st.frozensets(st.sampled_from(GENDERS), min_size=1))
    rarely = st.sampled_from((False, False, True))
    ages = st.one_of(st.none(), st.none(), ages)
    return st.builds(Wishes, genders=genders, ages=ages, same_platform=rarely, same_server=rarely)


@st.composite
def tickets(
    draw: st.DrawFn, names: tuple[str, ...] = NAMES, pools: tuple[Pool, ...] = (TOWN, TOWN, ELSEWHERE)
) -> Ticket:
    """Anybody's ticket; two of them may well be the same person's, or the best of fits."""
    name = draw(st.sampled_from(names))
    return Ticket(
        id=TicketId(f"{name}-{draw(st.integers(0, 3))}"),
        member=MemberId(name),
        pool=draw(st.sampled_from(pools)),
        interests=draw(lists_of_interests()),
        languages=draw(st.frozensets(st.sampled_from(("en", "de")), max_size=2)),
        gender=draw(st.one_of(st.none(), st.sampled_from(GENDERS))),
        age=draw(st.one_of(st.none(), st.integers(18, 26))),
        wishes=draw(st.one_of(st.just(Wishes()), wishes())),
        avoid=frozenset(map(MemberId, draw(st.lists(st.sampled_from(names), max_size=2)))),
        since=float(draw(st.integers(0, 20))),
        platform=draw(st.sampled_from((None, "web", "telegram"))),
        server=draw(st.sampled_from((None, "one", "two"))),
    )


def sociable(names: tuple[str, ...] = NAMES) -> st.SearchStrategy[Ticket]:
    """Tickets of people of whom most may meet most others."""
    return st.builds(
        ticket,
        st.sampled_from(names),
        interests=st.lists(st.sampled_from(INTERESTS), unique=True, max_size=3).map(tuple),
        since=st.integers(0, 9).map(float),
        pool=st.sampled_from((TOWN, TOWN, TOWN, TOWN, ELSEWHERE)),
        languages=st.sampled_from((("en",), ("en",), ("en", "de"), ("de",))),
        gender=st.sampled_from((None, None, *GENDERS)),
        wants=st.sampled_from((tuple(GENDERS), tuple(GENDERS), tuple(GENDERS), (Gender.MAN, Gender.OTHER))),
        avoid=st.sampled_from(((), (), (), *((name,) for name in names))),
        platform=st.sampled_from(("web", "telegram")),
        server=st.sampled_from((None, None, "one")),
        same_platform=st.sampled_from((False, False, False, True)),
        same_server=st.sampled_from((False, False, False, False, True)),
    )
