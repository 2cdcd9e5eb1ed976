"""The Fluent catalogues: a text's key and arguments become words and bold spans in the reader's language."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from babel.core import Locale
from babel.dates import format_datetime, format_timedelta
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Resource

from bot.content import Span, Style
from bot.messages import Arg, Tongues, Topics, Word
from bot.texts.keys import Text
from config.interests import shown

FALLBACK = "en"
SIGN = "◆ "
"""Every message of the bot's own starts with it, so that nobody takes it for the partner."""

DAY_AND_TIME: Mapping[str, str] = {"en": "EEEE, MMMM d, y, h:mm a", "de": "EEEE, d. MMMM y, HH:mm 'Uhr'"}
"""How a day and the time of day are written, in the patterns of CLDR."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
BOLD = re.compile(r"\*([^*]+)\*")
STAR = "\uffff"  # stands for a person's own asterisk while bold marks are read; a noncharacter: nobody's words have it


@lru_cache(16)
def _parsed(source: str) -> Resource:
    """Read once in a process, which takes a fraction of a second for all of them. Nothing changes it afterwards."""
    return FluentResource(source)


class Catalogue:
    """All languages of the bot. `tags` are their names, English first."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._resources = {tag: _parsed(source) for tag, source in sources.items()}
        self._bundles: dict[str, FluentBundle] = {}
        for tag, resource in self._resources.items():
            functions: dict[str, Callable[[Any], Any]] = {"MOMENT": partial(moment, tag), "AWAY": partial(away, tag)}
            bundle = FluentBundle([tag], functions=functions, use_isolating=False)
            bundle.add_resource(resource)
            self._bundles[tag] = bundle
        self.tags: tuple[str, ...] = tuple(sorted(sources, key=lambda tag: (tag != FALLBACK, tag)))

    @classmethod
    def load(cls, folder: Traversable | None = None) -> "Catalogue":
        """The catalogues beside this file: for each language its `tag.ftl` and any `subject.tag.ftl`."""
        here = files(__package__) if folder is None else folder
        sources: dict[str, str] = {}
        for entry in sorted(here.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".ftl"):
                tag = entry.name.split(".")[-2]
                sources[tag] = sources.get(tag, "") + entry.read_text("utf-8") + "\n"
        return cls(sources)

    def nearest(self, tag: str | None) -> str:
        """The language of ours for a language tag such as `de-AT`; English if there is none."""
        return self.speaks(tag) or FALLBACK

    def speaks(self, tag: str | None) -> str | None:
        """The language of ours for a language tag; None if there is none."""
        base = (tag or "").replace("_", "-").split("-")[0].casefold()
        return base if base in self._bundles else None

    def languages(self) -> Sequence[tuple[str, str]]:
        """Each language's tag and its name in itself."""
        return [(tag, own_name(tag)) for tag in self.tags]

    def keys(self, language: str) -> frozenset[str]:
        return frozenset(entry.id.name for entry in self._resources[language].body if hasattr(entry, "id"))

    def word(self, key: str, language: str, args: Mapping[str, Arg] | None = None) -> str:
        """The plain words of a text, bold marks removed. Raises KeyError for a key no catalogue has."""
        return self.words(key, language, args)[0]

    def words(self, key: str, language: str, args: Mapping[str, Arg] | None = None) -> tuple[str, tuple[Span, ...]]:
        """The words of a text and where they are bold (`*…*` in the catalogue, never in an argument)."""
        bundle = self._bundles[language if language in self._bundles else FALLBACK]
        if not bundle.has_message(key):
            bundle = self._bundles[FALLBACK]
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise KeyError(key)
        given = {name: self._argument(value, language) for name, value in (args or {}).items()}
        text, errors = bundle.format_pattern(pattern, given)
        if errors:
            raise KeyError(f"{key}: {errors[0]}")
        return _bold(str(text))

    def _argument(self, value: Arg, language: str) -> str | int | float:
        if isinstance(value, Word):
            return self.word(value.text, language, value.args).replace("*", STAR)
        if isinstance(value, Tongues):
            return format_list([tongue(tag, language) for tag in value.tags], style="standard", locale=language)
        if isinstance(value, Topics):
            marked = [f"*{_isolated(name)}*" for name in shown(value.names, language)]
            return format_list(marked, style="standard", locale=language)
        if isinstance(value, tuple):
            words = [self.word(each.text, language, each.args).replace("*", STAR) for each in value]
            return format_list(words, style="standard", locale=language)
        return _isolated(value) if isinstance(value, str) else value

    def notice(self, key: Text, language: str, args: Mapping[str, Arg]) -> tuple[str, tuple[Span, ...]]:
        """A notice of the bot: the words after its sign."""
        text, spans = self.words(key, language, args)
        moved = tuple(Span(each.style, each.start + len(SIGN), each.end + len(SIGN), each.detail) for each in spans)
        return SIGN + text, moved

    def page_words(self, language: str) -> dict[str, str]:
        """All words of the web page (`web-…`)."""
        return {key: self.word(key, language) for key in sorted(self.keys(FALLBACK)) if key.startswith("web-")}


def moment(language: str, at: float) -> str:
    """A moment (epoch seconds) in words, to the minute: "Friday, November 17, 2023 at 10:13 PM". In UTC."""
    return str(
        format_datetime(datetime.fromtimestamp(float(at), UTC), DAY_AND_TIME.get(language, "long"), locale=language)
    )


def away(language: str, seconds: float) -> str:
    """How far away that is: "in 2 days", "in 1 hour". What is less than a minute away is a minute away."""
    left = timedelta(seconds=max(60.0, float(seconds)))
    return str(format_timedelta(left, granularity="minute", threshold=1.0, add_direction=True, locale=language))


def tongue(tag: str, language: str) -> str:
    """A language's name in another one, e.g. ("de", "en") → "German"; the tag for one that CLDR does not know."""
    return str(Locale.parse(language).languages.get(tag, tag))


def own_name(tag: str) -> str:
    """A language's name in itself, with a capital: "Deutsch"."""
    name = tongue(tag, tag)
    return f"{name[:1].upper()}{name[1:]}"


def _isolated(value: str) -> str:
    """A person's words inside ours: their asterisks are no marks, their letters don't turn our sentence around."""
    plain = value.replace("*", STAR)
    return f"\u2068{plain}\u2069" if RIGHT_TO_LEFT.search(plain) else plain


def _bold(text: str) -> tuple[str, tuple[Span, ...]]:
    plain, spans, last = "", [], 0
    for mark in BOLD.finditer(text):
        plain += text[last : mark.start()]
        spans.append(Span(Style.BOLD, len(plain), len(plain) + len(mark[1])))
        plain += mark[1]
        last = mark.end()
    plain += text[last:]
    return plain.replace(STAR, "*"), tuple(spans)
