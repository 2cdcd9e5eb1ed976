"""Links tell an author's own message from its copies, so that what was missed can be asked for since the last one."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('links', sa.Column('own', sa.Boolean(), nullable=False, server_default=sa.false()))
