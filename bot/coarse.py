"""A place becomes words that tell it to about a kilometre, and a link to a map of just that. Pure."""

from dataclasses import replace

from bot.content import Content, Place, Span, Style

DECIMALS = 2
"""Of a degree: 1.1 km from north to south, and less from east to west."""

ZOOM = 13
"""The map shows a town, not a house."""


def coarse(content: Content) -> Content:
    """The same without the place, which stands in the text instead, rounded. The same object if there is none."""
    if content.place is None:
        return content
    words, address = _rounded(content.place)
    before = f"{content.text}\n" if content.text else ""
    span = Span(Style.LINK, len(before), len(before) + len(words), address)
    return replace(content, text=before + words, spans=(*content.spans, span), place=None)


def _rounded(place: Place) -> tuple[str, str]:
    """What is written, and where it leads. Whatever is no place on earth is brought onto it."""
    latitude = _short(max(-90.0, min(90.0, place.latitude)))
    longitude = _short((place.longitude + 180.0) % 360.0 - 180.0)
    map_ = f"?mlat={latitude}&mlon={longitude}#map={ZOOM}/{latitude}/{longitude}"
    return f"📍 {latitude}, {longitude}", f"https://www.openstreetmap.org/{map_}"


def _short(degrees: float) -> str:
    """No minus before nothing."""
    return f"{round(degrees, DECIMALS) + 0.0:.{DECIMALS}f}"
