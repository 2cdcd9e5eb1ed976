"""The forms behind buttons: a title and one field each. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.messages import Pressed
from bot.taps import NOTE
from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text
from moderation.model import APPEAL_LIMIT, WORDS_LIMIT

PARAGRAPH: Final = 2
TEXT_FIELD: Final = 4
ROW: Final = 1


@dataclass(frozen=True, slots=True)
class Form:
    """What it is called, what its field asks for, and how many characters that takes."""

    title: Text
    field: Text
    limit: int = WORDS_LIMIT


FORMS: Final[Mapping[str, Form]] = {
    "words": Form(Text.FORM_TITLE, Text.FORM_WORDS),
    NOTE: Form(Text.FORM_NOTE_TITLE, Text.FORM_NOTE),
    "appeal": Form(Text.FORM_APPEAL_TITLE, Text.FORM_APPEAL, APPEAL_LIMIT),
}
"""By the actions of the buttons that open them; the field has the same name."""


def form(pressed: Pressed, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """The form as Discord takes it. Raises KeyError for a button that opens none."""
    asked = FORMS[pressed.action]
    field = {
        "type": TEXT_FIELD,
        "custom_id": pressed.action,
        "label": catalogue.word(asked.field, language),
        "style": PARAGRAPH,
        "min_length": 1,
        "max_length": asked.limit,
        "required": True,
    }
    return {
        "custom_id": f"{pressed.action}:{pressed.token}",
        "title": catalogue.word(asked.title, language),
        "components": [{"type": ROW, "components": [field]}],
    }
