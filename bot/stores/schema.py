"""The tables of bot/. They forbid what must never happen: two seats for one member, handling or queuing a thing twice.

Native ids appear only as HMAC (to find) and sealed (to use); everything personal is sealed. Times are integer
milliseconds.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
)

from config.database import metadata

Moment = BigInteger

members = Table(
    "members",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("language", String(12), nullable=False),
    Column("agreed_at", Moment),
    Column("locked", Boolean, nullable=False, default=False),
    Column("profile", LargeBinary),  # sealed: interests, languages, gender, age, wishes
    Column("pending", LargeBinary),  # sealed: what waits for the member's next answer
    Column("lane", String(24)),  # the latest address
    Column("forget_at", Moment, index=True),  # erased: the address goes then at the latest
)

identities = Table(
    "identities",
    metadata,
    Column("hash", LargeBinary(16), primary_key=True),
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
)

addresses = Table(
    "addresses",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("platform", String(16), nullable=False),
    Column("account", String(32), nullable=False),
    Column("hash", LargeBinary(16), nullable=False, unique=True),
    Column("chat", LargeBinary, nullable=False),  # sealed
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("wish", LargeBinary, nullable=False),  # sealed: the ticket itself
    Column("since", Moment, nullable=False, index=True),
    Column("notice", String(24)),
    Column("until", Moment, nullable=False, index=True),  # when the search ends, unless it is kept up
    Column("asked", Boolean, nullable=False, server_default=false()),  # its notice asks whether to go on
    Column("choosy", Boolean, nullable=False, server_default=false()),  # its notice said that it would widen
)

alerts = Table(
    "alerts",
    metadata,
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("wish", LargeBinary, nullable=False),  # sealed: the ticket of whoever wants to be told
    Column("asked_at", Moment, nullable=False, index=True),
    Column("until", Moment, nullable=False, index=True),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("first", String(24), nullable=False, index=True),
    Column("second", String(24), nullable=False, index=True),
    Column("shared", LargeBinary),  # sealed: the interests both named, while the room is open
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment, index=True),
    Column("server", LargeBinary),  # sealed: the fingerprint of the server that both came from
    CheckConstraint("first <> second", name="two_people"),
)

seats = Table(
    "seats",
    metadata,
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),
    Column("room", String(24), ForeignKey("rooms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("partner", String(24), ForeignKey("members.id"), nullable=False, unique=True),
    Column(
        "unguarded", Boolean, nullable=False, server_default=false()
    ),  # agreed that nothing is asked before it goes on
    Column("reveal", LargeBinary),  # sealed: what this side would show, until the other does, too
    Column("origin", LargeBinary),  # sealed: the fingerprint of the server this side came from
    CheckConstraint("member <> partner", name="never_oneself"),
)

held = Table(
    "held",
    metadata,
    Column("id", String(24), primary_key=True),  # the message's own name
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("room", String(24), ForeignKey("rooms.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("at", Moment, nullable=False, index=True),
)

blocks = Table(
    "blocks",
    metadata,
    Column("member", String(24), primary_key=True),
    Column("blocked", String(24), primary_key=True, index=True),
    Column("at", Moment, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("key", LargeBinary(16), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),  # grows: the order within a lane
    Column("id", String(24), nullable=False, unique=True),
    Column("lane", String(24), nullable=False),
    Column("room", String(24), index=True),  # set for what a partner said: the end of the room may withdraw it
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("state", String(8), nullable=False),
    Column("attempt", Integer, nullable=False, default=0),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("lane", "seq"),
    CheckConstraint("state IN ('ready', 'sending', 'unsure')", name="state"),
)

links = Table(
    "links",
    metadata,
    Column("hash", LargeBinary(16), primary_key=True),  # of lane and native message id
    Column("message", String(24), nullable=False),
    Column("lane", String(24), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("native", LargeBinary, nullable=False),  # sealed
    Column("room", String(24)),
    Column("at", Moment, nullable=False, index=True),
    Column("own", Boolean, nullable=False, server_default=false()),  # the author's own message, not a copy of it
    Index("ix_links_message_lane", "message", "lane", "part"),
)

files = Table(
    "files",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("data", LargeBinary, nullable=False),  # sealed
    Column("at", Moment, nullable=False, index=True),
)

leases = Table(
    "leases",
    metadata,
    Column("platform", String(16), primary_key=True),
    Column("account", String(32), primary_key=True),
    Column("holder", String(24), nullable=False),  # a process; empty when it gave the account up
    Column("fence", BigInteger, nullable=False),
    Column("renewals", BigInteger, nullable=False),
    Column("heard_at", Moment, nullable=False),
)

alliances = Table(
    "alliances",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("made_at", Moment, nullable=False),
)

servers = Table(
    "servers",
    metadata,
    Column("id", String(32), primary_key=True),  # its fingerprint
    Column("guild", LargeBinary, nullable=False),  # sealed: its native id
    Column("settings", LargeBinary, nullable=False),  # sealed
    Column("words", LargeBinary),  # sealed
    Column("alliance", String(24), ForeignKey("alliances.id", ondelete="SET NULL"), index=True),
    Column("left_at", Moment, index=True),
)

server_bots = Table(
    "server_bots",
    metadata,
    Column("server", String(32), ForeignKey("servers.id", ondelete="CASCADE"), primary_key=True),
    Column("account", String(32), primary_key=True, index=True),  # a bot that is there
)

alliance_codes = Table(
    "alliance_codes",
    metadata,
    Column("hash", LargeBinary(16), primary_key=True),  # of the code
    Column("alliance", String(24), ForeignKey("alliances.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("until", Moment, nullable=False, index=True),
)

desks = Table(
    "desks",
    metadata,
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), primary_key=True),  # where cards go
    Column("scope", String(32), nullable=False, index=True),  # "global", or a server's fingerprint
    Column("private", Boolean, nullable=False),  # the chat of a person, not a member made for a channel or group
    Column("set_by", String(24), index=True),
    Column("at", Moment, nullable=False),
    Column("digest", String(24)),  # the message that stands for cases without a card
)

cards = Table(
    "cards",
    metadata,
    Column("case", String(12), primary_key=True),
    Column("desk", String(24), ForeignKey("desks.member", ondelete="CASCADE"), primary_key=True, index=True),
    Column("message", String(24), nullable=False),
    Column("says", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

fleeting = Table(
    "fleeting",
    metadata,
    Column("id", String(24), primary_key=True),
    Column("message", String(24), nullable=False, index=True),  # what was disclosed, of which this is a part
    Column("member", String(24), ForeignKey("members.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("lane", String(24), ForeignKey("addresses.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("native", LargeBinary, nullable=False),  # sealed
    Column("until", Moment, nullable=False, index=True),
    Column("leaving", Boolean, nullable=False, server_default=false()),
)
