"""Telegram and Discord count text in UTF-16 units, Python in code points: the way from one to the other and back."""

from bisect import bisect_left


class Utf16:
    """Both ways of counting through one text. Costs nothing to speak of while the text has no astral characters."""

    __slots__ = ("_points", "_units", "size")

    def __init__(self, text: str) -> None:
        # Only characters beyond U+FFFF take two units, so their places are all there is to know.
        self._points = [] if text.isascii() else [at for at, char in enumerate(text) if char > "\uffff"]
        self._units = [at + before for before, at in enumerate(self._points)]
        self.size = len(text) + len(self._points)
        """The length of the text in UTF-16 units."""

    def unit(self, point: int) -> int:
        """The UTF-16 offset of the code point at index `point`."""
        return point + bisect_left(self._points, point)

    def point(self, unit: int) -> int:
        """The index of the code point at UTF-16 offset `unit`; an offset inside a pair counts as the pair's start."""
        return unit - bisect_left(self._units, unit)


def well_formed(text: str) -> str:
    """The text with lone surrogates replaced by U+FFFD, so that it can be encoded. Length in UTF-16 units is kept."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
