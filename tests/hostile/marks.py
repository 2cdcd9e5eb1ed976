"""Strings that mean something to Discord or Telegram: marks without end, mentions, commands, addresses."""

from random import Random

from tests.hostile.scripts import HIDDEN, TWINS
from tests.hostile.words import many, name, number, snowflake, some, word

MARKS = [
    "*",
    "**",
    "_",
    "__",
    "~~",
    "||",
    "`",
    "``",
    "```",
    "\\",
    "[",
    "](",
    ")",
    "<",
    ">",
    "> ",
    ">>> ",
    "# ",
    "- ",
    "-# ",
]
MARKS += ["1. ", "\n", "+ ", "***", "___", "|", "~", "](<https://a.bc>)", "```py\n", "\n```", "¯\\_(ツ)_/¯", "@", ":"]


def marks(random: Random) -> str:
    return many(random, [*MARKS, word(random), " ", "é", "😀"], 120)


def bombs(random: Random) -> str:
    """Deep nests, marks that never close, and a great many of them."""
    opened = random.choices(MARKS, k=random.randint(1, 4))
    depth = random.choice([10, 50, 200, 900])
    nest = "".join(opened) * depth + word(random) + "".join(reversed(opened)) * depth
    run = random.choice("`*_~|[]()<>\\#>-:@") * random.choice([500, 2000, 4096, 10_000])
    ladder = "".join("*" * at + word(random)[:2] for at in range(1, random.randint(2, 60)))
    links = "[" * depth + word(random) + "](https://a.bc)" * min(depth, 200)
    ticks = " ".join("`" * at for at in range(1, random.randint(2, 70)))
    return random.choice([nest, run, ladder, links, ticks, "> " * depth + word(random), "||" * depth + run[:100]])[
        :12_000
    ]


def mentions(random: Random) -> str:
    """Whatever Discord puts a name for, or calls people by."""
    native, between = snowflake(random), random.choice(["", *HIDDEN[:12]])
    return some(
        random,
        f"<@{native}>",
        f"<@!{native}>",
        f"<@&{native}>",
        f"<#{native}>",
        f"@{between}everyone",
        f"@{between}here",
        f"<{between}@{native}>",
        f"<@{between}{native}>",
        f"</{word(random)}:{native}>",
        f"</{word(random)} {word(random)} {word(random)}:{native}>",
        f"<id:{random.choice(['guide', 'browse', 'customize', f'linked-roles:{native}'])}>",
        f"<:{word(random)}:{native}>",
        f"<a:{word(random)}:{native}>",
        f"<t:{number(random)}:{random.choice('tTdDfFR')}>",
        f"<sound:{native}:{native}>",
        f"https://{random.choice(['', 'ptb.', 'canary.'])}discord.com/channels/{native}/{native}/{native}",
        f"https://cdn.discordapp.com/attachments/{native}/{native}/{word(random)}.png",
    )


def escaped(random: Random) -> str:
    """Mentions behind what would have to be undone to let them through, or that come to life when it is."""
    native = snowflake(random)
    form = random.choice([f"<@{native}>", f"<@&{native}>", "@everyone", "@here", f"<#{native}>", f"</a:{native}>"])
    slashes = "\\" * random.randint(1, 7)
    return some(
        random,
        slashes + form,
        form[0] + slashes + form[1:],
        f"`{form}`",
        f"``{slashes}{form}``",
        f"```\n{form}\n```",
        f"`{slashes}` {form}",
        f"||{slashes}||{form}",
        f"https://a.bc/{slashes}{form}",
        f"<https://a.bc/{form}>",
        f"[{form}](https://a.bc/{form})",
        f"http://{form}",
        f"{form[:-1]}\u200b{form[-1]}",
        f"@\x00{form.lstrip('<@')} <\u202e@{native}> @\ud83deveryone @ever\x00yone <@\x00{native}>",
        f"**{form[:2]}**{form[2:]}",
        f"> {form}\n>>> {form}",
    )


def telegrams(random: Random) -> str:
    """Whatever leads to somebody on Telegram."""
    person, native = name(random).replace("-", "_"), random.randint(1, 10**10)
    return some(
        random,
        f"tg://user?id={native}",
        f"TG:resolve?domain={person}",
        f"[{word(random)}](tg://user?id={native})",
        f"<a href='tg://user?id={native}'>{word(random)}</a>",
        f"@{person}",
        f"@{person}_bot",
        f"https://t.me/{person}",
        f"t.me/+{name(random)}",
        f"https://t.me/{person}?start={word(random)}",
        f"tg://openmessage?user_id={native}&message_id={number(random)}",
        f"mailto:{person}@a.bc tel:+{native} sms:{native}",
        f"ton://{person} tonsite://{person}.ton",
        f"#{person} $USD",
    )


def commands(random: Random) -> str:
    """Orders, and what only looks like one."""
    order = random.choice(["next", "stop", "block", "delete", "export", "reveal", "del", "find", "start", word(random)])
    slash = random.choice(
        ["/", "\u2215", "\u2044", "\uff0f", "\u29f8", "\u200b/", " /", "\\/", "//", "/\u200b", "!", "|/"]
    )
    order = "".join(random.choice(TWINS.get(letter, letter)) if random.random() < 0.3 else letter for letter in order)
    return slash + order + random.choice(["", "@bauta_bot", f"@{word(random)}", f" {word(random)}", ":", "\n"])


def addresses(random: Random) -> str:
    """Addresses that are not what they seem, or that tell who copied them."""
    host = name(random) + random.choice([".com", ".xn--p1ai", ".рф", ".co.uk", ".中国", ".invalid", "。com"])
    return some(
        random,
        f"https://{host}/{word(random)}?utm_source={word(random)}&fbclid={name(random)}#{word(random)}",
        f"https://paypal.com@{host}/",
        f"https://{host}\\@{host}",
        f"http://{host}:{number(random)}/{'../' * random.randint(1, 9)}",
        f"https://youtu.be/{word(random)}?si={name(random)}&t=42",
        f"https://{host}/?u=https://{host}/?u=https://t.me/{word(random)}",
        f"HTTPS://{host.upper()}",
        f"https://{host}/({'(' * random.randint(0, 30)}{word(random)}{')' * random.randint(0, 30)}",
        f"https://{host}/{'%' + 'f0%9f' * random.randint(1, 30)}",
        f"https://{host}/?{'&'.join(f'utm_{word(random)}={at}' for at in range(random.randint(1, 40)))}",
        f"https://[::{random.randint(1, 9)}]/ http://0x7f.1/ http://{random.randrange(2**32)}/",
        f"javascript://{host}/%0aalert(1) data:,{word(random)} ftp://{host}",
        f"{name(random)}@{host} {name(random)} (at) {host} {name(random)}[dot]com",
        f"[{host}](https://{name(random)}.invalid) <https://{host}>",
        "https://" * random.randint(1, 200),
    )


def baits(random: Random) -> str:
    """Long repetitions that end otherwise than they began: what makes a careless expression try everything."""
    piece, last = random.choice(BAITS)
    return (piece * random.choice([30, 200, 900, 2000]))[:4096] + last


BAITS = [
    ("a", "!"), ("a.", "@"), ("a-", "1"), ("a@", "."), ("@a", "@"), ("1 ", "x"), ("1", "x"), ("+1", "a"), ("(1)", "("),
    ("1.", "."), ("1-1-", "a"), ("12:34:", "5"), ("255.", "a"), ("97", "8"), ("978-", "a"), ("1,", ","), ("$1 ", "$"),
    ("http://", " "), ("https://a", "<"), ("www.", " "), ("http://a.b?", "="), ("?utm_=", "&"), ("&utm_a", "="),
    ("t.me/", "+"), (" (at) ", "["), ("[dot", "("), ("tg:", "join"), ("tel:1", "a"), ("mailto", ":"), ("#1", "#"),
    ("\u200b", "◆"), (" \u200b", "a"), ("\n \n", "a"), ("\n", "◆"), ("<a:", ">"), ("<t:1", ">"), ("</a ", ":1>"),
    ("<@", "1>"), ("[a](", "https://a"), ("[", "]"), ("](", ")"), ("(https://a ", ")"), ("(\\", ")"), ("> ", "\n"),
    ("- ", "a"), ("1. ", "a"), ("# ", "#"),
    ("*a ", "*"), ("_a_", "a"), ("`a", "`"), ("``", "`"), ("||", "|"), ("~~~", "~"),
    (":a", ":"), ("a,", ","), ("a;", "\u3001"), ("\u200d", "a"), ("*a", "*"), ("{ $a", "}"), ("'", '"'), ("\\", "\\"),
    (" ", "."), ("\t", "a"), ("a ", "\ud800"), ("\u0301", "◆"), ("e\u0301", "@"), ("١", "a"), ("discord.gg/", " "),
    ("https://discord.com/channels/", " "), ("https://cdn.discordapp.com/", "<"), ("/a", "/"), ("a_", "-"), ("٫1", "."),
]  # fmt: skip
