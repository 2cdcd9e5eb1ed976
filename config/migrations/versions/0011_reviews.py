"""Since when moderators are asked whether a sanction without an end still stands, and an index to find the next ones."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

STANDS = sa.text('lifted_at IS NULL AND until IS NULL')


def upgrade() -> None:
    op.add_column('sanctions', sa.Column('review_asked_at', sa.BigInteger(), nullable=True))
    op.create_index(
        op.f('ix_sanctions_review_at'),
        'sanctions',
        ['review_at'],
        unique=False,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )

