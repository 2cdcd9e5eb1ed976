"""Which process serves which bot account."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'leases',
        sa.Column('platform', sa.String(length=16), nullable=False),
        sa.Column('account', sa.String(length=32), nullable=False),
        sa.Column('holder', sa.String(length=24), nullable=False),
        sa.Column('fence', sa.BigInteger(), nullable=False),
        sa.Column('renewals', sa.BigInteger(), nullable=False),
        sa.Column('heard_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('platform', 'account', name='pk_leases'),
    )
