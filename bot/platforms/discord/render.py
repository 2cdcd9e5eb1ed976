"""A Post as the messages Discord takes: markdown, buttons and menus, limits. Pure."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, Final

from bot import polls
from bot.content import Kind, Poll, Span, Style
from bot.platforms.base import Rejected
from bot.platforms.discord.asked import CHOOSE
from bot.platforms.discord.markdown import parts
from bot.posts import Attachment, Label, Pick, Post
from bot.taps import CLAIM, DO

TEXT_LIMIT: Final = 2000
FILE_LIMIT: Final = 10_000_000
DATA_LIMIT: Final = 100
LABEL_LIMIT: Final = 80
WIDTH: Final = 5
HEIGHT: Final = 5
CHOICES: Final = 25

ROW, BUTTON, MENU, ROLES, CHANNELS = 1, 2, 3, 6, 8
TEXT_CHANNEL: Final = 0
PRIMARY, SECONDARY, DANGER, LINK = 1, 2, 4, 5
STYLES: Final = {
    "agree": PRIMARY,
    "find": PRIMARY,
    "block": DANGER,
    "report": DANGER,
    "delete": DANGER,
    CLAIM: PRIMARY,
    DO: DANGER,
}
CHAT: Final = "chat"
"""The action of the button that leads to the chat with the bot."""


VOICE: Final = 1 << 13
"""The flag of a message that is a voice and nothing else."""
FILES: Final = 10
"""Files of one message."""
REQUEST_LIMIT: Final = 24_000_000
"""Bytes of all of them together."""
_POLL: Final = polls.Limits(question=300, options=10, option=55)
POLL_HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Message:
    """One message of Discord's. `body` holds content and components, and what makes it a voice or a poll."""

    body: dict[str, Any] = field(repr=False)
    files: tuple[Attachment, ...] = ()

    @property
    def content(self) -> str:
        return str(self.body["content"])

    @property
    def editable(self) -> bool:
        """Neither voices nor polls are."""
        return "poll" not in self.body and not self.body.get("flags", 0) & VOICE


def messages(item: Post, chat: str) -> list[Message]:
    """The messages to send, in order; the first with words bears the files, the last the buttons.

    Raises Rejected when nothing would be seen, a button holds too much or a file is too large.
    """
    if any(file.blob.size > FILE_LIMIT for file in item.media):
        raise Rejected("the file is too large")
    text, spans, poll = item.text, item.spans, item.poll
    if poll is not None and not _POLL.fits(poll):
        text, poll = polls.in_words(poll), None
    if item.quote:
        text, spans = _quoted(item.quote, text, spans)
    voices = [_voice(file) for file in item.media if file.kind is Kind.VOICE]
    loads = _loads([covered(file) for file in item.media if file.kind is not Kind.VOICE])
    texts = parts(text, spans, TEXT_LIMIT)
    made = [*voices]
    for at in range(max(len(loads), len(texts))):
        files = loads[at] if at < len(loads) else ()
        made.append(_message(texts[at] if at < len(texts) else "", files, item.previews))
    if poll is not None:
        made.append(_poll(poll))
    if not made:
        raise Rejected("there is nothing to show")
    made[-1].body["components"] = components(item.labels, chat)
    return made


def _message(text: str, files: tuple[Attachment, ...], previews: bool) -> Message:
    return Message({"content": text, "components": [], **({"flags": 0} if previews else {})}, files)


def _voice(file: Attachment) -> Message:
    """Discord shows it as a voice if it is told how long and how loud it is, and nothing else stands in the message."""
    told = {
        "id": 0,
        "filename": file.name,
        "duration_secs": file.seconds,
        "waveform": base64.b64encode(file.waveform or b"\0").decode(),
    }
    return Message({"content": "", "components": [], "flags": VOICE, "attachments": [told]}, (file,))


def _poll(poll: Poll) -> Message:
    answers = [{"poll_media": {"text": option}} for option in poll.options]
    made = {
        "question": {"text": poll.question},
        "answers": answers,
        "duration": POLL_HOURS,
        "allow_multiselect": poll.several,
        "layout_type": 1,
    }
    return Message({"content": "", "components": [], "poll": made})


def _quoted(quote: str, text: str, spans: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    """The part that is answered, above the answer: Discord knows only whole messages."""
    head = f"{quote}\n"
    moved = [replace(span, start=span.start + len(head), end=span.end + len(head)) for span in spans]
    return head + text, (Span(Style.QUOTE, 0, len(quote)), *moved)


def _loads(files: Sequence[Attachment]) -> list[tuple[Attachment, ...]]:
    """Files in messages as full as may be."""
    found: list[list[Attachment]] = []
    size = 0
    for file in files:
        if not found or len(found[-1]) == FILES or size + file.blob.size > REQUEST_LIMIT:
            found.append([])
            size = 0
        found[-1].append(file)
        size += file.blob.size
    return [tuple(each) for each in found]


def covered(file: Attachment) -> Attachment:
    """A file is covered until tapped when its name says so."""
    return replace(file, name=f"SPOILER_{file.name}") if file.spoiler else file


def components(labels: Sequence[Sequence[Label]], chat: str) -> list[dict[str, Any]]:
    """Buttons, laid out anew where Discord takes no such rows; menus where it takes no so many."""
    if any(len(label.data.encode()) > DATA_LIMIT for label in chain.from_iterable(labels)):
        raise Rejected("a button holds too much")
    labels = [row for row in labels if row]
    if not labels:
        return []
    if len(labels) <= HEIGHT and all(len(row) <= WIDTH for row in labels):
        return [_buttons(row, chat) for row in labels]
    choices, closing = (list(labels[:-1]), [labels[-1]]) if len(labels[-1]) == 1 else (list(labels), [])
    offered = list(chain.from_iterable(choices))
    height = HEIGHT - len(closing)
    width = -(-len(offered) // height)
    if width <= WIDTH:
        rows = [offered[at : at + width] for at in range(0, len(offered), width)]
        return [_buttons(row, chat) for row in (*rows, *closing)]
    menus = [_menu(number, offered[at : at + CHOICES]) for number, at in enumerate(range(0, len(offered), CHOICES))]
    return [*menus[:height], *(_buttons(row, chat) for row in closing)]


def _buttons(row: Sequence[Label], chat: str) -> dict[str, Any]:
    if row and row[0].pick is not None:
        return {"type": ROW, "components": [_pick(row[0], row[0].pick)]}
    return {"type": ROW, "components": [_button(label, chat) for label in row]}


def _button(label: Label, chat: str) -> dict[str, Any]:
    shown = {"type": BUTTON, "label": _cut(label.text, LABEL_LIMIT)}
    action = label.data.partition(":")[0]
    if action == CHAT:
        return {**shown, "style": LINK, "url": f"https://discord.com/channels/@me/{chat}"}
    return {**shown, "style": STYLES.get(action, SECONDARY), "custom_id": label.data}


def _pick(label: Label, pick: Pick) -> dict[str, Any]:
    """A menu that Discord fills itself; one takes a whole row."""
    return {
        "type": ROLES if pick.of == "role" else CHANNELS,
        "custom_id": label.data,
        "placeholder": _cut(label.text, DATA_LIMIT),
        "min_values": 0,
        "max_values": pick.most,
        "default_values": [{"id": each, "type": pick.of} for each in pick.chosen[: pick.most]],
        **({"channel_types": [TEXT_CHANNEL]} if pick.of == "channel" else {}),
    }


def unchosen(item: Post) -> Post | None:
    """The same with nothing chosen in its menus; None where nothing is."""
    if not any(label.pick and label.pick.chosen for row in item.labels for label in row):
        return None
    rows = [
        tuple(replace(label, pick=label.pick and replace(label.pick, chosen=())) for label in row)
        for row in item.labels
    ]
    return replace(item, labels=tuple(rows))


def _menu(number: int, offered: Sequence[Label]) -> dict[str, Any]:
    options = [{"label": _cut(label.text, DATA_LIMIT), "value": label.data} for label in offered]
    return {"type": ROW, "components": [{"type": MENU, "custom_id": f"{CHOOSE}:{number}", "options": options}]}


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
