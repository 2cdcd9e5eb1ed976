"""Cases, decisions, sanctions of several kinds, appeals, moderators, and the audit log. Reports of before become cases."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

OPEN = "state IN ('claimed', 'escalated', 'legal-hold', 'new', 'quarantined', 'queued')"
TRIGGERS = {
    'sqlite': (
        "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
        "CREATE TRIGGER audit_keeps BEFORE DELETE ON audit "
        "WHEN old.seq > coalesce((SELECT max(seq) FROM audit_heads), 0) "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    ),
    'postgresql': (
        "CREATE FUNCTION audit_refuses() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF tg_op = 'DELETE' AND old.seq <= coalesce((SELECT max(seq) FROM audit_heads), 0) THEN RETURN old; END IF; "
        "RAISE EXCEPTION 'the audit log is append-only'; END $$",
        "CREATE TRIGGER audit_keeps BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuses()",
        "CREATE TRIGGER audit_stays BEFORE TRUNCATE ON audit EXECUTE FUNCTION audit_refuses()",
    ),
}


def upgrade() -> None:
    op.create_table(
        'cases',
        sa.Column('id', sa.String(length=12), nullable=False),
        sa.Column('subject', sa.String(length=24), nullable=True),
        sa.Column('reason', sa.String(length=16), nullable=False),
        sa.Column('server', sa.String(length=32), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('queue', sa.String(length=16), nullable=False),
        sa.Column('rank', sa.Float(), nullable=False),
        sa.Column('due_at', sa.BigInteger(), nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('fence', sa.Integer(), nullable=False),
        sa.Column('holder', sa.String(length=24), nullable=True),
        sa.Column('claimed_at', sa.BigInteger(), nullable=True),
        sa.Column('lease_until', sa.BigInteger(), nullable=True),
        sa.Column('skips', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('legal_hold', sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column('reporters', sa.Integer(), nullable=False),
        sa.Column('decided_at', sa.BigInteger(), nullable=True),
        sa.Column('outcome', sa.String(length=16), nullable=True),
        sa.Column('seal_at', sa.BigInteger(), nullable=True),
        sa.Column('purge_at', sa.BigInteger(), nullable=True),
        sa.Column('merged_into', sa.String(length=12), nullable=True),
        sa.Column('preserved_until', sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('new', 'queued', 'claimed', 'escalated', 'quarantined', 'decided', 'appealed', "
            "'claimed-appeal', 'legal-hold', 'merged', 'sealed', 'purged')",
            name='ck_cases_state',
        ),
        sa.CheckConstraint("state <> 'purged' OR NOT legal_hold", name='ck_cases_never_purged_under_hold'),
        sa.CheckConstraint(
            "(state IN ('claimed', 'claimed-appeal')) = (holder IS NOT NULL)", name='ck_cases_held_while_claimed'
        ),
        sa.CheckConstraint('(holder IS NULL) = (lease_until IS NULL)', name='ck_cases_a_claim_ends'),
        sa.PrimaryKeyConstraint('id', name='pk_cases'),
    )
    op.create_index('ix_cases_subject', 'cases', ['subject'])
    op.create_index('ix_cases_holder', 'cases', ['holder'])
    op.create_index(
        'uq_cases_open', 'cases', ['subject', 'reason', 'server'], unique=True,
        sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN),
    )
    op.create_index('ix_cases_queue', 'cases', ['state', 'queue', 'server', 'rank', 'created_at', 'due_at', 'id'])
    for column in ('lease_until', 'seal_at', 'purge_at'):
        op.create_index(f'ix_cases_{column}', 'cases', [column])

    _reports()
    op.create_table(
        'decisions',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('case', sa.String(length=12), nullable=False),
        sa.Column('fence', sa.Integer(), nullable=False),
        sa.Column('actor', sa.String(length=24), nullable=False),
        sa.Column('second', sa.String(length=24), nullable=True),
        sa.Column('reason', sa.String(length=16), nullable=False),
        sa.Column('detail', sa.String(length=24), nullable=True),
        sa.Column('measure', sa.String(length=16), nullable=False),
        sa.Column('seconds', sa.Float(), nullable=True),
        sa.Column('note', sa.LargeBinary(), nullable=True),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('second IS NULL OR second <> actor', name='ck_decisions_another_person'),
        sa.CheckConstraint("measure <> 'ban' OR second IS NOT NULL", name='ck_decisions_four_eyes_for_bans'),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name='fk_decisions_case'),
        sa.PrimaryKeyConstraint('id', name='pk_decisions'),
        sa.UniqueConstraint('case', 'fence', name='uq_decisions_case_fence'),
    )
    op.create_index('ix_decisions_actor', 'decisions', ['actor'])
    op.create_index('ix_decisions_second', 'decisions', ['second'])
    _sanctions()
    op.create_table(
        'appeals',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('sanction', sa.String(length=24), nullable=False),
        sa.Column('case', sa.String(length=12), nullable=False),
        sa.Column('member', sa.String(length=24), nullable=False),
        sa.Column('words', sa.LargeBinary(), nullable=True),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('decided_by', sa.String(length=24), nullable=False),
        sa.Column('ruling', sa.String(length=16), nullable=True),
        sa.Column('ruled_by', sa.String(length=24), nullable=True),
        sa.Column('ruled_at', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('ruled_by IS NULL OR ruled_by <> decided_by', name='ck_appeals_somebody_else'),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name='fk_appeals_case'),
        sa.PrimaryKeyConstraint('id', name='pk_appeals'),
        sa.UniqueConstraint('sanction', name='uq_appeals_sanction'),
    )
    op.create_index('ix_appeals_case', 'appeals', ['case'])
    op.create_index('ix_appeals_member', 'appeals', ['member'])
    op.create_table(
        'approvals',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('case', sa.String(length=12), nullable=False),
        sa.Column('action', sa.String(length=16), nullable=False),
        sa.Column('asked_by', sa.String(length=24), nullable=False),
        sa.Column('note', sa.LargeBinary(), nullable=True),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('answered_by', sa.String(length=24), nullable=True),
        sa.Column('answered_at', sa.BigInteger(), nullable=True),
        sa.Column('granted', sa.Boolean(), nullable=True),
        sa.Column('used_at', sa.BigInteger(), nullable=True),
        sa.CheckConstraint('answered_by IS NULL OR answered_by <> asked_by', name='ck_approvals_another_person'),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name='fk_approvals_case'),
        sa.PrimaryKeyConstraint('id', name='pk_approvals'),
    )
    for column in ('case', 'asked_by', 'at'):
        op.create_index(f'ix_approvals_{column}', 'approvals', [column])
    op.create_table(
        'notes',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('case', sa.String(length=12), nullable=False),
        sa.Column('actor', sa.String(length=24), nullable=False),
        sa.Column('about', sa.String(length=24), nullable=False),
        sa.Column('words', sa.LargeBinary(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['case'], ['cases.id'], name='fk_notes_case'),
        sa.PrimaryKeyConstraint('id', name='pk_notes'),
    )
    for column in ('case', 'actor'):
        op.create_index(f'ix_notes_{column}', 'notes', [column])
    op.create_table(
        'moderators',
        sa.Column('member', sa.String(length=24), nullable=False),
        sa.Column('role', sa.String(length=16), nullable=False),
        sa.Column('by', sa.String(length=24), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('member <> by', name='ck_moderators_never_oneself'),
        sa.PrimaryKeyConstraint('member', 'role', name='pk_moderators'),
    )
    op.create_table(
        'invitations',
        sa.Column('hash', sa.LargeBinary(length=16), nullable=False),
        sa.Column('role', sa.String(length=16), nullable=False),
        sa.Column('by', sa.String(length=24), nullable=False),
        sa.Column('until', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('hash', name='pk_invitations'),
    )
    op.create_index('ix_invitations_until', 'invitations', ['until'])
    op.create_table(
        'news',
        sa.Column('id', sa.String(length=24), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('member', sa.String(length=24), nullable=True),
        sa.Column('ref', sa.String(length=24), nullable=False),
        sa.Column('due_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_news'),
        sa.UniqueConstraint('kind', 'ref', name='uq_news_kind_ref'),
    )
    op.create_index('ix_news_member', 'news', ['member'])
    op.create_index('ix_news_due_at', 'news', ['due_at'])
    _audit()


ROUTES = """
    CASE reason WHEN 'minor' THEN 'child-safety'
    WHEN 'threats' THEN 'urgent' WHEN 'private-data' THEN 'urgent' WHEN 'self-harm' THEN 'urgent' ELSE 'standard' END,
    CASE reason WHEN 'minor' THEN 100 WHEN 'threats' THEN 80 WHEN 'self-harm' THEN 80 WHEN 'private-data' THEN 70
    WHEN 'sexual' THEN 60 WHEN 'hate' THEN 50 WHEN 'harassment' THEN 45 WHEN 'spam' THEN 20 ELSE 40 END
"""
"""Queue and rank by reason, as the policy that came with this version had them."""
WAITS = "CASE reason WHEN 'minor' THEN 'quarantined' ELSE 'queued' END"
BY = """
    CASE reason WHEN 'minor' THEN 3600000
    WHEN 'threats' THEN 14400000 WHEN 'private-data' THEN 14400000 WHEN 'self-harm' THEN 14400000 ELSE 86400000 END
"""
ACTED = "number IN (SELECT report FROM sanctions WHERE report IS NOT NULL)"
COLUMNS = (
    "INSERT INTO cases (id, subject, reason, server, state, queue, rank, due_at, created_at, version, fence, reporters, "
    "decided_at, outcome, seal_at, purge_at) "
)


def _reports() -> None:
    """Open reports of one kind about one member become a case, each closed one has a case of its own."""
    op.add_column('reports', sa.Column('detail', sa.String(length=24), nullable=True))
    op.add_column('reports', sa.Column('case', sa.String(length=12), nullable=True))
    op.add_column('reports', sa.Column('outcome', sa.String(length=16), nullable=True))
    op.drop_index('uq_reports_once', table_name='reports')
    op.execute(
        f"{COLUMNS} SELECT substr(min(number), 3), subject, reason, '', {WAITS}, {ROUTES}, min(at) + {BY}, min(at), "
        "1, 0, count(DISTINCT reporter), NULL, NULL, NULL, NULL FROM reports WHERE closed_at IS NULL "
        "GROUP BY subject, reason"
    )
    op.execute(
        "UPDATE reports SET \"case\" = (SELECT id FROM cases WHERE cases.subject = reports.subject AND "
        "cases.reason = reports.reason) WHERE closed_at IS NULL"
    )
    op.execute(
        f"{COLUMNS} SELECT substr(number, 3), subject, reason, '', 'decided', {ROUTES}, at + {BY}, at, 1, 0, 1, "
        f"closed_at, CASE WHEN {ACTED} THEN 'acted' ELSE 'no-violation' END, closed_at + 2592000000, "
        f"closed_at + CASE WHEN {ACTED} THEN 7776000000 ELSE 2592000000 END "
        "FROM reports WHERE closed_at IS NOT NULL"
    )
    op.execute("UPDATE reports SET \"case\" = substr(number, 3) WHERE closed_at IS NOT NULL")
    op.execute(
        "UPDATE reports SET outcome = (SELECT outcome FROM cases WHERE cases.id = reports.\"case\")"
    )
    with op.batch_alter_table('reports') as batch:
        batch.alter_column('case', existing_type=sa.String(length=12), nullable=False)
        batch.create_foreign_key('fk_reports_case', 'cases', ['case'], ['id'])
    op.create_index('ix_reports_case', 'reports', ['case'])
    op.create_index('uq_reports_once', 'reports', ['reporter', 'room', 'reason'], unique=True)


def _sanctions() -> None:
    """What kept out before is a pause, or a ban where it had no end."""
    added: tuple[sa.Column[Any], ...] = (
        sa.Column('measure', sa.String(length=16), nullable=False, server_default='pause'),
        sa.Column('detail', sa.String(length=24), nullable=True),
        sa.Column('case', sa.String(length=12), nullable=True),
        sa.Column('decision', sa.String(length=24), nullable=True),
        sa.Column('server', sa.String(length=32), nullable=True),
        sa.Column('strikes', sa.Integer(), nullable=False, server_default='0'),
        sa.Column('review_at', sa.BigInteger(), nullable=True),
        sa.Column('overturned', sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for column in added:
        op.add_column('sanctions', column)
    op.execute(
        "UPDATE sanctions SET measure = 'ban', review_at = since + 31536000000 WHERE until IS NULL"
    )
    op.execute(
        "UPDATE sanctions SET \"case\" = (SELECT \"case\" FROM reports WHERE reports.number = sanctions.report)"
    )
    with op.batch_alter_table('sanctions') as batch:
        batch.alter_column('measure', existing_type=sa.String(length=16), server_default=None)
        batch.create_foreign_key('fk_sanctions_decision', 'decisions', ['decision'], ['id'])
        batch.create_check_constraint(
            'ck_sanctions_ends_or_is_reviewed', "until IS NOT NULL OR review_at IS NOT NULL OR measure = 'warning'"
        )
    op.create_index('ix_sanctions_case', 'sanctions', ['case'])


def _audit() -> None:
    op.create_table(
        'audit',
        sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.String(length=24), nullable=False),
        sa.Column('kind', sa.String(length=24), nullable=False),
        sa.Column('case', sa.String(length=12), nullable=True),
        sa.Column('before', sa.String(length=16), nullable=True),
        sa.Column('after', sa.String(length=16), nullable=True),
        sa.Column('note', sa.String(length=200), nullable=False),
        sa.Column('prev', sa.LargeBinary(length=32), nullable=False),
        sa.Column('mac', sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint('seq', name='pk_audit'),
    )
    for column in ('at', 'actor', 'case'):
        op.create_index(f'ix_audit_{column}', 'audit', [column])
    op.create_table(
        'audit_heads',
        sa.Column('seq', sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column('mac', sa.LargeBinary(length=32), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('seal', sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint('seq', name='pk_audit_heads'),
    )
    op.create_table(
        'audit_tail',
        sa.Column('seq', sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column('mac', sa.LargeBinary(length=32), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('seal', sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint('seq', name='pk_audit_tail'),
    )
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
