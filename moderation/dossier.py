"""A case as a document for those who have a right to it: all that is kept of it and of what was merged into it, without
who anybody is."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from config.database import UnitOfWork
from config.ids import MemberId
from moderation.audit import Kind
from moderation.bench import Bench
from moderation.books import Books
from moderation.bundle import Exhibits
from moderation.cases import Case
from moderation.model import COMMAND_LINE, SYSTEM
from moderation.roles import Actor
from moderation.team import Team

FORMAT: Final = "bauta-case-1"


View = Callable[[UnitOfWork, str], Awaitable[Exhibits]]
"""What was frozen for a case (`moderation.evidence.Evidence.view`)."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """`text` is the document, JSON; `sha256`, in hex, is of its bytes in UTF-8, and stands in the audit log."""

    text: str = field(repr=False)
    sha256: str


def document(parts: Mapping[str, object]) -> Dossier:
    """The parts, and for each the SHA-256 of its JSON with sorted keys and no spaces (`jq -cSj .parts.NAME`)."""
    manifest = {name: hashlib.sha256(_canonical(part).encode()).hexdigest() for name, part in parts.items()}
    whole = {"format": FORMAT, "sha256": manifest, "parts": parts}
    text = _escaped(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    return Dossier(text, hashlib.sha256(text.encode()).hexdigest())


def _canonical(part: object) -> str:
    return _escaped(json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def _escaped(written: str) -> str:
    """Half a surrogate pair, which no file can hold, as JSON escapes it: what somebody wrote stops no document."""
    return written.encode("utf-8", "backslashreplace").decode()


class _Names:
    """People by the part they have in the case, always the same within one document."""

    def __init__(self, subject: MemberId | None) -> None:
        self._names: dict[MemberId, str] = {SYSTEM: "the system", COMMAND_LINE: "the operator"}
        self._counts: dict[str, int] = {}
        if subject is not None:
            self._names[subject] = "reported"

    def __call__(self, member: MemberId | None, part: str) -> str | None:
        if member is None:
            return None
        if member not in self._names:
            self._counts[part] = self._counts.get(part, 0) + 1
            self._names[member] = f"{part} {self._counts[part]}"
        return self._names[member]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")


async def export(unit: UnitOfWork, bench: Bench, team: Team, actor: Actor, approval: str, view: View) -> Dossier:
    """What a second person agreed to hand out. Raises as `Team.use`; the digest goes into the audit log."""
    granted = await team.use(unit, actor, approval)
    books = Books(unit)
    evidence = await view(unit, granted.case.id)
    made = document({**await _parts(books, granted.case), "evidence": _exhibits(evidence)})
    await books.audit.append(bench.now(), actor.member, Kind.EXPORTED, granted.case.id, note=f"sha256 {made.sha256}")
    return made


def _exhibits(kept: Exhibits) -> Mapping[str, object]:
    """What was said, by which side, how many minutes before the report, and whether it is proven to be just that."""
    return {
        "unreadable": kept.unreadable,
        "bundles": [
            {
                "report": bundle.report,
                "gaps": bundle.gaps,
                "messages": [
                    {
                        "by": exhibit.role.value,
                        "minutes_before": exhibit.minute,
                        "source": exhibit.source.value,
                        "pointed_at": exhibit.pointed,
                        "taken_back": exhibit.deleted,
                        "edited": exhibit.edited,
                        "versions": [
                            {
                                "text": version.text,
                                "files": [each.kind for each in version.media],
                                "verified": version.verified,
                            }
                            for version in (*exhibit.former, exhibit.latest)
                        ],
                    }
                    for exhibit in bundle.exhibits
                ],
            }
            for bundle in kept.bundles
        ],
    }


async def _parts(books: Books, case: Case) -> Mapping[str, object]:
    names = _Names(case.subject)
    whole = await books.cases.with_merged(case.id)
    reports = await books.reports.of(case.id)
    decisions = await books.rulings.decisions_of(*whole)
    lines = [line for each in whole for line in await books.audit.lines(case=each, limit=10_000)]
    return {
        "case": {
            "number": case.id,
            "reason": case.reason.value,
            "state": case.state.value,
            "queue": case.queue.value,
            "began": _time(case.created_at),
            "decided": _time(case.decided_at),
            "outcome": None if case.outcome is None else case.outcome.value,
            "legal_hold": case.legal_hold,
            "merged": list(whole[1:]),
            "merged_into": case.merged_into,
        },
        "reports": [
            {
                "number": each.number,
                "by": names(each.reporter, "reporter"),
                "reason": each.reason.value,
                "detail": None if each.detail is None else each.detail.value,
                "words": each.words,
                "at": _time(each.at),
            }
            for each in reports
        ],
        "decisions": [
            {
                "case": each.case,
                "by": names(each.actor, "moderator"),
                "with": names(each.second, "moderator"),
                "reason": each.reason.value,
                "detail": None if each.detail is None else each.detail.value,
                "measure": each.measure.value,
                "seconds": None if each.seconds is None else round(each.seconds),
                "note": each.note,
                "at": _time(each.at),
            }
            for each in decisions
        ],
        "sanctions": [
            {
                "measure": each.measure.value,
                "reason": each.reason.value,
                "since": _time(each.since),
                "until": _time(each.until),
            }
            for each in await books.sanctions.of_case(case.id)
        ],
        "log": [
            {
                "line": each.seq,
                "case": each.case,
                "at": _time(each.at),
                "by": names(each.actor, "moderator"),
                "what": each.kind,
                "before": each.before,
                "after": each.after,
                "note": each.note,
            }
            for each in sorted(lines, key=lambda line: line.seq)
        ],
    }
