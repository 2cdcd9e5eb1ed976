"""How long moderation keeps what it has: the figures are the policy's, the sweeping is moderation/forgetting.py's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CTE, Column, ColumnElement, Table, case, exists, func, or_, select

from config.retention import NEVER, Kept
from moderation.cases import CLAIMED, OPEN, State
from moderation.model import Measure, Outcome
from moderation.policy import Policy
from moderation.stores.kept import evidence, tags
from moderation.stores.sanctions import holds
from moderation.stores.schema import (
    appeals,
    approvals,
    audit,
    audit_heads,
    audit_tail,
    cases,
    decisions,
    invitations,
    moderators,
    news,
    notes,
    reports,
    sanctions,
)
from moderation.stores.tags import LAST as TAGS_LAST

HOUSE = "housekeeping"
ROUNDS = "rounds"

_OPEN = cases.c.state.in_([each.value for each in State if each not in (State.DECIDED, State.SEALED, State.PURGED)])
_FREE = cases.c.legal_hold.is_(False)


def refers(member: ColumnElement[Any], now: datetime) -> ColumnElement[bool]:
    """Whether a case, a sanction or a role needs a member to stay known (`Forgetting.referring`)."""
    states = [each.value for each in (*OPEN, *CLAIMED, State.APPEALED)]
    return or_(
        exists().where(cases.c.subject == member, cases.c.state.in_(states) | cases.c.legal_hold.is_(True)),
        exists().where(sanctions.c.member == member, holds(now)),
        exists().where(moderators.c.member == member),
    )


def schedule(policy: Policy) -> Sequence[Kept]:
    """All lines of moderation's tables."""
    return (*_cases(policy), *_words(policy), *_rulings(policy), *_others(policy))


def _cases(policy: Policy) -> Sequence[Kept]:
    kept = policy.retention
    until = cases.c.preserved_until
    settled = cases.c.state.in_([State.DECIDED.value, State.SEALED.value]) & _FREE & until.is_(None)
    acted = cases.c.outcome == Outcome.ACTED.value
    decided = cases.c.state.in_([State.DECIDED.value, State.SEALED.value]) & until.is_not(None)
    preserved = (cases.c.state == State.LEGAL_HOLD.value) | decided
    moving = _OPEN & (cases.c.state != State.MERGED.value) & ~preserved
    target = cases.alias("target")
    goes_on = exists().where(target.c.id == cases.c.merged_into, target.c.state != State.PURGED.value)
    merged = cases.c.state == State.MERGED.value
    decided_days, unfounded_days = timedelta(days=kept.violation_days), timedelta(days=kept.no_violation_days)
    shred = "shredded"
    return (
        Kept("cases not decided yet, appeals among them", "until they are decided", "", "", cases, moving,
             cases.c.created_at),
        Kept("cases merged into another", "as long as that one", shred, HOUSE, cases, merged & goes_on),
        Kept("cases merged into another that is gone", NEVER, shred, HOUSE, cases, merged & ~goes_on,
             cases.c.created_at, timedelta(0)),
        Kept("cases without a violation, their reports and evidence",
             f"{kept.no_violation_days} days after the decision", shred, HOUSE, cases, settled & ~acted,
             cases.c.decided_at, unfounded_days),
        Kept("cases with a violation, their reports and evidence", f"{kept.violation_days} days after the decision",
             shred, HOUSE, cases, settled & acted, cases.c.decided_at, decided_days),
        Kept("cases under a legal hold", "until it is taken off", shred, "moderators", cases,
             cases.c.legal_hold.is_(True), cases.c.created_at),
        Kept("cases preserved for the authorities, the hold taken off", f"{kept.preserved_days} days after preserving",
             shred, HOUSE, cases, preserved & _FREE, cases.c.purge_at, timedelta(0)),
        Kept("coded cases: what was decided about nobody any more", f"{kept.cases_days} days after the decision",
             "deleted", HOUSE, cases, (cases.c.state == State.PURGED.value) & ~_on_record(),
             func.coalesce(cases.c.decided_at, cases.c.created_at), timedelta(days=kept.cases_days)),
        Kept("coded cases that led to a sanction on record", "as long as the sanction", "deleted", HOUSE, cases,
             (cases.c.state == State.PURGED.value) & _on_record(),
             func.coalesce(cases.c.decided_at, cases.c.created_at)),
        Kept("reports", "as long as their case is somebody's", "deleted", HOUSE, reports,
             ~_of_case(reports.c.case, State.PURGED), reports.c.at),
        Kept("reports of cases that are nobody's any more", NEVER, "deleted", HOUSE, reports,
             _of_case(reports.c.case, State.PURGED), reports.c.at, timedelta(0)),
    )  # fmt: skip


def _on_record() -> ColumnElement[bool]:
    return exists().where(sanctions.c.case == cases.c.id)


def _of_case(column: Column[Any], *states: State) -> ColumnElement[bool]:
    return exists().where(cases.c.id == column, cases.c.state.in_([each.value for each in states]))


def _went_on() -> CTE:
    """Where each case goes on, by its number: in itself, or in what it was merged into, by however many steps."""
    now = (
        select(cases.c.id, cases.c.id.label("now")).where(cases.c.merged_into.is_(None)).cte("went_on", recursive=True)
    )
    return now.union_all(select(cases.c.id, now.c.now).where(cases.c.merged_into == now.c.id))


def _words(policy: Policy) -> Sequence[Kept]:
    """Free text: of what was decided and is not held for the authorities, until nobody can appeal any more."""
    days, unfounded = policy.appeals.days, min(policy.appeals.days, policy.retention.no_violation_days)
    went_on = _went_on()
    lasts = [round(timedelta(days=each).total_seconds() * 1000) for each in (days, unfounded)]

    def words(what: str, table: Table, column: Column[Any]) -> Kept:
        states = [State.DECIDED.value, State.SEALED.value, State.PURGED.value]
        its = (went_on.c.id == table.c.case) & (cases.c.id == went_on.c.now)
        settled = exists().where(its, cases.c.state.in_(states), _FREE)
        decided = select(
            func.coalesce(cases.c.decided_at, cases.c.created_at)
            + case((cases.c.outcome == Outcome.ACTED.value, lasts[0]), else_=lasts[1])
        ).where(its)
        return Kept(
            what,
            f"{days} days after the decision" + ("" if days == unfounded else f"; {unfounded} without a violation"),
            "erased",
            HOUSE,
            table,
            column.is_not(None) & settled,
            decided.scalar_subquery(),
            timedelta(0),
        )

    return (
        words("words in reports", reports, reports.c.words),
        words("notes on decisions", decisions, decisions.c.note),
        words("words in appeals", appeals, appeals.c.words),
        words("why somebody asked for a second person", approvals, approvals.c.note),
        words("notes of moderators for each other", notes, notes.c.words),
    )


def _rulings(policy: Policy) -> Sequence[Kept]:
    with_case = "as long as their case"
    days = policy.retention.sanctions_days
    ended = func.coalesce(
        sanctions.c.lifted_at,
        sanctions.c.until,
        case((sanctions.c.measure == Measure.WARNING.value, sanctions.c.since)),
    )
    endless = sanctions.c.lifted_at.is_(None) & sanctions.c.until.is_(None)
    endless &= sanctions.c.measure != Measure.WARNING.value
    return (
        Kept("decisions", with_case, "deleted", HOUSE, decisions, None, decisions.c.at),
        Kept("appeals", with_case, "deleted", HOUSE, appeals, None, appeals.c.at),
        Kept("requests for a second person", with_case, "deleted", HOUSE, approvals, None, approvals.c.at),
        Kept("sanctions", f"{days} days after their end", "deleted", HOUSE, sanctions, ~endless, ended,
             timedelta(days=days)),
        Kept("bans, and what holds until it is reviewed",
             f"as long as they stand; asked about after {policy.ladder.review_days} days, and again", "lifted or kept",
             "moderators", sanctions, endless, sanctions.c.since),
    )  # fmt: skip


_SOMEBODYS = cases.c.state != State.PURGED.value


def _case_is(state: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(cases.c.id == evidence.c.case, state)


def _others(policy: Policy) -> Sequence[Kept]:
    days = policy.retention.audit_days
    return (
        Kept("what is to be told of moderation", "until it is told", "deleted", ROUNDS, news, None, news.c.due_at,
             timedelta(0)),
        Kept("who moderates", "as long as they do, or until they erase their account", "deleted", "admins", moderators,
             None, moderators.c.at),
        Kept("invitations to moderate", "15 minutes", "deleted", HOUSE, invitations, None, invitations.c.until,
             timedelta(0)),
        Kept("the audit log", f"{days} days", "deleted; its head is kept", HOUSE, audit, None, audit.c.at,
             timedelta(days=days)),
        Kept("codes of messages", f"{round(TAGS_LAST / 3600)} h", "deleted", HOUSE, tags, None, tags.c.at,
             timedelta(seconds=TAGS_LAST)),
        Kept("messages frozen for a report", "as long as their case is somebody's", "shredded", HOUSE, evidence,
             _case_is(_SOMEBODYS), evidence.c.created),
        Kept("messages frozen for a case that is nobody's any more", NEVER, "shredded", HOUSE, evidence,
             ~_case_is(_SOMEBODYS), evidence.c.created, timedelta(0)),
        Kept("the end of the audit log", "until the next line", "deleted", HOUSE, audit_tail, None),
        Kept("the head of what left the audit log", "until the next one", "deleted", HOUSE, audit_heads, None),
    )  # fmt: skip
