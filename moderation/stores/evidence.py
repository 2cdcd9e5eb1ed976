"""Sealed bundles in SQL. What is in them, and who they are about, cannot be told from here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select

from config.database import UnitOfWork
from moderation.stores.kept import evidence


@dataclass(frozen=True, slots=True)
class Piece:
    """One bundle of a case. `stretch`: the numbers of the first and last message of its longest verified run.

    `key_id`: which key of the case it is sealed under. `created`: in milliseconds.
    """

    id: str
    case: str
    report: str | None
    blob: bytes = field(repr=False)
    sha256: bytes
    key_id: bytes
    stretch: tuple[int, int] | None
    created: int


class SqlEvidence:
    """All bundles, over one unit of work."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._db = unit.connection

    async def put(self, piece: Piece) -> None:
        first, last = piece.stretch or (None, None)
        await self._db.execute(
            insert(evidence).values(
                id=piece.id,
                case=piece.case,
                report=piece.report,
                blob=piece.blob,
                sha256=piece.sha256,
                key_id=piece.key_id,
                verified_from=first,
                verified_to=last,
                created=piece.created,
            )
        )

    async def of(self, *cases: str) -> Sequence[Piece]:
        """The earliest first."""
        query = select(evidence).where(evidence.c.case.in_(cases)).order_by(evidence.c.created, evidence.c.id)
        return [
            Piece(
                row.id,
                row.case,
                row.report,
                bytes(row.blob),
                bytes(row.sha256),
                bytes(row.key_id),
                None if row.verified_from is None else (row.verified_from, row.verified_to),
                row.created,
            )
            for row in await self._db.execute(query)
        ]

    async def cases(self, among: Collection[str]) -> frozenset[str]:
        """Those of the cases that have any evidence."""
        found: set[str] = set()
        asked = list(among)
        for at in range(0, len(asked), 500):
            query = select(evidence.c.case).where(evidence.c.case.in_(asked[at : at + 500])).distinct()
            found.update((await self._db.execute(query)).scalars())
        return frozenset(found)

    async def drop(self, cases: Collection[str]) -> int:
        """How many bundles went."""
        return (await self._db.execute(delete(evidence).where(evidence.c.case.in_(list(cases))))).rowcount
