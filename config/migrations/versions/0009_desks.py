"""Where moderators' cards go, which message is whose card, and what was disclosed and has to go again."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'desks',
        sa.Column('member', sa.String(length=24), nullable=False),
        sa.Column('scope', sa.String(length=32), nullable=False),
        sa.Column('private', sa.Boolean(), nullable=False),
        sa.Column('set_by', sa.String(length=24), nullable=True),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('digest', sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_desks_member'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('member', name=op.f('pk_desks')),
    )
    op.create_index(op.f('ix_desks_scope'), 'desks', ['scope'], unique=False)
    op.create_index(op.f('ix_desks_set_by'), 'desks', ['set_by'], unique=False)
    op.create_table(
        'cards',
        sa.Column('case', sa.String(length=12), nullable=False),
        sa.Column('desk', sa.String(length=24), nullable=False),
        sa.Column('message', sa.String(length=24), nullable=False),
        sa.Column('says', sa.String(length=64), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['desk'], ['desks.member'], name=op.f('fk_cards_desk'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('case', 'desk', name=op.f('pk_cards')),
    )
    op.create_index(op.f('ix_cards_desk'), 'cards', ['desk'], unique=False)
    op.create_table(
        'fleeting',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('message', sa.String(length=24), nullable=False),
        sa.Column('member', sa.String(length=24), nullable=False),
        sa.Column('lane', sa.String(length=24), nullable=False),
        sa.Column('native', sa.LargeBinary(), nullable=False),
        sa.Column('until', sa.BigInteger(), nullable=False),
        sa.Column('leaving', sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(['lane'], ['addresses.id'], name=op.f('fk_fleeting_lane'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['member'], ['members.id'], name=op.f('fk_fleeting_member'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_fleeting')),
    )
    for column in ('lane', 'member', 'message', 'until'):
        op.create_index(op.f(f'ix_fleeting_{column}'), 'fleeting', [column], unique=False)
