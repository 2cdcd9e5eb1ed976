"""Which words answer a command or a tap directly: one place is held free, and nobody reads what is another's."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.answers import CONVERSATION, OPEN_CHAT, directed
from bot.content import Content
from bot.messages import Amended, Export, Notice, Outgoing, Reaction, Relayed, Retracted, Reworded, Spot, Via
from bot.texts.keys import Text
from config.ids import MemberId, MessageId, RoomId

ANN, BOB = MemberId("ann"), MemberId("bob")
TAPPED, OTHER = MessageId("tapped"), MessageId("other")
IN_CHAT = Via("a-token", 100.0)
ASIDE = Via("a-token", 100.0, aside=True)
TAP = Via("a-token", 100.0, tap=True)
TAP_ASIDE = Via("a-token", 100.0, aside=True, tap=True)

RULES, HELP = Notice(ANN, Text.RULES), Notice(ANN, Text.HELP)
PAIRED = Notice(ANN, Text.PAIRED_NOTHING_SHARED)
THEIRS = Notice(BOB, Text.PARTNER_LEFT)
SAID = Relayed(ANN, Content("hello"), OTHER, RoomId("r"), BOB)


def spots(items: Sequence[Outgoing]) -> list[Spot | None]:
    vias = [getattr(item, "via", None) for item in items]
    return [via.spot if via is not None else None for via in vias]


def test_what_nobody_waits_for_goes_down_the_lanes() -> None:
    assert directed([RULES, THEIRS, SAID], None, ANN) == [RULES, THEIRS, SAID]


def test_in_the_chat_the_first_notice_takes_the_place_held_free_and_the_rest_follows() -> None:
    out = directed([THEIRS, RULES, HELP], IN_CHAT, ANN)
    assert out == [THEIRS, replace(RULES, via=IN_CHAT), HELP]


def test_in_the_chat_the_conversation_is_answered_like_anything_else() -> None:
    assert directed([PAIRED], IN_CHAT, ANN) == [replace(PAIRED, via=IN_CHAT)]


def test_elsewhere_everything_is_answered_there_and_the_first_takes_the_place() -> None:
    export = Export(ANN)
    out = directed([RULES, HELP, export, THEIRS], ASIDE, ANN)
    assert spots(out) == [Spot.ANSWER, Spot.BESIDE, Spot.BESIDE, None]
    assert all(item.via is not None and item.via.aside for item in out if isinstance(item, Export))


def test_elsewhere_the_conversation_goes_to_the_chat_and_the_answer_leads_there() -> None:
    out = directed([PAIRED, THEIRS], ASIDE, ANN)
    assert out == [PAIRED, THEIRS, Notice(ANN, Text.IN_DIRECT_MESSAGES, {}, OPEN_CHAT, via=ASIDE)]


def test_elsewhere_what_is_said_besides_the_conversation_comes_first() -> None:
    out = directed([RULES, PAIRED], ASIDE, ANN)
    assert [getattr(item, "text", None) for item in out] == [
        Text.RULES, Text.PAIRED_NOTHING_SHARED, Text.IN_DIRECT_MESSAGES,
    ]  # fmt: skip
    assert spots(out) == [Spot.ANSWER, None, Spot.BESIDE]


def test_a_command_that_leads_to_nothing_is_answered_all_the_same() -> None:
    for via in (IN_CHAT, ASIDE):
        out = directed([THEIRS], via, ANN)
        assert spots(out) == [None, Spot.ANSWER], "somebody would see the bot thinking for ever"


def test_a_tap_changes_the_message_that_was_tapped_and_no_other() -> None:
    here, there = Reworded(ANN, TAPPED, Text.RULES), Reworded(ANN, OTHER, Text.SEARCH_OVER)
    out = directed([there, here, RULES], TAP_ASIDE, ANN, TAPPED)
    assert spots(out) == [None, Spot.ANSWER, Spot.BESIDE]


def test_a_message_changed_twice_by_one_tap_ends_as_the_second_says() -> None:
    first, second = Reworded(ANN, TAPPED, Text.RULES), Reworded(ANN, TAPPED, Text.HELP)
    out = directed([first, second], TAP_ASIDE, ANN, TAPPED)
    assert spots(out) == [Spot.ANSWER, None], "both on their way at once, whichever arrives last would stay"


def test_a_command_changes_older_messages_down_the_lane() -> None:
    changed = Reworded(ANN, OTHER, Text.SEARCH_OVER)
    assert directed([changed, RULES], IN_CHAT, ANN, OTHER) == [changed, replace(RULES, via=IN_CHAT)]


def test_a_tap_that_changes_nothing_is_not_answered() -> None:
    assert directed([], TAP, ANN, TAPPED) == []
    assert directed([THEIRS], TAP_ASIDE, ANN, TAPPED) == [THEIRS]


def test_what_the_partner_said_is_never_an_answer() -> None:
    for via in (IN_CHAT, ASIDE, TAP, TAP_ASIDE):
        assert directed([SAID, RULES], via, ANN)[0] == SAID


# --- whatever a turn leads to ---

members = st.sampled_from([ANN, BOB])
texts = st.sampled_from([Text.RULES, Text.HELP, *sorted(CONVERSATION)])
items = st.one_of(
    st.builds(Notice, members, texts),
    st.builds(Reworded, members, st.sampled_from([TAPPED, OTHER]), texts),
    st.builds(Export, members),
    st.builds(lambda to: replace(SAID, to=to), members),
    st.builds(lambda to: Amended(to, SAID.content, SAID.of, SAID.room, SAID.author), members),
    st.builds(lambda to: Retracted(to, SAID.of, SAID.room, SAID.author), members),
    st.builds(lambda to: Reaction(to, SAID.of, SAID.room, SAID.author, ("👍",)), members),
)
vias = st.builds(Via, st.just("a-token"), st.just(100.0), st.booleans(), st.booleans())


def bare(item: Outgoing) -> Outgoing:
    return replace(item, via=None) if isinstance(item, Notice | Reworded | Export) else item


@given(st.lists(items), vias, st.sampled_from([None, TAPPED]))
def test_whatever_is_said_nothing_is_lost_doubled_moved_or_shown_to_another(
    said: list[Outgoing], via: Via, bearer: MessageId | None
) -> None:
    out = directed(said, via, ANN, bearer)
    assert [bare(item) for item in out[: len(said)]] == said
    extra = out[len(said) :]
    assert len(extra) <= 1
    assert all(isinstance(item, Notice) and item.text == Text.IN_DIRECT_MESSAGES for item in extra)
    direct = [item for item in out if getattr(item, "via", None) is not None]
    assert all(item.to == ANN for item in direct)
    assert spots(out).count(Spot.ANSWER) <= 1
    if not via.tap:
        assert spots(out).count(Spot.ANSWER) == 1, "a command waits for its answer"
    if not via.aside:
        assert len([item for item in direct if not isinstance(item, Reworded)]) <= 1 or via.tap
    if via.aside:
        assert all(not (isinstance(item, Notice) and item.text in CONVERSATION) for item in direct)
