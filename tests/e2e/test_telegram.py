"""Strangers on Telegram find each other, talk, go on, and are safe from each other."""

import json

from bot.app import App
from moderation.books import Books
from tests.e2e.conftest import Meet
from tests.e2e.living import Clock
from tests.e2e.strangers import ALONE, PAIRED, paired


async def test_two_strangers_find_each_other_talk_reply_go_on_and_part_for_good(meet: Meet) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await ann.admitted("/find chess, hiking")
    searching = await ann.hears(ALONE)
    await bob.admitted("/find hiking")
    for each in (ann, bob):
        notice = await each.hears("You both like hiking")
        assert notice.labels == ["Next", "Stop", "Report"]
    assert (await ann.hears("◆ Found someone.")).id == searching.id, "the notice about the search reads so now"

    await ann.says("hello *you*")
    heard = await bob.hears("hello *you*")
    assert (heard.text, heard.buttons, heard.reply_to) == ("hello *you*", (), None), "it looks like a person's message"
    await bob.says("hello yourself", reply_to=heard)
    assert ann.answered(await ann.hears("hello yourself")) == "hello *you*"

    await bob.says("/next")
    left = await ann.hears("Your partner went on")
    assert left.labels == ["Find someone new", "Block", "Report"]
    await bob.hears(ALONE)
    await ann.says("are you there?")
    await ann.hears("Nobody is listening")

    await ann.presses(left, "Block")
    await ann.hears("You two won't meet again")
    assert "are you there?" not in await bob.has_heard_all()


async def test_the_blocked_never_meet_again_and_others_do_after_a_while(meet: Meet, clock: Clock) -> None:
    ann, bob, cleo = meet("Ann"), meet("Bob"), meet("Cleo")
    await paired(ann, bob)
    await ann.says("/block")
    await ann.hears("You two won't meet again")
    await bob.hears("Your partner left the chat")
    await ann.says("/find")
    await ann.hears(ALONE)
    await cleo.admitted("/find")
    for each in (ann, cleo):
        await each.hears(PAIRED)
    await cleo.says("/stop")
    await ann.hears("Your partner left the chat")

    clock.forward(599)
    await ann.says("/find")
    await ann.hears(ALONE)
    await cleo.says("/find")
    await cleo.hears(ALONE)  # not so soon again
    for each in (ann, cleo):
        await each.says("/stop")
        await each.hears("I stopped looking")
    clock.forward(2)
    await ann.says("/find")
    await ann.hears(ALONE)
    await bob.says("/find")
    await bob.hears(ALONE)  # blocked is blocked
    await bob.says("/stop")
    await bob.hears("I stopped looking")
    await cleo.says("/find")
    for each in (ann, cleo):
        await each.hears(PAIRED)


async def test_a_report_keeps_reason_and_words_gives_a_number_and_ends_the_room(meet: Meet, app: App) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await bob.says("something nasty")
    await ann.hears("something nasty")
    await ann.says("/report he will not *stop*")
    why = await ann.hears("What is it about?")
    await ann.presses(why, "Insults or harassment")
    await ann.presses(await ann.hears("more exactly?"), "Pestering or pressure")
    receipt = await ann.hears("Thank you. Report R-")
    await bob.hears("Your partner left the chat")
    assert (await bob.has_heard_all())[-1] == "◆ Your partner left the chat.", "nobody learns who reported"

    async with app.database.unit() as unit:
        reports = await Books(unit).reports.open(100)
    assert [(report.reason.value, report.words) for report in reports] == [("harassment", "he will not *stop*")]
    assert f"Report {reports[0].number}." in receipt.text


async def test_words_can_follow_a_report_and_go_to_nobody_else(meet: Meet, app: App) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await ann.says("/stop")
    left = await ann.hears("You left the chat")
    await ann.presses(left, "Report")
    await ann.presses(await ann.hears("What is it about?"), "report:")
    await ann.presses(await ann.hears("more exactly?"), "report:")
    await ann.presses(await ann.hears("Thank you. Report R-"), "Add a few words")
    await ann.hears("at most 500 characters")
    await ann.says("x" * 501)
    await ann.hears("longer than 500 characters")
    await ann.says("it was like this")
    await ann.hears("is with report R-")
    async with app.database.unit() as unit:
        assert [report.words for report in await Books(unit).reports.open(100)] == ["it was like this"]
    assert not [text for text in await bob.has_heard_all() if "it was like this" in text]


async def test_a_language_is_chosen_by_client_and_changed_by_command(meet: Meet) -> None:
    ann, jan = meet("Ann"), meet("Jan", "de-AT")
    await jan.says("/start")
    rules = await jan.hears("mindestens 18")
    await jan.presses(rules, "agree")
    await jan.hears("Willkommen")
    await ann.admitted()
    await ann.hears("Welcome")
    await ann.says("/language de")
    await ann.hears("spreche ich Deutsch")
    await ann.says("/status")
    await ann.hears("Interessen: keine")
    await ann.says("/language")
    await ann.presses(await ann.hears("In welcher Sprache"), "English")
    await ann.hears("From now on I speak English")


async def test_everything_stored_can_be_had_as_a_file(meet: Meet) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await ann.says("/interests chess, tea")
    await ann.says("/export")
    message = await ann.hears("Everything stored about you")
    assert (message.kind, message.file_name) == ("document", "bauta-export.json")
    assert message.document is not None
    stored = json.loads(message.document)
    assert stored["account"]["profile"]["interests"] == ["chess", "tea"]
    assert stored["account"]["addresses"] == [{"platform": "telegram", "bot": "123456", "chat": str(ann.id)}]
    assert [chat["open"] for chat in stored["chats_of_the_last_72_hours"]] == [True]
    assert str(bob.id) not in message.document.decode()


async def test_deleting_asks_once_and_forgets_everything_but_the_age_lock(meet: Meet, app: App) -> None:
    ann, bob, kim = meet("Ann"), meet("Bob"), meet("Kim")
    await paired(ann, bob)
    await ann.says("/delete")
    await ann.presses(await ann.hears("Erase your account here?"), "Keep it")
    await ann.hears("Nothing was erased")
    await ann.says("still here")
    await bob.hears("still here")
    await ann.says("/delete")
    await ann.presses(await ann.hears("Erase your account here?"), "Yes, erase it")
    await ann.hears("Erased.")
    await bob.hears("Your partner left the chat")
    await ann.says("/status")
    await ann.hears("18 or older")  # a stranger again

    await kim.says("/find")
    await kim.presses(await kim.hears("18 or older"), "No")
    await kim.hears("this door stays closed")
    await kim.says("/delete")
    await kim.presses(await kim.hears("Erase your account here?"), "Yes, erase it")
    await kim.hears("Erased.")
    await app.rounds.erasures(app.clock())
    await kim.says("/find")
    await kim.hears("the door stays closed")


async def test_unknown_commands_get_a_hint_and_reach_nobody(meet: Meet) -> None:
    ann, bob = meet("Ann"), meet("Bob")
    await paired(ann, bob)
    await ann.says("/fnid chess")
    hint = await ann.hears("I don't know /fnid")
    await ann.presses(hint, "Help")
    await ann.hears("look for somebody; /find hiking, chess sets your interests first")
    assert not [text for text in await bob.has_heard_all() if "fnid" in text]
