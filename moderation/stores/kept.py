"""The tables of evidence: what proves that something was said, and what was kept of it for a case."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Table

from config.database import metadata

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
