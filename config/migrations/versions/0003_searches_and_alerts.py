"""A search has an end of its own, which can be put off; and people can ask to be told when somebody comes."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

LASTED = 1_800_000  # milliseconds for which a search went on until now


def upgrade() -> None:
    with op.batch_alter_table('tickets') as tickets:
        tickets.add_column(sa.Column('until', sa.BigInteger(), nullable=True))
        tickets.add_column(sa.Column('asked', sa.Boolean(), nullable=False, server_default=sa.false()))
        tickets.add_column(sa.Column('choosy', sa.Boolean(), nullable=False, server_default=sa.false()))
        tickets.drop_column('widened')
    op.execute(f'UPDATE tickets SET until = since + {LASTED}')
    with op.batch_alter_table('tickets') as tickets:
        tickets.alter_column('until', existing_type=sa.BigInteger(), nullable=False)
    op.create_index('ix_tickets_until', 'tickets', ['until'])
    op.create_table(
        'alerts',
        sa.Column('member', sa.String(length=24), nullable=False),
        sa.Column('wish', sa.LargeBinary(), nullable=False),
        sa.Column('asked_at', sa.BigInteger(), nullable=False),
        sa.Column('until', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['member'], ['members.id'], name='fk_alerts_member', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('member', name='pk_alerts'),
    )
    op.create_index('ix_alerts_asked_at', 'alerts', ['asked_at'])
    op.create_index('ix_alerts_until', 'alerts', ['until'])
