"""The tables of docs/moderation.md and docs/privacy.md as the code has them. `python -m tests.handbook` writes them."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from bot.personal import EVERYTHING
from bot.retention import schedule
from config.personal import Stays
from config.retention import NEVER
from moderation.ladder import Step, proposed
from moderation.model import DETAILS, Detail, Queue, Reason
from moderation.policy import usual
from moderation.reviews import A_DAY, AGAIN
from moderation.roles import FOUR_EYES, TABLE, Action, Role

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGES: Final = ("moderation.md", "privacy.md")

EXAMPLES: Final[Sequence[tuple[int, Reason, Detail | None]]] = (
    (0, Reason.SPAM, Detail.ADS),
    (0, Reason.HARASSMENT, Detail.INSULTS),
    (3, Reason.HARASSMENT, Detail.INSULTS),
    (6, Reason.HARASSMENT, Detail.PRESSURE),
    (0, Reason.SEXUAL, Detail.SEXUAL_DEMANDS),
    (0, Reason.SPAM, Detail.SCAM),
    (0, Reason.THREATS, Detail.VIOLENCE),
    (8, Reason.THREATS, Detail.VIOLENCE),
    (0, Reason.THREATS, Detail.BLACKMAIL),
    (0, Reason.OTHER, Detail.BAN_EVASION),
    (0, Reason.MINOR, Detail.SEEKS_MINORS),
    (0, Reason.SELF_HARM, Detail.IN_DANGER),
)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _lasting(seconds: float | None) -> str:
    if seconds is None:
        return ""
    hours = seconds / 3600
    if hours < 1:
        return f"{seconds / 60:g} min"
    return f"{hours:g} h" if hours <= 72 else f"{hours / 24:g} days"


def _step(step: Step) -> str:
    return " for ".join(part for part in (step.measure.value, _lasting(step.seconds)) if part)


def rights() -> str:
    """Who may do what: ✓ in all queues of the role, else in which."""
    queues = {role: {queue for _, queue in TABLE[role]} for role in Role}
    rows = [["*queues*", *(", ".join(each.value for each in Queue if each in queues[role]) for role in Role)]]
    for action in Action:
        cells = []
        for role in Role:
            there = {queue for each, queue in TABLE[role] if each is action}
            listed = ", ".join(each.value for each in Queue if each in there)
            cells.append("✓" if there == queues[role] else listed or "–")
        two = ", with a second person" if action in FOUR_EYES else ""
        rows.append([f"{action.value}{two}", *cells])
    return _table(["", *(f"`{role.value}`" for role in Role)], rows)


def queues() -> str:
    """Where cases wait, and for how long they may."""
    policy = usual()
    what = {
        Queue.CHILD_SAFETY: "a minor's safety",
        Queue.URGENT: f"what counts {policy.routing.urgent} or more at the start: "
        + ", ".join(
            each.value for each in Reason if each is not Reason.MINOR and policy.base(each) >= policy.routing.urgent
        ),
        Queue.STANDARD: "everything else",
        Queue.SERVER: "what began between two members of one server, and is not one of: "
        + ", ".join(policy.routing.global_),
        Queue.SENIOR: "what was handed on, given back three times, or waits for a second person",
        Queue.APPEALS: "appeals",
    }
    rows = [[f"`{each.value}`", what[each], _lasting(policy.due(each).total_seconds())] for each in Queue]
    return _table(("queue", "what comes there", "due within"), rows)


def weights() -> str:
    """What each kind weighs, and where details differ."""
    policy = usual()
    rows = []
    for reason in Reason:
        own = policy.weight(reason)
        apart = [
            f"{each.value} {policy.weight(reason, each)}"
            for each in DETAILS[reason]
            if policy.weight(reason, each) != own
        ]
        rows.append([reason.value, str(own), ", ".join(apart) or "–"])
    return _table(("reported for", "weight", "but"), rows)


def ladder() -> str:
    """What strikes lead to."""
    rungs = usual().ladder.rungs
    rows = [[f"{rung.at}", rung.measure, _lasting(rung.seconds) or "–"] for rung in rungs]
    return _table(("strikes, from", "measure", "for"), rows)


def examples() -> str:
    """What the ladder proposes."""
    rows = []
    for strikes, reason, detail in EXAMPLES:
        kind = reason.value if detail is None else f"{reason.value}: {detail.value}"
        rows.append([str(strikes), kind, _step(proposed(usual(), strikes, reason, detail))])
    return _table(("strikes before", "now", "proposed"), rows)


def automatic() -> str:
    """What happens without a person."""
    policy = usual()
    rule, claims = policy.automatic, policy.claims
    soonest, latest = (_lasting(each) for each in policy.reports.outcome_after)
    lease, longest = (_lasting(each.total_seconds()) for each in (claims.lease, claims.most))
    rows = [
        ["a report is filed", "the chat ends, and the two never meet again"],
        [
            "a minor is reported to be in danger, by somebody whose word counts",
            "the reported is held at once, until child safety has looked",
        ],
        [
            f"{rule.reporters} different people from as many chats report somebody within {_lasting(rule.window)}, and "
            f"their word adds up to {rule.weight:g}",
            f"the reported is held for {_lasting(rule.hold)}, or until somebody decides; numbers alone do it again "
            f"after {_lasting(rule.again)} at the soonest",
        ],
        [
            "somebody is held by a report",
            f"they hear of it {soonest} to {latest} later; at once where they ask, or where it ends a chat or a search",
        ],
        [
            "a ban is asked for",
            "the member is held until a second person has decided, for 7 days at most; by the same person's asking "
            "again, in whatever case, only once somebody agreed with them",
        ],
        [f"a claim is {lease} without a sign of life, or {longest} old", "the case waits for the others again"],
        [f"a case is given back {claims.skips} times", "it goes to the seniors"],
        ["a case is decided", f"the reporters hear of it {soonest} to {latest} later"],
        [f"a sanction is {policy.appeals.days} days old", "it can't be appealed any more"],
        [
            f"a ban or an exclusion has no end, and {policy.ladder.review_days} days have passed",
            f"moderators are asked whether it stands, at most {A_DAY} times a day; after {AGAIN.days} days again",
        ],
        ["something is past its time", "it is erased ([privacy.md](privacy.md))"],
    ]
    return _table(("when", "then"), rows)


def retention() -> str:
    """How long everything is kept."""
    lines = [each for each in schedule(0.0, usual()) if each.keep != NEVER]
    return _table(("what", "kept", "then"), [[each.what, each.keep, each.then or "–"] for each in lines])


def stays() -> str:
    """What outlasts /delete, and why."""
    reasons: dict[str, list[str]] = {}
    for each in EVERYTHING:
        if isinstance(each.erased, Stays):
            reasons.setdefault(each.erased.why, []).append(each.name.replace("_", " "))
    return "\n".join(f"- *{', '.join(names)}*: {why}" for why, names in reasons.items())


TABLES: Final[dict[str, Callable[[], str]]] = {
    each.__name__: each for each in (rights, queues, weights, ladder, examples, automatic, retention, stays)
}


def renewed(text: str) -> str:
    """A page with all its tables as the code has them. Raises KeyError for a table nobody makes."""

    def table(mark: re.Match[str]) -> str:
        return f"<!-- begin: {mark[1]} -->\n{TABLES[mark[1]]()}\n<!-- end: {mark[1]} -->"

    return re.sub(r"<!-- begin: (\w+) -->\n.*?<!-- end: \1 -->", table, text, flags=re.DOTALL)


if __name__ == "__main__":
    for page in PAGES:
        path = DOCS / page
        path.write_text(renewed(path.read_text("utf-8")), "utf-8")
