"""Addresses without the parameters that only tell where they were copied, and by whom. Pure, and linear.

    https://youtu.be/dQw4w9WgXcQ?si=AbC&t=42   becomes   https://youtu.be/dQw4w9WgXcQ?t=42

All else of a text stays byte for byte as it was. Parameters are cut out; nothing is decoded, sorted or written anew.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import Final
from urllib.parse import unquote

from bot.content import Content, Span, Style

EVERYWHERE: Final = re.compile(
    "(?:utm_|mtm_|hsa_|pk_campaign|__cft__|__tn__).*"
    "|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igsh|igshid|ig_rid"
    "|mc_[ec]id|_hsenc|_hsmi|__hs(?:sc|tc|fp)|hsctatracking|mkt_tok|vero_id|oly_(?:enc|anon)_id|_openstat"
    "|ref_src|ref_url|sfnsn|mibextid|share_(?:id|app_id|link_id|author_id)|rdid|trk|trkcampaign|trackingid|lipi"
    "|wt_mc|wt_zmc|wt\\.mc_id|spm|scm_id|epik|rdt_cid|s_kwcid|s_cid|xtor|cmpid|_branch_(?:match_id|referrer)"
    "|u_code|sec_user_id|__twitter_impression|at_(?:campaign|medium)|itm_(?:source|medium|campaign)"
)

ON: Final[Mapping[str, frozenset[str]]] = {
    "youtube.com": frozenset({"si", "feature", "pp", "kw"}),
    "youtu.be": frozenset({"si", "feature"}),
    "spotify.com": frozenset({"si", "context", "nd"}),
    "spotify.link": frozenset({"si"}),
    "soundcloud.com": frozenset({"si"}),
    "x.com": frozenset({"s", "t"}),
    "twitter.com": frozenset({"s", "t"}),
    "tiktok.com": frozenset(
        {"_t", "_r", "_d", "is_from_webapp", "sender_device", "sender_web_id", "web_id", "is_copy_url"}
    ),
    "instagram.com": frozenset({"ig_web_copy_link", "ig_mid"}),
    "threads.net": frozenset({"xmt", "slof"}),
    "threads.com": frozenset({"xmt", "slof"}),
    "facebook.com": frozenset({"share_url", "ref", "refid", "__xts__"}),
    "reddit.com": frozenset({"rdt", "context_id"}),
    "linkedin.com": frozenset({"rcm", "miniprofileurn"}),
    "twitch.tv": frozenset({"tt_medium", "tt_content"}),
    "bilibili.com": frozenset({"spm_id_from", "vd_source", "share_source", "share_medium", "share_session_id"}),
}
"""Names that mean something else on other sites, by the host's end."""

ADDRESS: Final = re.compile(r"https?://[^\s<>\"]++", re.IGNORECASE)

ENDS: Final = ".,;:!?'\")]}"
"""What ends a sentence rather than an address. A closing bracket that was opened in the address belongs to it."""

OWN: Final = re.compile(r"[!-~]*")
"""The characters of an address; what follows directly in another script is text again."""

OPENS: Final = re.compile("[?#]")
"""What would begin a query or a fragment of its own, were it moved up to the rest of the address."""

Cut = tuple[int, int]


def without_tracking(content: Content) -> Content:
    """The same content, its addresses without parameters that track; spans move with their text.

    The very same object, if there is nothing to remove. A span over nothing but what was removed goes, too.
    """
    cuts = list(_cuts(content.text)) if "://" in content.text else []
    spans = tuple(_cleaned(span) for span in content.spans)
    if not cuts and spans == content.spans:
        return content
    text, spans = _without(content.text, spans, cuts)
    return replace(content, text=text, spans=spans)


def _cleaned(span: Span) -> Span:
    if span.style is not Style.LINK or "://" not in span.detail:
        return span
    detail, _ = _without(span.detail, (), list(_cuts(span.detail)))
    return span if detail == span.detail else replace(span, detail=detail)


def _without(text: str, spans: tuple[Span, ...], cuts: list[Cut]) -> tuple[str, tuple[Span, ...]]:
    starts = [start for start, _ in cuts]
    gone = [0, *accumulate(end - start for start, end in cuts)]
    kept = "".join(
        text[end:start] for end, start in zip([0, *(end for _, end in cuts)], [*starts, len(text)], strict=True)
    )

    def moved(offset: int) -> int:
        at = bisect_right(starts, offset)
        if at == 0:
            return offset
        start, end = cuts[at - 1]
        return min(offset, start) - gone[at - 1] if offset < end else offset - gone[at]

    movable = (replace(span, start=moved(span.start), end=moved(span.end)) for span in spans) if cuts else spans
    return kept, tuple(span for span in movable if span.start < span.end or not cuts)


def _cuts(text: str) -> Iterator[Cut]:
    """What is to go from a text, from left to right."""
    for found in ADDRESS.finditer(text):
        start, address = found.start(), _trimmed(found[0])
        fragment_at = address.find("#")
        base_end = len(address) if fragment_at < 0 else fragment_at
        query_at = address.find("?", 0, base_end)
        host = re.split(r"[/?#]", address.split("://", 1)[1], maxsplit=1)[0].rpartition("@")[2].partition(":")[0]
        names = _names(host.lower())
        for begin, end in ((query_at, base_end), (fragment_at, len(address))):
            if begin >= 0:
                for cut_start, cut_end in _of_pieces(address, begin, end, names):
                    if address[begin] == "?" or (cut_start, cut_end) == (begin, end):
                        yield start + cut_start, start + cut_end


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence it stands in."""
    opened = address.count("(") - address.count(")"), address.count("[") - address.count("]")
    missing = {")": -opened[0], "]": -opened[1], "}": 1}
    end = len(address)
    while end and address[end - 1] in ENDS:
        last = address[end - 1]
        if last in missing:
            if missing[last] <= 0:
                break
            missing[last] -= 1
        end -= 1
    return address[:end]


def _of_pieces(address: str, begin: int, end: int, names: frozenset[str]) -> Iterator[Cut]:
    """What goes of a query or a fragment, whose sign stands at `begin`."""
    pieces: list[tuple[int, int, bool]] = []
    at = begin + 1
    while at <= end:
        stop = address.find("&", at, end)
        stop = end if stop < 0 else stop
        own = OWN.match(address, at, stop)
        own_end = own.end() if own else stop
        tracks = _tracks(address[at:own_end], names)
        if tracks and own_end < stop and (stop < end or OPENS.search(address, own_end, stop)):
            break  # text runs into what follows: nobody knows where the address ends
        pieces.append((at, own_end if tracks else stop, tracks))
        at = stop + 1
    if not any(tracks for _, _, tracks in pieces):
        return
    if all(tracks or first == last for first, last, tracks in pieces) and at > end:
        yield begin, pieces[-1][1]
        return
    kept_before = False
    for first, last, tracks in pieces:
        if not tracks:
            kept_before = True
        elif kept_before:
            yield first - 1, last  # with the sign before it
        else:
            yield first, min(last + 1, end)  # with the sign after it


def _tracks(piece: str, names: frozenset[str]) -> bool:
    name, assigned, _ = piece.partition("=")
    if "%" in name:
        name = unquote(name)
    name = name.lower()
    return bool(assigned) and (name in names or EVERYWHERE.fullmatch(name) is not None)


def _names(host: str) -> frozenset[str]:
    labels = host.split(".")
    return ON.get(".".join(labels[-2:]), frozenset())
