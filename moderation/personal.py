"""What moderation holds of people: what /export tells of it, what /delete erases, and what stays, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from config.database import UnitOfWork
from config.ids import MemberId
from config.personal import Gone, Personal, Stays, What, Withheld, Within
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.cases import Move
from moderation.discretion import as_told
from moderation.stores.kept import evidence, tags
from moderation.stores.schema import (
    appeals,
    approvals,
    audit,
    audit_heads,
    audit_tail,
    cases,
    decisions,
    invitations,
    moderators,
    news,
    notes,
    reports,
    sanctions,
)

AS_ANYBODY: Final = frozenset({Kind.FILED.value, Kind.JOINED.value, Move.APPEAL.value})
"""What members do, not moderators; and whether others reported the same person is nobody's to know."""


@dataclass(frozen=True, slots=True)
class Office:
    """What the functions work on: the books of one unit of work, the clock and the policy."""

    books: Books
    bench: Bench


class Rights:
    """What a member may see of themselves here, and have erased."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    async def stored(self, unit: UnitOfWork, member: MemberId) -> dict[str, object]:
        """What moderation holds that the member may see, as plain JSON values; times are epoch seconds."""
        office, told = Office(Books(unit), self._bench), dict[str, object]()
        for each in PERSONAL:
            if not isinstance(each.shows, Within | Withheld):
                told |= await each.shows(office, member)
        return told

    async def erase(self, unit: UnitOfWork, member: MemberId) -> None:
        """Forget what a member wrote here, and that they moderate; what others reported about them stays."""
        office = Office(Books(unit), self._bench)
        for each in PERSONAL:
            if each.forgets is not None:
                await each.forgets(office, member)


# --- reports ---


async def _reports(office: Office, member: MemberId) -> Mapping[str, object]:
    return {
        "reports_made": [
            {
                "number": each.number,
                "reason": each.reason.value,
                "detail": None if each.detail is None else each.detail.value,
                "words": each.words,
                "at": each.at.timestamp(),
                "outcome": None if each.outcome is None else each.outcome.value,
            }
            for each in await office.books.reports.made_by(member)
        ]
    }


async def _forget_words(office: Office, member: MemberId) -> None:
    await office.books.reports.forget_words(member)


# --- cases ---


async def _in_hand(office: Office, member: MemberId) -> Mapping[str, object]:
    return {"cases_in_hand": [each.id for each in await office.books.cases.held(member)]}


async def _give_back(office: Office, member: MemberId) -> None:
    await office.bench.take_back(office.books, await office.books.cases.held(member))


# --- sanctions and appeals ---


async def _sanctions(office: Office, member: MemberId) -> Mapping[str, object]:
    return {
        "sanctions": [
            {
                "measure": each.measure.value,
                "reason": each.reason.value,
                "detail": None if each.detail is None else each.detail.value,
                "since": each.since.timestamp(),
                "until": each.until.timestamp() if each.until else None,
                "lifted": None if lifted is None else lifted.timestamp(),
            }
            for each, lifted in [
                (as_told(stored), lifted) for stored, lifted in await office.books.sanctions.on_record(member)
            ]
        ]
    }


async def _appeals(office: Office, member: MemberId) -> Mapping[str, object]:
    return {
        "appeals": [
            {
                "words": each.words,
                "at": each.at.timestamp(),
                "ruling": None if each.ruling is None else each.ruling.value,
            }
            for each in await office.books.rulings.appeals_by(member)
        ]
    }


async def _forget_appeals(office: Office, member: MemberId) -> None:
    await office.books.rulings.forget_appeals(member)


# --- moderators ---


async def _roles(office: Office, member: MemberId) -> Mapping[str, object]:
    return {"moderation_roles": sorted(role.value for role in await office.books.team.roles(member))}


async def _leave(office: Office, member: MemberId) -> None:
    had = await office.books.team.leave(member)
    for role in sorted(had):
        await office.books.audit.append(office.bench.now(), member, Kind.LEFT, note=role.value)


async def _acts(office: Office, member: MemberId) -> Mapping[str, object]:
    return {
        "acts_as_moderator": [
            {"at": each.at.timestamp(), "what": each.kind, "case": each.case}
            for each in await office.books.audit.done_by(member)
            if each.kind not in AS_ANYBODY
        ]
    }


# --- what is to be told ---


async def _news(office: Office, member: MemberId) -> Mapping[str, object]:
    return {"still_to_be_told": await office.books.news.waiting_for(member)}


async def _forget_news(office: Office, member: MemberId) -> None:
    await office.books.news.forget(member)


_WORK: Final = (
    "Who decided has to be known while the decision counts, so that somebody else looks at an appeal. The id leads to "
    "nobody once the account is erased."
)
_IN_THE_LOG: Final = "What somebody did in moderation shows under acts_as_moderator."

PERSONAL: Final[Sequence[Personal[Office]]] = (
    Personal(
        reports,
        {"reporter": What.MEMBER, "subject": What.MEMBER, "room": What.ROOM, "words": What.SEALED,
         "detail": What.CODED},
        _reports,
        Stays("A report has to be decided, and what it said is needed while it can be appealed.", without=("words",)),
        _forget_words,
    ),
    Personal(
        cases,
        {"subject": What.MEMBER, "holder": What.MEMBER, "server": What.HASH},
        _in_hand,
        Stays("What others reported about somebody has to be decided, also when they leave; it is theirs to tell, and "
              "showing it would tell who reported.", without=("holder",)),
        _give_back,
    ),
    Personal(
        decisions,
        {"id": What.THING, "actor": What.MEMBER, "second": What.MEMBER, "detail": What.CODED, "note": What.SEALED},
        Withheld(_IN_THE_LOG),
        Stays(_WORK),
    ),
    Personal(
        sanctions,
        {"id": What.THING, "member": What.MEMBER, "detail": What.CODED, "decision": What.THING, "server": What.HASH},
        _sanctions,
        Stays("Otherwise erasing and coming back would end every ban."),
    ),
    Personal(
        appeals,
        {"id": What.THING, "sanction": What.THING, "member": What.MEMBER, "words": What.SEALED,
         "decided_by": What.MEMBER, "ruled_by": What.MEMBER},
        _appeals,
        Stays("There is one appeal for each sanction, and who ruled on it must not be who decided.",
              without=("words",)),
        _forget_appeals,
    ),
    Personal(
        approvals,
        {"id": What.THING, "asked_by": What.MEMBER, "answered_by": What.MEMBER, "note": What.SEALED},
        Withheld(_IN_THE_LOG),
        Stays(_WORK),
    ),
    Personal(
        notes,
        {"id": What.THING, "actor": What.MEMBER, "about": What.CODED, "words": What.SEALED},
        Withheld("What moderators wrote about somebody's case for each other."),
        Stays(_WORK),
    ),
    Personal(
        tags,
        {"room": What.ROOM, "message": What.THING, "media": What.HASH, "previous": What.HASH, "tag": What.HASH},
        Withheld("Codes from which nothing can be read."),
        Stays("So that what somebody said before can still be checked when the chat is reported, for 72 h."),
    ),
    Personal(
        evidence,
        {"id": What.THING, "case": What.THING, "report": What.THING, "blob": What.SEALED, "sha256": What.HASH,
         "key_id": What.HASH},
        Withheld("The last words of a chat that was reported, of both sides: it would show what the other said and who "
                 "reported."),
        Stays("Whoever reports something has a right to have it looked at; it is shredded with its case."),
    ),
    Personal(
        moderators,
        {"member": What.MEMBER, "by": What.MEMBER},
        _roles,
        Stays("From whom somebody else got a role is kept while they have it.", without=("member",)),
        _leave,
    ),
    Personal(
        invitations,
        {"hash": What.HASH, "by": What.MEMBER},
        Withheld(_IN_THE_LOG),
        Gone("worth nothing any more once who made it has left"),
    ),
    Personal(
        news,
        {"id": What.THING, "member": What.MEMBER, "ref": What.THING},
        _news,
        None,
        _forget_news,
    ),
    Personal(
        audit,
        {"actor": What.MEMBER, "kind": What.CODED, "note": What.MEMBER, "prev": What.THING, "mac": What.THING},
        _acts,
        Stays("A log that lets go of lines proves nothing. The id in it leads to nobody once the account is erased."),
    ),
    Personal(
        audit_heads,
        {"mac": What.THING, "seal": What.THING},
        Withheld("It names nobody."),
        Stays("It names nobody."),
    ),
    Personal(
        audit_tail,
        {"mac": What.THING, "seal": What.THING},
        Withheld("It names nobody."),
        Stays("It names nobody."),
    ),
)  # fmt: skip
"""Every table of moderation's, in the order in which they are told and erased."""
