"""The tables of moderation. Free text is sealed; people are MemberIds."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, text

from config.database import metadata

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
    Index("uq_reports_once", "reporter", "room", unique=True),
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
    Index(
        "ix_sanctions_untold", "told_at", sqlite_where=text("told_at IS NULL"), postgresql_where=text("told_at IS NULL")
    ),
)
