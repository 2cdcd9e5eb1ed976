"""Which addresses on the net lead to somebody: to a group one is invited to, or to a profile. Values, and one look-up.

Paths are in lower case. What people pass on without saying who they are does not count: a post, a video, a shop.
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final


class Leads(Enum):
    """Where an address leads."""

    INVITE = "invite"
    PROFILE = "profile"
    PHONE = "phone"


Rule = tuple[re.Pattern[str], Leads]

SOMETHING: Final = r"/[^/?#]"


def _rule(path: str, leads: Leads = Leads.PROFILE) -> Rule:
    return re.compile(path), leads


def _one(but: str = "") -> Rule:
    """A single segment, and none of the site's own pages."""
    not_these = f"(?!(?:{but})/?(?:[?#]|$))" if but else ""
    return _rule(rf"/{not_these}@?[\w.%~-]+/?(?:[?#]|$)")


ANY: Final = (_one(),)
ANY_NAME: Final = (_rule(SOMETHING),)
ANY_INVITE: Final = (_rule(SOMETHING, Leads.INVITE),)
TELEGRAM: Final = (
    _rule(r"/(?:\+|%2b)?\d{8,15}(?:[/?#]|$)", Leads.PHONE),
    _rule(r"/(?:\+|%2b|joinchat/|addlist/|call/)[^/]", Leads.INVITE),
    _rule(r"/(?!(?:s|share|addstickers|addemoji|addtheme|setlanguage|iv|bg|proxy|socks|login|invoice|c)(?:[/?#]|$))\w"),
)
WHATSAPP: Final = (
    _rule(r"/(?:send/?)?(?:\?(?:[^#]*&)?phone=)?(?:\+|%2b)?\d{8,15}(?!\d)", Leads.PHONE),
    _rule(r"/channel/", Leads.INVITE),
    _rule(SOMETHING),
)
DISCORD: Final = (_rule(r"/invite/[^/]", Leads.INVITE), _rule(r"/users/\d"))
TWITTER: Final = (
    _one("home|explore|search|i|hashtag|intent|settings|tos|privacy|login|signup|share|messages|notifications|compose"),
)

HOSTS: Final[Mapping[str, tuple[Rule, ...]]] = {
    # invitations
    "discord.gg": ANY_INVITE,
    "discord.com": DISCORD,
    "discordapp.com": DISCORD,
    "dsc.gg": ANY_INVITE,
    "discord.me": ANY_INVITE,
    "disboard.org": (_rule(r"/(?:[a-z-]+/)?server/", Leads.INVITE),),
    "guilded.gg": ANY_INVITE,
    "chat.whatsapp.com": ANY_INVITE,
    "signal.group": (_rule(r"/?#.", Leads.INVITE),),
    "line.me": (_rule(r"/(?:r/)?ti/g", Leads.INVITE), _rule(r"/(?:r/)?ti/p")),
    "join.skype.com": ANY_INVITE,
    "join.slack.com": ANY_INVITE,
    "meet.google.com": ANY_INVITE,
    "zoom.us": (_rule(r"/(?:j|my)/", Leads.INVITE),),
    "teams.live.com": (_rule(r"/meet/", Leads.INVITE),),
    "vk.me": (_rule(r"/join/", Leads.INVITE), _one()),
    "matrix.to": (_rule(r"/#/(?:@|%40)"), _rule(r"/#/.", Leads.INVITE)),
    "groups.google.com": (_rule(r"/g/", Leads.INVITE),),
    # messengers
    "t.me": TELEGRAM,
    "telegram.me": TELEGRAM,
    "telegram.dog": TELEGRAM,
    "wa.me": WHATSAPP,
    "api.whatsapp.com": WHATSAPP,
    "whatsapp.com": (_rule(r"/channel/", Leads.INVITE),),
    "signal.me": (_rule(r"/?#p/", Leads.PHONE), _rule(r"/?#.")),
    "kik.me": ANY,
    "threema.id": ANY,
    "m.me": ANY,
    "ig.me": (_rule(r"/m/"),),
    "snapchat.com": (_rule(r"/(?:[a-z]{2}-[a-z]{2}/)?(?:add|@|t/|p/)"),),
    "wechat.com": (_rule(r"/u/|/.*id="),),
    # networks
    "instagram.com": (
        _rule(r"/stories/(?!highlights)[^/]"),
        _one("p|reel|reels|explore|tv|accounts|about|direct|developer|legal|stories|web"),
    ),
    "instagr.am": ANY,
    "facebook.com": (
        _rule(r"/profile\.php"),
        _rule(r"/people/[^/]"),
        _one(
            "watch|events|groups|photo|photo\\.php|marketplace|share|sharer|sharer\\.php|help|login|reel|gaming|policies|"
            "stories|story\\.php|permalink\\.php|hashtag|pages|ads|business|settings|messages|friends|saved|l\\.php"
        ),
    ),
    "fb.com": ANY,
    "fb.me": ANY,
    "x.com": TWITTER,
    "twitter.com": TWITTER,
    "tiktok.com": (_rule(r"/@[^/?#]+/?(?:[?#]|$)"),),
    "threads.net": (_rule(r"/@[^/?#]+/?(?:[?#]|$)"),),
    "threads.com": (_rule(r"/@[^/?#]+/?(?:[?#]|$)"),),
    "linkedin.com": (_rule(r"/(?:in|pub)/[^/]"), _rule(r"/profile/view")),
    "xing.com": (_rule(r"/profiles?/[^/]"),),
    "reddit.com": (_rule(r"/(?:u|user)/[^/?#]+/?(?:[?#]|$)"),),
    "youtube.com": (_rule(r"/(?:@|c/|channel/|user/)[^/?#]"),),
    "vk.com": (
        _one("feed|video|music|im|groups|friends|away\\.php|dev|about|app\\d+|wall-?\\d+_\\d+|video-?\\d+_\\d+"),
    ),
    "vk.ru": ANY,
    "ok.ru": (_rule(r"/profile/\d"),),
    "bsky.app": (_rule(r"/profile/[^/?#]+/?(?:[?#]|$)"),),
    "tumblr.com": (_one("explore|dashboard|search|tagged|login|register|about|policy"),),
    "pinterest.com": (_one("pin|search|ideas|today|business|login|_"),),
    "twitch.tv": (_one("directory|videos|settings|downloads|jobs|p|turbo|store|search"),),
    "onlyfans.com": (_one("my|settings|help|terms|privacy|contact|about|login"),),
    "fansly.com": ANY,
    "patreon.com": (_one("home|explore|login|about|posts|messages|search|create|pricing"), _rule(r"/c/[^/]")),
    "ko-fi.com": (_one("home|explore|about|s|shop"),),
    "buymeacoffee.com": ANY,
    "medium.com": (_rule(r"/@[^/?#]+/?(?:[?#]|$)"),),
    "quora.com": (_rule(r"/profile/[^/]"),),
    "weibo.com": (_rule(r"/(?:u|n)/[^/]"),),
    "tinder.com": (_rule(r"/@"),),
    "bumble.com": (_rule(r"/app/profile"),),
    "okcupid.com": (_rule(r"/profile/"),),
    "grindr.com": (_rule(r"/profile"),),
    "last.fm": (_rule(r"/(?:[a-z]{2}/)?user/[^/]"),),
    "soundcloud.com": (_one("discover|stream|you|upload|search|pages|terms-of-use|charts|settings"),),
    "open.spotify.com": (_rule(r"/(?:intl-[a-z]+/)?user/[^/]"),),
    "steamcommunity.com": (_rule(r"/(?:id|profiles)/[^/]"),),
    "s.team": (_rule(r"/p/"),),
    "github.com": (
        _one(
            "about|features|topics|explore|marketplace|pricing|login|join|search|settings|sponsors|collections|trending|"
            "events|security|enterprise|team|readme|new|notifications|issues|pulls|codespaces|site"
        ),
    ),
    "gitlab.com": (_one("explore|users|dashboard|help|search"),),
    "keybase.io": ANY,
    "about.me": ANY,
    "linktr.ee": ANY,
    "beacons.ai": ANY,
    "bio.link": ANY,
    "solo.to": ANY,
    "allmylinks.com": ANY,
    "campsite.bio": ANY,
    "ngl.link": ANY,
    "curiouscat.me": ANY,
    "cash.app": (_rule(r"/(?:\$|%24)"),),
    "paypal.me": ANY_NAME,
    "paypal.com": (_rule(r"/paypalme/[^/]"),),
    "venmo.com": (_rule(r"/(?:u/)?[^/?#]+/?(?:[?#]|$)"),),
    "revolut.me": ANY_NAME,
    "calendly.com": ANY_NAME,
    "cal.com": ANY_NAME,
    "chess.com": (_rule(r"/member/[^/]"),),
    "lichess.org": (_rule(r"/@/[^/]"),),
    "roblox.com": (_rule(r"/users/\d"),),
    "strava.com": (_rule(r"/athletes/[^/]"),),
    "goodreads.com": (_rule(r"/(?:user/show/|author/show/)\d"),),
    "letterboxd.com": (_one("films|lists|members|journal|about|search|film"),),
    "deviantart.com": (_one("search|tag|daily-deviations|about|join"),),
    "behance.net": (_one("gallery|search|galleries|joblist"),),
    "dribbble.com": (_one("shots|search|tags|jobs|designers"),),
}
"""By the host without www. Hosts stand with as many labels as tell them apart; what is before them may be anything."""

OWN_HOSTS: Final = frozenset(
    {"t.me", "tumblr.com", "bsky.social", "carrd.co", "substack.com", "bandcamp.com", "blogspot.com", "wordpress.com"}
    | {"github.io", "deviantart.com", "itch.io", "livejournal.com", "artstation.com", "neocities.org", "straw.page"}
)
"""Where the name of somebody stands before the host."""

NOBODY: Final = frozenset(
    {"www", "m", "web", "api", "static", "cdn", "media", "blog", "help", "support", "about", "en"}
)


def leads(host: str, path: str) -> Leads | None:
    """Where an address leads; `path` with its query and fragment, "" if there is none. Both in lower case."""
    labels = host.split(".")
    for count in (3, 2):
        for path_rule, where in HOSTS.get(".".join(labels[-count:]), ()):
            if path_rule.match(path):
                return where
    if len(labels) > 2 and ".".join(labels[-2:]) in OWN_HOSTS and labels[-3] not in NOBODY:
        return Leads.PROFILE
    return None
