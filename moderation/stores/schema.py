"""The tables of moderation. Free text is sealed; people are MemberIds."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table, text

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

tags = Table(
    "tags",
    metadata,
    Column("room", String(24), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("message", String(24), nullable=False),
    Column("slot", Integer, nullable=False),
    Column("amended", Boolean, nullable=False),
    Column("files", Integer, nullable=False),
    Column("media", LargeBinary(16), nullable=False),
    Column("previous", LargeBinary(16), nullable=False),
    Column("tag", LargeBinary(16), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),  # the minute, in milliseconds
    sqlite_with_rowid=False,
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("case", String(24), nullable=False, index=True),
    Column("report", String(24)),
    Column("blob", LargeBinary, nullable=False),  # sealed under the case's key, which lies elsewhere
    Column("sha256", LargeBinary(32), nullable=False),  # of the blob
    Column("key_id", LargeBinary(8), nullable=False),  # which key of the case
    Column("verified_from", Integer),  # the longest stretch in which nothing is missing
    Column("verified_to", Integer),
    Column("created", BigInteger, nullable=False, index=True),
)
