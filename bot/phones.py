"""Whether digits in a text look like a number somebody can be called at. Pure.

What has as many digits and is something else is set aside: dates, amounts, addresses of computers, books, coordinates,
years, scores, long ids. In doubt it is a phone number: to be asked once too often costs a tap.

Every expression here reads a text once: a part that may repeat is bounded, or can't match what follows it.
"""

import re
from typing import Final

LEAST: Final = 8
"""Digits. Shorter ones are reached only by somebody who knows where they belong."""

MOST: Final = 15
"""Digits that a number can have with its country (ITU-T E.164); longer ones are cards, accounts and ids."""

SEPARATORS: Final = " \t\u00a0\u2009\u202f./()\\[\\]\u2010-\u2015\u2212-"
RUN: Final = re.compile(rf"(?:\+ ?)?\(?\d(?:[{SEPARATORS}]{{0,3}}\d){{{LEAST - 1},}}")
"""Enough digits with no more than three separators between two of them."""

GROUP: Final = re.compile(r"\d+")
FOREIGN: Final = re.compile(r"(?![0-9])\d")
DATE: Final = re.compile(
    r"(?<!\d)(?:"
    r"(?:19|20)\d\d[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])"  # 2026-11-29
    r"|(?:0?[1-9]|[12]\d|3[01])[-./] ?(?:0?[1-9]|[12]\d|3[01])[-./] ?(?:19|20)\d\d"  # 29.11.2026, 11/29/2026
    r"|(?<!\d[-./])(?:0?[1-9]|[12]\d|3[01])([-./])(?:0?[1-9]|[12]\d|3[01])\1\d\d(?![-./]?\d)"  # 29.11.26
    r"|(?:19|20)\d\d ?[-/\u2013] ?(?:19|20)\d\d"  # 2019-2024
    r")(?!\d)"
)
TIME: Final = re.compile(r"(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?![\d:])")
COMPUTER: Final = re.compile(r"(?<![\d.])(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(?:\.(?=\d)|(?!\.?\d))){4}(?<!\.)")
DECIMAL: Final = re.compile(r"(?<![\d.-])(?!0\d)\d{1,20}[.,]\d{1,20}(?![\d-]|[.,]\d)")
BOOK: Final = re.compile(r"(?<!\d)97[89](?:[- ]?\d){10}(?!\d)")
MONEY: Final = re.compile(
    r"[$€£¥₹₽₺₩₴¢%‰]|\b(?:eur|usd|gbp|chf|jpy|inr|rub|euros?|dollars?|pounds?|rupees?)\b", re.IGNORECASE
)
STRANGE: Final = re.compile(r"[^\W\d]|[#№=_]")
"""Right before or after it, digits belong to a word, an id, a formula."""

AROUND: Final = 9
"""Characters looked at on either side of a number for what it is an amount of."""


def any_phone(text: str) -> bool:
    """Whether some number in a text can be called. Digits of all scripts count."""
    if not text.isascii():
        text = FOREIGN.sub(lambda found: str(int(found[0])), text)
    for other in (DATE, TIME, COMPUTER, DECIMAL, BOOK):
        text = other.sub(_letter, text)
    return any(_callable(text, found) for found in RUN.finditer(text))


def _letter(found: re.Match[str]) -> str:
    """In place of what was set aside: digits around it belong neither to it nor to each other."""
    return ";" if found.re is not BOOK or _is_book(found[0]) else found[0]


def _callable(text: str, found: re.Match[str]) -> bool:
    start, end = found.span()
    number = found[0]
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if STRANGE.match(before[-1:]) or STRANGE.match(after[:1]):
        return False
    groups = GROUP.findall(number)
    digits = "".join(groups)
    between = "".join(GROUP.sub("", number).split())
    international = number.startswith("+") or digits.startswith("00")
    if len(digits) > MOST + 2 * digits.startswith("00"):
        return any(_trunk(groups[at : at + 6]) for at in range(len(groups)))
    if len(set(digits)) < 3 and (len(set(digits)) == 1 or set(map(int, digits)) == {0, 1}):
        return False
    if MONEY.search(before) or MONEY.match(after.lstrip()):
        return False
    if _grouped_by_thousands(groups, between, number.startswith("+")):
        return False
    if international:
        return True
    return _one_piece(digits) if len(groups) == 1 else _in_groups(groups, between)


def _trunk(groups: list[str]) -> bool:
    """Whether a number as it is dialled begins here, within more numbers than one."""
    if not groups[0].startswith("0") or len(groups[0]) < 2:
        return False
    lengths = [len(group) for group in groups]
    return any(9 <= sum(lengths[:count]) <= 13 for count in range(1, len(lengths) + 1))


def _one_piece(digits: str) -> bool:
    """Digits without anything between them."""
    if digits.endswith("00000") and not digits.startswith("0"):
        return False
    if digits in "01234567890123456789" or digits in "98765432109876543210":
        return False
    if len(digits) == LEAST and (
        DATE.fullmatch(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
        or DATE.fullmatch(f"{digits[:2]}.{digits[2:4]}.{digits[4:]}")
    ):
        return False
    return len(digits) <= 13


def _in_groups(groups: list[str], between: str) -> bool:
    lengths = [len(group) for group in groups]
    dialled = groups[0].startswith("0")
    if all(length == 4 and 1900 <= int(group) < 2100 for group, length in zip(groups, lengths, strict=True)):
        return False  # years
    if len(groups) == 2 and between and not between.strip("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"):
        low, high = map(int, groups)
        if not dialled and low < high and low % 10 == high % 10 == 0 and lengths[1] - lengths[0] in (0, 1):
            return False  # from so many to so many
    if lengths in ([2, 2, 4], [1, 2, 4], [2, 1, 4]) and DATE.fullmatch(".".join(groups)):
        return False
    if lengths[0] == 4 and len(groups) == 3 and DATE.fullmatch("-".join(groups)):
        return False
    if "." in between and not dialled and any(length == 1 for length in lengths[1:]):
        return False  # a version of a program
    if max(lengths) == 1:
        return dialled and len(groups) > LEAST  # counted out loud, or a number read out
    if max(lengths) <= 2:
        return dialled or (lengths == [2] * 4 and len(set(between)) < 2)  # else scores, a draw, sizes
    return lengths != [4, 4, 4, 3]


def _grouped_by_thousands(groups: list[str], between: str, plus: bool) -> bool:
    """Ten million as 10 000 000 or 10.000.000; but 612 345 678 is how numbers are called in half of Europe."""
    if len(groups) < 2 or groups[0].startswith("0") or len(groups[0]) > 3 or between.strip(". "):
        return False
    if any(len(group) != 3 for group in groups[1:]):
        return False
    round_ = int(groups[-1]) == 0
    return round_ if plus else round_ or len(groups[0]) == 1 or (len(groups[0]) == 2 and len(groups) == 3)


def _is_book(text: str) -> bool:
    """Whether thirteen digits are an ISBN: the last one is made from the others."""
    digits = [int(each) for each in text if each.isdecimal()]
    return sum(digit * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0
