"""Polls within what a platform takes, and in words where it takes no such poll. Pure."""

from dataclasses import dataclass

from bot.content import Poll

SIGN = "📊"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a question and each option may be, in code points, and how many options there may be."""

    question: int
    options: int
    option: int

    def fits(self, poll: Poll) -> bool:
        """Whether such a poll can be made as it is."""
        return (
            1 <= len(poll.question) <= self.question
            and 2 <= len(poll.options) <= self.options
            and all(1 <= len(option) <= self.option for option in poll.options)
        )


def in_words(poll: Poll) -> str:
    """The question, and its options with numbers to answer by."""
    return "\n".join([f"{SIGN} {poll.question}", *(f"{at}. {each}" for at, each in enumerate(poll.options, 1))])
