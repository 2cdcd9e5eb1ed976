"""What moderators read, word for word: what each role is told it can do, and every number as one says it."""

import pytest

from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from moderation.roles import Role

LANGUAGES = ("en", "de")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVER_MODERATOR])
def test_who_sees_no_case_is_not_told_of_cases_of_their_own(language: str, role: Role, catalogue: Catalogue) -> None:
    said = catalogue.word(Text.MOD_WELCOME, language, {"role": role.value})
    own = {"en": "shows your cases", "de": "zeigt deine Fälle"}[language]
    assert (own in said) is (role not in (Role.ADMIN, Role.AUDITOR))
    assert ("/mod here" in said) is (role is not Role.AUDITOR), "an auditor has no cards anywhere"
