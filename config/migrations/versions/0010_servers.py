"""servers"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'alliances',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('made_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_alliances'),
    )
    op.create_table(
        'servers',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('guild', sa.LargeBinary(), nullable=False),
        sa.Column('settings', sa.LargeBinary(), nullable=False),
        sa.Column('words', sa.LargeBinary(), nullable=True),
        sa.Column('alliance', sa.String(length=24), nullable=True),
        sa.Column('left_at', sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(['alliance'], ['alliances.id'], name='fk_servers_alliance', ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name='pk_servers'),
    )
    op.create_index('ix_servers_alliance', 'servers', ['alliance'], unique=False)
    op.create_index('ix_servers_left_at', 'servers', ['left_at'], unique=False)
    op.create_table(
        'server_bots',
        sa.Column('server', sa.String(length=32), nullable=False),
        sa.Column('account', sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(['server'], ['servers.id'], name='fk_server_bots_server', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('server', 'account', name='pk_server_bots'),
    )
    op.create_index('ix_server_bots_account', 'server_bots', ['account'], unique=False)
    op.create_table(
        'alliance_codes',
        sa.Column('hash', sa.LargeBinary(length=16), nullable=False),
        sa.Column('alliance', sa.String(length=24), nullable=False),
        sa.Column('until', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['alliance'], ['alliances.id'], name='fk_alliance_codes_alliance', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('hash', name='pk_alliance_codes'),
    )
    op.create_index('ix_alliance_codes_alliance', 'alliance_codes', ['alliance'], unique=False)
    op.create_index('ix_alliance_codes_until', 'alliance_codes', ['until'], unique=False)
    op.add_column('rooms', sa.Column('server', sa.LargeBinary(), nullable=True))
    op.add_column('seats', sa.Column('origin', sa.LargeBinary(), nullable=True))
