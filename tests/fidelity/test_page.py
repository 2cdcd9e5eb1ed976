"""The page shows the table as it is."""

from bot.fidelity import Way
from tests.fidelity.page import PLACE, SIGNS, page


def test_the_page_in_docs_is_what_the_table_says_today() -> None:
    assert PLACE.read_text() == page(), "`make fidelity` writes it anew"


def test_every_way_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(Way)
    assert len(set(SIGNS.values())) == len(Way)
