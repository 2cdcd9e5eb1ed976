"""Messages whose authors are asked first, and what the two in a room agreed to: no more questions, to show something."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'held',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('member', sa.String(length=24), nullable=False),
        sa.Column('room', sa.String(length=24), nullable=False),
        sa.Column('body', sa.LargeBinary(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['member'], ['members.id'], name='fk_held_member', ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['room'], ['rooms.id'], name='fk_held_room', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_held'),
    )
    op.create_index('ix_held_member', 'held', ['member'], unique=False)
    op.create_index('ix_held_room', 'held', ['room'], unique=False)
    op.create_index('ix_held_at', 'held', ['at'], unique=False)
    op.add_column('seats', sa.Column('unguarded', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('seats', sa.Column('reveal', sa.LargeBinary(), nullable=True))
