"""/settings: languages to chat in, what one tells about oneself, and wishes about the other; by taps or by words."""

import re
from dataclasses import replace

from bot.commands.base import Call, button
from bot.commands.languages import OFFERED, read_languages
from bot.members import Near, Profile
from bot.messages import Arg, Button, Buttons, Outgoing, Tongues, Word
from bot.texts.keys import Text
from matching.ticket import ANY_GENDER, Gender

ADULT, OLDEST = 18, 120
MOST_LANGUAGES = 8
AGES = ((18, 24), (25, 34), (35, 44), (45, 59), (60, 120))
GENDERS = {Gender.WOMAN: Text.GENDER_WOMAN, Gender.MAN: Text.GENDER_MAN, Gender.OTHER: Text.GENDER_OTHER}
NEARS = {Near.PLATFORM: Text.NEAR_PLATFORM, Near.SERVER: Text.NEAR_SERVER}
BACK = button(Text.B_BACK, "set", "menu")


async def settings(call: Call) -> list[Outgoing]:
    """/settings: show them; /settings languages en, de · age 27 · ages 25-35 · gender man · meet man · near server."""
    name, _, value = call.argument.strip().partition(" ")
    if not name:
        return [_menu(call)]
    return await change(call, name.casefold(), value.strip())


async def tapped(call: Call) -> list[Outgoing]:
    """A button of the settings: `page` opens it, `what.value` chooses. Forged ones find no page and no value."""
    what, _, value = call.argument.partition(".")
    if not value:
        page = PAGES.get(what)
        return [page(call)] if page else [_menu(call)]
    profile = call.member.profile
    match what:
        case "languages":
            changed = _toggled_language(profile, value)
        case "gender" if value in {*GENDERS, "none"}:
            changed = replace(profile, gender=None if value == "none" else Gender(value))
        case "meet" if value in {*GENDERS, "any"}:
            changed = replace(profile, wish_genders=_toggled_wish(profile.wish_genders, value))
        case "ages" if value == "any" or _two_ages(value):
            changed = replace(profile, wish_ages=_two_ages(value))
        case "near" if value in {*NEARS, "any"}:
            changed = replace(profile, near=None if value == "any" else Near(value))
        case "age" if value == "none":
            changed = replace(profile, age=None)
        case "age" if (age := _one_age(value)) is not None:
            changed = replace(profile, age=age)
        case _:
            return [_menu(call)]
    call = await call.remember(replace(call.member, profile=changed))
    return [PAGES[what](call)]


async def change(call: Call, name: str, value: str) -> list[Outgoing]:
    """One setting by words; the menu as it stands afterwards, or the reason why nothing changed."""
    profile = call.member.profile
    match name:
        case "languages" | "language":
            languages = read_languages(value)
            if not languages or len(languages) > MOST_LANGUAGES:
                return [call.about(Text.SETTINGS_BAD_LANGUAGE, {"limit": MOST_LANGUAGES})]
            changed = replace(profile, languages=languages)
        case "age":
            age = _one_age(value)
            if age is None and value != "-":
                return [call.about(Text.SETTINGS_BAD_AGE)]
            changed = replace(profile, age=age)
        case "ages":
            ages = _two_ages(value)
            if ages is None and value != "-":
                return [call.about(Text.SETTINGS_BAD_AGES)]
            changed = replace(profile, wish_ages=ages)
        case "gender" if value in {*GENDERS, "-"}:
            changed = replace(profile, gender=None if value == "-" else Gender(value))
        case "near" if value in {*NEARS, "-"}:
            changed = replace(profile, near=None if value == "-" else Near(value))
            if changed.near is Near.SERVER and changed.server is None:
                return [_near_page(await call.remember(replace(call.member, profile=changed)))]
        case "meet":
            wanted = {word.strip() for word in value.split(",")}
            if wanted != {"-"} and not wanted <= set(GENDERS):
                return [call.about(Text.SETTINGS_UNKNOWN)]
            changed = replace(profile, wish_genders=ANY_GENDER if wanted == {"-"} else frozenset(map(Gender, wanted)))
        case _:
            return [call.about(Text.SETTINGS_UNKNOWN)]
    call = await call.remember(replace(call.member, profile=changed))
    return [_menu(call)]


def _one_age(value: str) -> int | None:
    return int(value) if re.fullmatch("[0-9]{2,3}", value) and ADULT <= int(value) <= OLDEST else None


def _two_ages(value: str) -> tuple[int, int] | None:
    low, _, high = value.replace("–", "-").partition("-")
    ages = _one_age(low.strip()), _one_age(high.strip())
    return (ages[0], ages[1]) if ages[0] is not None and ages[1] is not None and ages[0] <= ages[1] else None


def _toggled_language(profile: Profile, tag: str) -> Profile:
    if tag not in read_languages(tag):
        return profile
    if tag in profile.languages:
        left = tuple(each for each in profile.languages if each != tag)
        return replace(profile, languages=left) if left else profile  # without any language one meets nobody
    return replace(profile, languages=(*profile.languages, tag)[-MOST_LANGUAGES:])


def _toggled_wish(wish: frozenset[Gender], value: str) -> frozenset[Gender]:
    if value == "any":
        return ANY_GENDER
    if wish == ANY_GENDER:
        return frozenset({Gender(value)})
    return (wish ^ {Gender(value)}) or ANY_GENDER


def _choice(chosen: bool, token: str, label: Arg) -> Button:
    return Button(Text.B_CHOSEN if chosen else Text.B_CHOICE, "set", token, {"label": label})


def _ages(ages: tuple[int, int] | None) -> Word:
    return Word(Text.AGES_ANY) if ages is None else Word(Text.AGES, {"from": ages[0], "to": ages[1]})


def _menu(call: Call) -> Outgoing:
    profile = call.member.profile
    wish = profile.wish_genders
    genders = [Word(GENDERS[each]) for each in Gender if each in wish and wish != ANY_GENDER]
    args: dict[str, Arg] = {
        "languages": Tongues(profile.languages),
        "gender": Word(GENDERS[profile.gender] if profile.gender else Text.UNSTATED),
        "age": Word(Text.UNSTATED) if profile.age is None else profile.age,
        "wish-gender": tuple(genders) or Word(Text.GENDER_ANY),
        "wish-age": _ages(profile.wish_ages),
        "near": Word(NEARS[profile.near] if profile.near else Text.NEAR_ANY),
    }
    pages = (
        (button(Text.B_LANGUAGES, "set", "languages"),),
        (button(Text.B_GENDER, "set", "gender"), button(Text.B_AGE, "set", "age")),
        (button(Text.B_WISH_GENDER, "set", "meet"), button(Text.B_WISH_AGE, "set", "ages")),
        (button(Text.B_NEAR, "set", "near"),),
    )
    return call.show(Text.SETTINGS, args, pages)


def _languages_page(call: Call) -> Outgoing:
    chosen = call.member.profile.languages
    offered = [*dict.fromkeys((*chosen, *OFFERED))]
    choices = [_choice(tag in chosen, f"languages.{tag}", Tongues((tag,))) for tag in offered]
    return call.show(Text.SETTINGS_LANGUAGES, {}, _rows(choices, 3))


def _gender_page(call: Call) -> Outgoing:
    mine = call.member.profile.gender
    choices = [_choice(mine is each, f"gender.{each.value}", Word(GENDERS[each])) for each in Gender]
    choices.append(_choice(mine is None, "gender.none", Word(Text.UNSTATED)))
    return call.show(Text.SETTINGS_GENDER, {}, _rows(choices, 2))


def _age_page(call: Call) -> Outgoing:
    mine = call.member.profile.age
    around = [*range(ADULT, 40), 40, 45, 50, 55, 60, 65, 70]
    choices = [
        _choice(mine == age, f"age.{age}", str(age)) for age in dict.fromkeys([*around, *([mine] if mine else [])])
    ]
    untold = (_choice(mine is None, "age.none", Word(Text.UNSTATED)),)
    return call.show(Text.SETTINGS_AGE, {}, (untold, *_rows(choices, 6)))


def _meet_page(call: Call) -> Outgoing:
    wish = call.member.profile.wish_genders
    choices = [
        _choice(wish != ANY_GENDER and each in wish, f"meet.{each.value}", Word(GENDERS[each])) for each in Gender
    ]
    choices.append(_choice(wish == ANY_GENDER, "meet.any", Word(Text.GENDER_ANY)))
    return call.show(Text.SETTINGS_WISH_GENDER, {}, _rows(choices, 2))


def _ages_page(call: Call) -> Outgoing:
    wish = call.member.profile.wish_ages
    offered = [*AGES, *([wish] if wish and wish not in AGES else [])]
    choices = [_choice(wish == ages, f"ages.{ages[0]}-{ages[1]}", _ages(ages)) for ages in offered]
    choices.append(_choice(wish is None, "ages.any", _ages(None)))
    return call.show(Text.SETTINGS_WISH_AGE, {}, _rows(choices, 3))


def _near_page(call: Call) -> Outgoing:
    """Where no server is known, it says so: with that wish nobody could fit."""
    profile = call.member.profile
    choices = [_choice(profile.near is each, f"near.{each.value}", Word(label)) for each, label in NEARS.items()]
    choices.append(_choice(profile.near is None, "near.any", Word(Text.NEAR_ANY)))
    return call.show(Text.SETTINGS_NEAR, {"server": "known" if profile.server else "unknown"}, _rows(choices, 1))


def _rows(choices: list[Button], width: int) -> Buttons:
    rows = [tuple(choices[start : start + width]) for start in range(0, len(choices), width)]
    return (*rows, (BACK,))


PAGES = {
    "languages": _languages_page,
    "gender": _gender_page,
    "age": _age_page,
    "meet": _meet_page,
    "ages": _ages_page,
    "near": _near_page,
    "menu": _menu,
}
