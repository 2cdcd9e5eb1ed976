"""The tables of moderation. They forbid what must never happen: two open cases for one thing, two decisions under one
claim, two appeals against one sanction, a changed line in the audit log. Free text is sealed; people are MemberIds.

Times are integer milliseconds.
"""

from typing import Final

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    event,
    false,
    text,
)

import moderation.stores.kept  # noqa: F401 - all tables of moderation come with this module
from config.database import metadata
from moderation.cases import OPEN, State

_STATES: Final = ", ".join(f"'{state.value}'" for state in State)
_OPEN: Final = text(f"state IN ({', '.join(sorted(repr(state.value) for state in OPEN))})")
_STANDS: Final = text("lifted_at IS NULL AND until IS NULL")

cases = Table(
    "cases",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("subject", String(24), index=True),  # NULL once it is nobody's any more
    Column("reason", String(16), nullable=False),
    Column("server", String(32), nullable=False),  # fingerprint; "" where it began on none
    Column("state", String(16), nullable=False),
    Column("queue", String(16), nullable=False),
    Column("rank", Float, nullable=False),  # the priority without its bonus for age
    Column("due_at", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("holder", String(24), index=True),
    Column("claimed_at", BigInteger),
    Column("lease_until", BigInteger),
    Column("skips", Integer, nullable=False, server_default="0"),
    Column("legal_hold", Boolean, nullable=False, server_default=false()),
    Column("reporters", Integer, nullable=False),
    Column("decided_at", BigInteger),
    Column("outcome", String(16)),
    Column("seal_at", BigInteger),
    Column("purge_at", BigInteger),
    Column("merged_into", String(12)),
    Column("preserved_until", BigInteger),  # kept for the authorities until then, whatever is decided
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    CheckConstraint("state <> 'purged' OR NOT legal_hold", name="never_purged_under_hold"),
    CheckConstraint("(state IN ('claimed', 'claimed-appeal')) = (holder IS NOT NULL)", name="held_while_claimed"),
    CheckConstraint("(holder IS NULL) = (lease_until IS NULL)", name="a_claim_ends"),
    Index("uq_cases_open", "subject", "reason", "server", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    # All that a page of the queue is put in order by lies in the index: only the page's own rows are read.
    Index("ix_cases_queue", "state", "queue", "server", "rank", "created_at", "due_at", "id"),
    Index("ix_cases_lease_until", "lease_until"),
    Index("ix_cases_seal_at", "seal_at"),
    Index("ix_cases_purge_at", "purge_at"),
)

reports = Table(
    "reports",
    metadata,
    Column("number", String(12), primary_key=True),
    Column("reporter", String(24), nullable=False, index=True),
    Column("subject", String(24), nullable=False, index=True),
    Column("room", String(24), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("words", LargeBinary),  # sealed
    Column("at", BigInteger, nullable=False, index=True),
    Column("closed_at", BigInteger),
    Column("detail", String(24)),
    Column("case", String(12), ForeignKey("cases.id"), nullable=False, index=True),
    Column("outcome", String(16)),
    Index("uq_reports_once", "reporter", "room", "reason", unique=True),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("case", String(12), ForeignKey("cases.id"), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("actor", String(24), nullable=False, index=True),
    Column("second", String(24), index=True),
    Column("reason", String(16), nullable=False),
    Column("detail", String(24)),
    Column("measure", String(16), nullable=False),
    Column("seconds", Float),
    Column("note", LargeBinary),  # sealed
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("case", "fence"),  # one claim, one decision
    CheckConstraint("second IS NULL OR second <> actor", name="another_person"),
    CheckConstraint("measure <> 'ban' OR second IS NOT NULL", name="four_eyes_for_bans"),
)

sanctions = Table(
    "sanctions",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("member", String(24), nullable=False, index=True),
    Column("reason", String(16), nullable=False),
    Column("report", String(12)),
    Column("since", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("lifted_at", BigInteger),
    Column("told_at", BigInteger),  # when the running bot carried out what is new about it
    Column("measure", String(16), nullable=False),
    Column("detail", String(24)),
    Column("case", String(12), index=True),
    Column("decision", String(24), ForeignKey("decisions.id")),
    Column("server", String(32)),  # whose pool it is about; NULL: everywhere
    Column("strikes", Integer, nullable=False, server_default="0"),
    Column("review_at", BigInteger),
    Column("overturned", Boolean, nullable=False, server_default=false()),  # its strikes never counted
    Column("review_asked_at", BigInteger),  # since when moderators are asked whether it stands; NULL: they are not
    CheckConstraint("until IS NOT NULL OR review_at IS NOT NULL OR measure = 'warning'", name="ends_or_is_reviewed"),
    Index(
        "ix_sanctions_untold", "told_at", sqlite_where=text("told_at IS NULL"), postgresql_where=text("told_at IS NULL")
    ),
    Index("ix_sanctions_review_at", "review_at", sqlite_where=_STANDS, postgresql_where=_STANDS),
)

appeals = Table(
    "appeals",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("sanction", String(24), nullable=False, unique=True),
    Column("case", String(12), ForeignKey("cases.id"), nullable=False, index=True),
    Column("member", String(24), nullable=False, index=True),
    Column("words", LargeBinary),  # sealed
    Column("at", BigInteger, nullable=False),
    Column("decided_by", String(24), nullable=False),  # who decided what is appealed
    Column("ruling", String(16)),
    Column("ruled_by", String(24)),
    Column("ruled_at", BigInteger),
    CheckConstraint("ruled_by IS NULL OR ruled_by <> decided_by", name="somebody_else"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("case", String(12), ForeignKey("cases.id"), nullable=False, index=True),
    Column("action", String(16), nullable=False),
    Column("asked_by", String(24), nullable=False, index=True),
    Column("note", LargeBinary),  # sealed: why
    Column("at", BigInteger, nullable=False, index=True),
    Column("answered_by", String(24)),
    Column("answered_at", BigInteger),
    Column("granted", Boolean),
    Column("used_at", BigInteger),
    CheckConstraint("answered_by IS NULL OR answered_by <> asked_by", name="another_person"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("case", String(12), ForeignKey("cases.id"), nullable=False, index=True),
    Column("actor", String(24), nullable=False, index=True),
    Column("about", String(24), nullable=False),
    Column("words", LargeBinary, nullable=False),  # sealed
    Column("at", BigInteger, nullable=False),
)

moderators = Table(
    "moderators",
    metadata,
    Column("member", String(24), primary_key=True),
    Column("role", String(16), primary_key=True),
    Column("by", String(24), nullable=False),
    Column("at", BigInteger, nullable=False),
    CheckConstraint("member <> by", name="never_oneself"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("hash", LargeBinary(16), primary_key=True),  # of the code
    Column("role", String(16), nullable=False),
    Column("by", String(24), nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
)

news = Table(
    "news",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("member", String(24), index=True),  # who is to hear of it; NULL for cards
    Column("ref", String(24), nullable=False),  # of the report, the appeal or the case it is about
    Column("due_at", BigInteger, nullable=False, index=True),
    UniqueConstraint("kind", "ref"),  # what happens again before it was told is told once
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("actor", String(24), nullable=False, index=True),
    Column("kind", String(24), nullable=False),
    Column("case", String(12), index=True),
    Column("before", String(16)),
    Column("after", String(16)),
    Column("note", String(200), nullable=False),  # coded: never words of people
    Column("prev", LargeBinary(32), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),  # up to here lines may have been removed
    Column("mac", LargeBinary(32), nullable=False),  # of that line: what the next one follows
    Column("at", BigInteger, nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
)

audit_tail = Table(
    "audit_tail",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),  # of the last line
    Column("mac", LargeBinary(32), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("seal", LargeBinary(32), nullable=False),
)

APPEND_ONLY: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_keeps BEFORE DELETE ON audit "
        "WHEN old.seq > coalesce((SELECT max(seq) FROM audit_heads), 0) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF tg_op = 'DELETE' AND old.seq <= coalesce((SELECT max(seq) FROM audit_heads), 0) THEN RETURN old; END IF; "
        "RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
        "CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_refuses()",
    ),
}
"""By dialect: lines never change, and go only below a head that was written down before."""

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        _trigger = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(audit_heads, "after_create", _trigger)
