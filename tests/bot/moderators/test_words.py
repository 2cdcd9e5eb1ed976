"""What moderators read, word for word: what each role is told it can do, and every number as one says it."""

from collections.abc import Mapping

import pytest

from bot.messages import Arg, Word
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from moderation.roles import Role

LANGUAGES = ("en", "de")
COUNTS = (0, 1, 2, 5)
SPAM = Word(Text.REASON_SPAM)
CARD: Mapping[str, Arg] = {"case": "7K2F", "reason": SPAM, "queue": Word(Text.QUEUE_URGENT), "priority": 1, "due": "x"}

SAID: list[tuple[Text, str, str, Mapping[str, Arg], tuple[str, str, str, str]]] = [
    (Text.MOD_CARD_OPEN, "en", "reporters", CARD, ("0 reporters", "one reporter", "2 reporters", "5 reporters")),
    (Text.MOD_CARD_OPEN, "de", "reporters", CARD, ("0 Meldende", "eine meldende Person", "2 Meldende", "5 Meldende")),
    (
        Text.MOD_DIGEST,
        "en",
        "urgent",
        {"more": 9},
        ("here. /mod", "one is urgent.", "2 are urgent.", "5 are urgent."),
    ),
    (
        Text.MOD_DIGEST,
        "de",
        "urgent",
        {"more": 9},
        ("haben. /mod", "ist einer dringend.", "sind 2 dringend.", "sind 5 dringend."),
    ),
    (
        Text.MOD_DIGEST,
        "en",
        "more",
        {"urgent": 0},
        ("0 more cases wait", "One more case waits", "2 more cases wait", "5 more cases wait"),
    ),
    (
        Text.MOD_DIGEST,
        "de",
        "more",
        {"urgent": 0},
        ("0 weitere Fälle warten, die", "Ein weiterer Fall wartet, der", "2 weitere Fälle warten", "5 weitere Fälle"),
    ),
    (
        Text.MOD_MEASURE,
        "en",
        "strikes",
        {"case": "7K2F", "reason": SPAM, "step": Word(Text.MEASURE_WARNING)},
        ("With 0 strikes then,", "With one strike then,", "With 2 strikes then,", "With 5 strikes then,"),
    ),
    (
        Text.MOD_MEASURE,
        "de",
        "strikes",
        {"case": "7K2F", "reason": SPAM, "step": Word(Text.MEASURE_WARNING)},
        ("Mit dann 0 Punkten", "Mit dann einem Punkt sagt", "Mit dann 2 Punkten", "Mit dann 5 Punkten"),
    ),
    (Text.MEASURE_PAUSE, "en", "days", {"hours": 3}, ("Pause 3 h", "Pause 1 d", "Pause 2 d", "Pause 5 d")),
    (Text.MEASURE_PAUSE, "de", "days", {"hours": 3}, ("Pause 3 h", "Pause 1 Tag", "Pause 2 Tage", "Pause 5 Tage")),
    (Text.MEASURE_LIMIT, "en", "days", {"hours": 3}, ("Limited 3 h", "Limited 1 d", "Limited 2 d", "Limited 5 d")),
    (
        Text.MEASURE_LIMIT,
        "de",
        "days",
        {"hours": 3},
        ("Eingeschränkt 3 h", "Eingeschränkt 1 Tag", "Eingeschränkt 2 Tage", "Eingeschränkt 5 Tage"),
    ),
    (
        Text.EX_HEAD,
        "en",
        "unreadable",
        {"case": "7K2F", "page": 1, "pages": 1, "messages": 0},
        ("in 10 minutes.", "of one more report can't", "of 2 more reports can't", "of 5 more reports can't"),
    ),
    (
        Text.EX_HEAD,
        "de",
        "unreadable",
        {"case": "7K2F", "page": 1, "pages": 1, "messages": 0},
        ("ist es weg.", "einer weiteren Meldung lassen", "2 weiterer Meldungen lassen", "5 weiterer Meldungen lassen"),
    ),
    (
        Text.EX_HEAD,
        "en",
        "messages",
        {"case": "7K2F", "page": 1, "pages": 1, "unreadable": 0},
        ("no messages", "one message\n", "2 messages", "5 messages"),
    ),
    (
        Text.EX_HEAD,
        "de",
        "messages",
        {"case": "7K2F", "page": 1, "pages": 1, "unreadable": 0},
        ("keine Nachrichten", "eine Nachricht\n", "2 Nachrichten", "5 Nachrichten"),
    ),
]
"""A text, the language, what is counted, what else it is given, and how that reads for each of the counts."""


@pytest.mark.parametrize(
    ("key", "language", "counted", "given", "said"), SAID, ids=[f"{key}-{lang}-{of}" for key, lang, of, *_ in SAID]
)
def test_a_number_is_said_as_one_says_it(
    key: Text, language: str, counted: str, given: Mapping[str, Arg], said: tuple[str, ...], catalogue: Catalogue
) -> None:
    for count, part in zip(COUNTS, said, strict=True):
        assert part in catalogue.word(key, language, {**given, counted: count})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVER_MODERATOR])
def test_who_sees_no_case_is_not_told_of_cases_of_their_own(language: str, role: Role, catalogue: Catalogue) -> None:
    said = catalogue.word(Text.MOD_WELCOME, language, {"role": role.value})
    own = {"en": "shows your cases", "de": "zeigt deine Fälle"}[language]
    assert (own in said) is (role not in (Role.ADMIN, Role.AUDITOR))
    assert ("/mod here" in said) is (role is not Role.AUDITOR), "an auditor has no cards anywhere"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("measure", "acted"), [(Text.MEASURE_NOTHING, 0), (Text.MEASURE_WARNING, 1)])
def test_that_the_reported_person_hears_of_it_is_said_only_where_they_do(
    language: str, measure: Text, acted: int, catalogue: Catalogue
) -> None:
    given: dict[str, Arg] = {"case": "7K2F", "measure": Word(measure), "acted": acted, "reason": SPAM, "kind": "d"}
    hears = {"en": "The reported person hears it", "de": "Die gemeldete Person erfährt es"}[language]
    assert (hears in catalogue.word(Text.MOD_DECIDED, language, given)) is bool(acted)
    why = catalogue.word(SPAM.text, language)
    assert (why in catalogue.word(Text.MOD_CONFIRM, language, given)) is bool(acted), "for what, where it is anything"
