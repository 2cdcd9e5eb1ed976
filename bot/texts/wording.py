"""A notice becomes a post: worded in the reader's language at the moment it is sent."""

from bot.messages import Buttons, Notice, Reworded
from bot.posts import Label, Post
from bot.texts.catalogue import Catalogue


def post(catalogue: Catalogue, notice: Notice | Reworded, language: str, reply_to: str | None = None) -> Post:
    """The finished message of the bot. `reply_to` is the native id it points at."""
    text, spans = catalogue.notice(notice.text, language, notice.args)
    return Post(
        text=text,
        spans=spans,
        labels=labels(catalogue, notice.buttons, language),
        reply_to=reply_to,
        host=True,
        topic=notice.text.value,
    )


def labels(catalogue: Catalogue, buttons: Buttons, language: str) -> tuple[tuple[Label, ...], ...]:
    """Buttons with their words."""
    return tuple(
        tuple(Label(catalogue.word(button.label, language, button.args), button.data, button.pick) for button in row)
        for row in buttons
    )
