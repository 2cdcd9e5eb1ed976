"""What was said in a room, as tags that tell nothing; and, sealed for each case, what was reported."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'tags',
        sa.Column('room', sa.String(length=24), nullable=False),
        sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('message', sa.String(length=24), nullable=False),
        sa.Column('slot', sa.Integer(), nullable=False),
        sa.Column('amended', sa.Boolean(), nullable=False),
        sa.Column('files', sa.Integer(), nullable=False),
        sa.Column('media', sa.LargeBinary(length=16), nullable=False),
        sa.Column('previous', sa.LargeBinary(length=16), nullable=False),
        sa.Column('tag', sa.LargeBinary(length=16), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('room', 'seq', name='pk_tags'),
        sqlite_with_rowid=False,
    )
    op.create_index('ix_tags_at', 'tags', ['at'], unique=False)
    op.create_table(
        'evidence',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('case', sa.String(length=24), nullable=False),
        sa.Column('report', sa.String(length=24), nullable=True),
        sa.Column('blob', sa.LargeBinary(), nullable=False),
        sa.Column('sha256', sa.LargeBinary(length=32), nullable=False),
        sa.Column('key_id', sa.LargeBinary(length=8), nullable=False),
        sa.Column('verified_from', sa.Integer(), nullable=True),
        sa.Column('verified_to', sa.Integer(), nullable=True),
        sa.Column('created', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_evidence'),
    )
    op.create_index('ix_evidence_case', 'evidence', ['case'], unique=False)
    op.create_index('ix_evidence_created', 'evidence', ['created'], unique=False)
