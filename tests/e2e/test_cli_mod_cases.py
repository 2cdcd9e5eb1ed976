"""`bauta mod`: who moderates, what is to be decided, and what takes a second person, from the machine itself."""

import hashlib
import json
import re
import stat

from bot.cli_books import SENTENCES
from bot.cli_mod_team import Givable
from bot.pseudonyms import pseudonym
from config.ids import MemberId
from moderation import cases
from moderation.model import Measure, Reason
from moderation.roles import Action, Role
from moderation.team import GIVABLE, OPERATOR
from tests.e2e.bench import SENIOR, Inside
from tests.e2e.processes import Deployment, Process

WHY = "a court in Ulm, file 7 [red]"


def cells(process: Process) -> list[list[str]]:
    """The rows of a table, without its head."""
    assert process.code == 0, process.err
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in process.out.splitlines() if "│" in line]


def refused(process: Process) -> str:
    assert (process.code, process.out, process.err.count("\n")) == (1, "", 1), process.err
    return process.err.strip()


# --- who moderates ---


async def test_the_first_moderator_comes_by_a_code_that_works_once(deployed: Deployment, bench: Inside) -> None:
    assert (await deployed.does("mod", "list")).out == (
        "Nobody moderates yet. Bring the first one: bauta mod add --role admin\n"
    )
    added = await deployed.does("mod", "add", "--role", "admin")
    (code,) = re.findall(r"(?m)^/mod (\S+)$", added.out)
    assert "15 minutes" in added.out
    ann = await bench.meets("4711")
    async with bench.unit() as unit:
        assert await bench.moderation.team.redeem(unit, ann, code) is Role.ADMIN
        assert await bench.moderation.team.redeem(unit, MemberId("thief"), code) is None
    ((name, roles, _),) = cells(await deployed.does("mod", "list"))
    assert (name, roles) == (pseudonym(bench.database.keys, ann), "admin"), "as on cards"
    assert ann not in (await deployed.does("audit", "show")).out, "nobody's long name is shown"
    removed = await deployed.does("mod", "remove", name.lower())
    assert removed.out.startswith("Taken: admin.")
    assert "Nobody moderates yet" in (await deployed.does("mod", "list")).out


async def test_whoever_is_known_to_the_bot_can_be_named_by_their_id(deployed: Deployment, bench: Inside) -> None:
    ann, bob = await bench.meets("4711"), await bench.meets("900000000000000077", "discord")
    nobody = await deployed.does("mod", "add", "--role", "senior", "--telegram", "900000000000000077")
    assert refused(nobody).startswith("Nobody with this Telegram id has written to the bot. Ask them to send /start")
    for option, user in (("--telegram", "4711"), ("--discord", "900000000000000077")):
        assert (await deployed.does("mod", "add", "--role", "senior", option, user)).code == 0
    rows = cells(await deployed.does("mod", "list"))
    keys = bench.database.keys
    assert {name for name, *_ in rows} == {pseudonym(keys, ann), pseudonym(keys, bob)}
    again = await deployed.does("mod", "add", "--role", "senior", "--telegram", "4711")
    assert refused(again) == "That was done before: nothing has changed."
    both = await deployed.does("mod", "add", "--role", "senior", "--telegram", "4711", "--discord", "1")
    assert both.code == 2
    missing = await deployed.does("mod", "remove", pseudonym(keys, ann), "--role", "admin")
    assert refused(missing) == "They are not admin: nothing has changed."
    assert (
        refused(await deployed.does("mod", "remove", "XXXXXX"))
        == "XXXXXX is none of them. `bauta mod list` lists them."
    )


def test_every_role_that_can_be_given_can_be_given_here() -> None:
    assert set(Givable.__args__) == {role.value for role in GIVABLE}  # type: ignore[attr-defined]


def test_every_refusal_has_a_sentence() -> None:
    kinds = set(cases.Refused.__subclasses__())
    assert kinds <= set(SENTENCES)


# --- cases ---


async def test_what_is_open_is_listed_shown_and_held(deployed: Deployment, bench: Inside) -> None:
    subject = await bench.meets("4711")
    calm = await bench.reported(subject, words="he [red]shouts[/red]")
    grave = await bench.reported(subject, Reason.MINOR)
    rows = cells(await deployed.does("mod", "cases"))
    assert [(row[0], row[1]) for row in rows] == [(grave.case, "child-safety"), (calm.case, "standard")]
    assert "he [red]shouts[/red]" in (await deployed.does("mod", "reports")).out
    shown = await deployed.does("mod", "show", calm.number.lower())
    sheet = {row[0]: row[1] for row in cells(shown)}
    assert sheet["Reason"] == "harassment"
    assert sheet["The ladder says"] == "warning"
    assert sheet["Priority"].startswith("51 = 45 of its kind + 6 for 1 reporter +")
    most = {row[0]: row[1] for row in cells(await deployed.does("mod", "show", grave.case))}
    assert most["Priority"].startswith("100 (at most) = 100 of its kind + 6 for 1 reporter +")
    assert most["The ladder says"] == "ban"
    assert sheet["Legal hold"] == "off"
    for private in (subject, "4711", "shouts"):
        assert private not in shown.out
    assert (await deployed.does("mod", "hold", calm.case, "on")).out.startswith(f"On hold: nothing of case {calm.case}")
    assert (await bench.case(calm.case)).legal_hold
    assert refused(await deployed.does("mod", "hold", calm.case, "on")) == SENTENCES[cases.AlreadyThere]
    assert (await deployed.does("mod", "hold", calm.case, "off")).code == 0
    assert not (await bench.case(calm.case)).legal_hold
    for command in (("show", "xxxx"), ("hold", "XXXX", "on")):
        told = refused(await deployed.does("mod", *command))
        assert told == "There is no case XXXX. `bauta mod cases` lists those that are open."
    kinds = [row[3] for row in cells(await deployed.does("audit", "show"))]
    assert kinds[:2] == ["hold-off", "hold-on"]
    assert kinds.count("queue-read") == 4, "reading is on record, too"


# --- four eyes ---


async def test_a_ban_of_the_operator_waits_for_somebody_else(deployed: Deployment, bench: Inside) -> None:
    filed = await bench.reported(await bench.meets("4711"))
    asked = await deployed.does("mod", "ban", filed.number)
    assert asked.out.startswith("Held. A ban takes two")
    again = await deployed.does("mod", "ban", filed.number)
    assert refused(again) == SENTENCES[cases.Forbidden]
    assert (await deployed.does("mod", "pending")).out != "Nothing waits for a second person.\n"
    assert not (await bench.decides(filed.case, Measure.BAN)).waits
    assert (await deployed.does("mod", "pending")).out == "Nothing waits for a second person.\n"


async def test_the_operator_is_the_second_person_for_a_moderator(deployed: Deployment, bench: Inside) -> None:
    async with bench.unit() as unit:
        await bench.moderation.team.grant(unit, OPERATOR, SENIOR.member, Role.SENIOR)
    first, second = [await bench.reported(await bench.meets(user)) for user in ("4711", "4712")]
    for filed in (first, second):
        assert (await bench.decides(filed.case, Measure.BAN)).waits
    waiting = {row[1]: row[0] for row in cells(await deployed.does("mod", "pending"))}
    assert set(waiting) == {first.case, second.case}
    agreed = await deployed.does("mod", "approve", waiting[first.case].lower())
    assert agreed.out.startswith(f"Banned for ever, and case {first.case} is decided.")
    declined = await deployed.does("mod", "decline", waiting[second.case])
    assert declined.out == f"Declined. Case {second.case} waits for another decision.\n"
    assert (await deployed.does("mod", "pending")).out == "Nothing waits for a second person.\n"
    assert refused(await deployed.does("mod", "approve", waiting[first.case])).startswith(waiting[first.case])


async def agreed(bench: Inside, case: str, action: Action, *, yes: bool = True) -> None:
    """A moderator in the chat says yes (or no) to what the operator asked for."""
    async with bench.unit() as unit:
        (asked,) = [each for each in await bench.moderation.team.pending(unit, SENIOR) if each.case == case]
        assert (asked.action, asked.note) == (action.value, WHY)
        await bench.moderation.team.answer(unit, SENIOR, asked.id, granted=yes)


async def test_unmasking_takes_a_reason_and_a_second_person_and_works_once(deployed: Deployment, bench: Inside) -> None:
    filed = await bench.reported(await bench.meets("4711000001"))
    assert "It takes a second person" in refused(await deployed.does("mod", "unmask", filed.case))
    asked = await deployed.does("mod", "unmask", filed.case, "--why", WHY)
    assert asked.out.startswith("Asked (request ")
    assert "4711000001" not in asked.out
    assert "Somebody who is senior has to agree within seven days" in asked.out
    assert f"Then run this again: bauta mod unmask {filed.case}\n" in asked.out
    for again in ((), ("--why", WHY)):
        early = refused(await deployed.does("mod", "unmask", filed.case, *again))
        assert "nobody has answered yet: somebody who is senior has to agree" in early
    ((name, *_, why),) = cells(await deployed.does("mod", "pending"))
    assert why == WHY
    for answer in ("approve", "decline"):
        assert "whoever asked can't answer it" in refused(await deployed.does("mod", answer, name))
    await agreed(bench, filed.case, Action.UNMASK)
    told = await deployed.does("mod", "unmask", filed.number)
    ((platform, account, known),) = cells(told)
    assert (platform, account, known) == ("telegram", "77", "user id 4711000001")
    assert "It takes a second person" in refused(await deployed.does("mod", "unmask", filed.case))
    kinds = [row[3] for row in cells(await deployed.does("audit", "show", "--case", filed.case))]
    assert kinds[:3] == ["unmasked", "approved", "approval-asked"]


async def test_who_asked_is_told_that_somebody_declined(deployed: Deployment, bench: Inside) -> None:
    filed = await bench.reported(await bench.meets("4711"), Reason.MINOR)
    asked = await deployed.does("mod", "export", filed.case, "--why", WHY)
    assert "Somebody who is child-safety has to agree" in asked.out
    await agreed(bench, filed.case, Action.EXPORT, yes=False)
    told = refused(await deployed.does("mod", "export", filed.case))
    assert told.startswith(f"{pseudonym(bench.database.keys, SENIOR.member)} declined.")
    assert (await deployed.does("mod", "export", filed.case, "--why", "another reason")).out.startswith("Asked")


async def test_a_case_is_written_out_once_a_second_person_agreed(deployed: Deployment, bench: Inside) -> None:
    subject = await bench.meets("4711000001")
    filed = await bench.reported(subject, words="he shouts ⌚")
    await bench.decides(filed.case, Measure.WARNING)
    file = deployed.directory / f"case-{filed.case}.json"
    assert (await deployed.does("mod", "export", filed.case, "--why", WHY)).code == 0
    assert not file.exists()
    await agreed(bench, filed.case, Action.EXPORT)
    file.write_text("something else")
    assert "is there already" in refused(await deployed.does("mod", "export", filed.case))
    nowhere = await deployed.does("mod", "export", filed.case, "--to", "no/such/folder/x.json")
    assert "can't be written" in refused(nowhere), "and the agreement is not used up"
    file.unlink()
    made = await deployed.does("mod", "export", filed.case)
    assert made.code == 0, made.err
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = json.loads(file.read_text("utf-8"))
    assert hashlib.sha256(file.read_bytes()).hexdigest() in made.out
    assert set(written["sha256"]) == set(written["parts"])
    for name, part in written["parts"].items():
        canonical = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        assert written["sha256"][name] == hashlib.sha256(canonical).hexdigest(), name
    assert written["parts"]["reports"][0]["words"] == "he shouts ⌚"
    assert written["parts"]["reports"][0]["by"] == "reporter 1"
    assert [each["measure"] for each in written["parts"]["decisions"]] == ["warning"]
    assert written["parts"]["log"][0]["what"] == "route"
    for private in (subject, "4711000001", SENIOR.member):
        assert private not in file.read_text("utf-8")
    log = (await deployed.does("audit", "show", "--case", filed.case)).out
    assert hashlib.sha256(file.read_bytes()).hexdigest() in log
