"""The forms behind the buttons of /bauta: the code of an alliance, and the word list. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.texts.catalogue import Catalogue
from bot.texts.keys import Text

FIELD_LIMIT: Final = 4000
"""Characters of a field, the most Discord takes."""
FIELDS: Final = 5
"""Fields of a form, the most Discord shows."""
CODE_LIMIT: Final = 40
LINE, PARAGRAPH = 1, 2

Form = Mapping[str, Any]


def code_form(catalogue: Catalogue, language: str) -> Form:
    """The code that lets a server into an alliance."""
    field = {**_field("code", catalogue.word(Text.FORM_CODE, language), CODE_LIMIT), "style": LINE}
    return _form("server:join", catalogue.word(Text.FORM_CODE_TITLE, language), [field])


def words_form(rules: Sequence[str], catalogue: Catalogue, language: str) -> Form:
    """The word list as it stands, in as many fields as it takes, and one more while there is room."""
    pieces = _pieces(rules)
    fields = []
    for number, piece in enumerate([*pieces, ""][:FIELDS]):
        label = catalogue.word(Text.FORM_RULES_MORE if number else Text.FORM_RULES, language)
        field = {**_field(f"rules{number}", label, FIELD_LIMIT), "min_length": 0, "required": False}
        fields.append({**field, "value": piece} if piece else field)
    return _form("server:edit", catalogue.word(Text.FORM_RULES_TITLE, language), fields)


def _pieces(rules: Sequence[str]) -> list[str]:
    """The rules, a line each, in pieces that fit a field."""
    pieces: list[str] = []
    for rule in rules:
        if pieces and len(pieces[-1]) + 1 + len(rule) <= FIELD_LIMIT:
            pieces[-1] += f"\n{rule}"
        else:
            pieces.append(rule)
    return pieces


def _field(name: str, label: str, limit: int) -> dict[str, Any]:
    return {
        "type": 4,
        "custom_id": name,
        "label": label,
        "style": PARAGRAPH,
        "min_length": 1,
        "max_length": limit,
        "required": True,
    }


def _form(name: str, title: str, fields: Sequence[Mapping[str, Any]]) -> Form:
    return {
        "custom_id": name,
        "title": title,
        "components": [{"type": 1, "components": [field]} for field in fields],
    }
