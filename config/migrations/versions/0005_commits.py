"""Which unit of a process was the last to be committed, for when the answer to a COMMIT was lost."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'commits',
        sa.Column('writer', sa.String(length=24), nullable=False),
        sa.Column('number', sa.BigInteger(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('writer', name='pk_commits'),
    )
