"""What the handbooks promise: their tables are the code's, their figures too, and every command in them exists."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import bauta
from bot.commands.account import FAREWELL
from bot.commands.base import REMEMBERED
from bot.commands.changes import UNLISTED
from bot.commands.directory import COMMANDS
from bot.housekeeping import EVERY, RECORDS_EVERY
from config.retention import GRACE
from moderation import ring
from moderation.model import APPEAL_LIMIT
from moderation.policy import usual
from moderation.roles import LONGEST_PAUSE, SECOND_WITHIN, Role
from moderation.stores.tags import LAST as TAGS_LAST
from moderation.team import INVITED_FOR
from tests.handbook import DOCS, PAGES, TABLES, renewed

ROOT = DOCS.parent
WRITTEN = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
ELSEWHERE = {"newbot", "revoke", "health", "metrics"}
"""Commands of @BotFather's, and addresses of the web server."""
COMMAND = re.compile(r"(?m)(?:`|^|\.venv/bin/)bauta ((?:[a-z]|--)[^`\n#|)]*)")


@pytest.mark.parametrize("page", PAGES)
def test_the_tables_are_as_the_code_has_them(page: str) -> None:
    text = (DOCS / page).read_text("utf-8")
    assert text == renewed(text), "run python -m tests.handbook"


def test_every_table_stands_somewhere() -> None:
    text = "".join((DOCS / page).read_text("utf-8") for page in PAGES)
    assert set(re.findall(r"<!-- begin: (\w+) -->", text)) == set(TABLES)


def test_every_role_is_told_of() -> None:
    told = re.findall(r"(?m)^\| `([a-z-]+)` \| [^|]+ \|$", (DOCS / "moderation.md").read_text("utf-8"))
    assert set(told) == {role.value for role in Role}


def figures() -> dict[str, list[str]]:
    """Sentences with figures in them, as the figures are now."""
    policy = usual()
    soonest = round(policy.reports.outcome_after[0] / 60)
    ladder, kept = policy.ladder, policy.retention
    minutes = {
        name: round(each.total_seconds() / 60)
        for name, each in (("claim", policy.claims.lease), ("invited", INVITED_FOR))
    }
    return {
        "moderation.md": [
            f"within {minutes['invited']} minutes",
            f"for {round(REMEMBERED / 3600)} hours after it",
            f"between {soonest} minutes and an hour later",
            f"A claim holds for {minutes['claim']} minutes",
            f"weights of the last {ladder.window_days} days",
            f"The first offence of a weight of {ladder.first} at the most is a warning",
            f"limited matching of up to {round(LONGEST_PAUSE / 86400)} days",
            f"within {SECOND_WITHIN.days} days",
            f"within {policy.appeals.days} days, up to {APPEAL_LIMIT:,} characters",
            f"held for {round(policy.automatic.hold / 3600)} hours",
        ],
        "privacy.md": [
            f"the last {ring.KEPT} messages of your chat",
            f"until {round(ring.LASTS / 60)} minutes after its end; and for {round(TAGS_LAST / 3600)} hours a code",
            f"erases it within {round(FAREWELL)} seconds",
            "every ten seconds, that of moderation every quarter of an hour",
        ],
        "operating.md": [
            f"reports and evidence {kept.no_violation_days} days after a decision, "
            f"{kept.violation_days} where something was done",
            "and grants an hour",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("page", figures())
def test_every_figure_in_a_sentence_is_the_codes(page: str) -> None:
    text = " ".join((DOCS / page).read_text("utf-8").split())
    assert [each for each in figures()[page] if each not in text] == []
    assert (EVERY, RECORDS_EVERY, GRACE.total_seconds()) == (10.0, 900.0, 3600.0)
    assert usual().reports.outcome_after[1] == 3600


# --- commands ---


def commands(path: Path) -> Iterator[str]:
    """Whatever looks like one of ours in a page."""
    for found in COMMAND.finditer(path.read_text("utf-8")):
        yield found[1].strip()


def known(command: str) -> str:
    """Empty if the command exists with these options; else what does not."""
    at: Any = typer.main.get_command(bauta())
    words = shlex.split(command.replace("…", "x").replace("’", ""), posix=True)
    words = [word for word in words if word not in ("|", "&&", "||", "<", ">")]
    while words and hasattr(at, "commands") and words[0] in at.commands:
        at = at.commands[words.pop(0)]
    if hasattr(at, "commands") and not words:
        return "" if at.name else "nothing"
    if hasattr(at, "commands"):
        return words[0]
    options = {name for each in at.params for name in (*each.opts, *each.secondary_opts)}
    return " ".join(word for word in words if word.startswith("--") and word not in {*options, "--help"})


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_command_in_a_page_exists(path: Path) -> None:
    wrong = {each: missing for each in commands(path) if (missing := known(each))}
    assert wrong == {}


def typed(path: Path) -> set[str]:
    """The chat commands that a page tells people to use."""
    return set(re.findall(r"`/([a-z]+)(?=[ `])", path.read_text("utf-8")))


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_command_in_the_chat_that_a_page_names_exists(path: Path) -> None:
    ours = {*COMMANDS, *UNLISTED, "mod", "bauta"}
    assert typed(path) - ours - ELSEWHERE == set()


def test_what_does_not_exist_is_noticed() -> None:
    assert known("mod ban 7K2F --days 7") == ""
    assert known("mod bann 7K2F") == "bann"
    assert known("mod ban 7K2F --hours 7") == "--hours"
    assert known("retentoin --check") == "retentoin"


def test_the_handbook_tells_of_every_command_of_moderation() -> None:
    told = set(commands(DOCS / "moderation.md"))
    tree: Any = typer.main.get_command(bauta())
    for group in ("mod", "audit"):
        for name in tree.commands[group].commands:
            assert any(each.startswith(f"{group} {name}") for each in told), f"bauta {group} {name}"


def test_asking_for_the_health_imports_neither_messengers_nor_the_database() -> None:
    """Containers ask every few seconds, on small machines too."""
    asked = "import sys; from bot.cli import bauta; bauta('health'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    heavy = {"telegram", "discord", "aiohttp", "sqlalchemy", "alembic", "starlette", "redis", "bot.app"}
    assert "bot.cli_health" in loaded.stdout.split()
    assert heavy & set(loaded.stdout.split()) == set()
