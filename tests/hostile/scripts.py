"""Strings that fool eyes, or whoever counts characters: controls, directions, marks upon marks, look-alikes, digits."""

import unicodedata
from random import Random

from bot.signs import LOOK_ALIKES
from tests.hostile.words import many, name, number, some, word

CONTROLS = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
HIDDEN = "\u00ad\u034f\u115f\u1160\u17b4\u180e\u200b\u200c\u200d\u2060\u2061\u2064\u206a\u2800\u3164\ufe0f\ufeff\uffa0"
HIDDEN += "\U0001bca0\U0001d173\U000e0020\U000e0100\U0001d159"
MARKS = "".join(map(chr, [*range(0x300, 0x370), *range(0x483, 0x48A), *range(0x20D0, 0x20F1), *range(0x1AB0, 0x1AC0)]))
DIGITS = [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) == "Nd"]
TWINS = {
    "a": "аαａ𝐚",
    "e": "еεｅ𝕖",
    "o": "оοｏ𝗈0",
    "c": "сｃ𝒄",
    "p": "рρｐ",
    "i": "іıｉ𝓲",
    "s": "ѕｓ",
    "t": "тｔ𝔱",
    "m": "мｍ",
}
FAKE = LOOK_ALIKES + "♦◈❖🔶🔷♦"
HOSTED = [
    "Your partner left.",
    "You are talking with a stranger.",
    "Bauta: confirm your number",
    "Thank you. Report R-7K2F.",
]


def controls(random: Random) -> str:
    return many(random, [*CONTROLS, *CONTROLS, word(random), "\u2028", "\u2029", "\x85", "\ufffc"], 80)


def noncharacters(random: Random) -> str:
    planes = [chr(plane << 16 | 0xFFFE | random.randint(0, 1)) for plane in range(17)]
    private = [chr(random.randrange(0xE000, 0xF900)), chr(random.randrange(0xF0000, 0x10FFFE))]
    return many(random, [*planes, *private, "\ufdd0", "\ufdef", "\ufff9", "\ufffb", "\ufffd", word(random)])


def halves(random: Random) -> str:
    """Half characters, as JSON can say them."""
    low, high = chr(random.randrange(0xDC00, 0xE000)), chr(random.randrange(0xD800, 0xDC00))
    linked = [f"[a](https://a.bc/{low}\x00)", f"```{high}\na```", f"<https://a.bc/{high}.>", f"`{low}`", f"<:{high}:1>"]
    return many(random, [low, high, high + low, low + high, "\U0001f600", word(random), "\ue000", *linked], 30)


def directions(random: Random) -> str:
    return many(
        random, [*TURNS, *TURNS, word(random), "שלום", "مرحبا", f"{number(random)}", "gnp.exe", "\n", "(", ")"], 60
    )


def zalgo(random: Random) -> str:
    return "".join(letter + "".join(random.choices(MARKS, k=random.randint(0, 90))) for letter in name(random)[:40])


def hidden(random: Random) -> str:
    return many(random, [*HIDDEN, *HIDDEN, " ", "\u00a0", "\u3000", word(random)], 120)


def nothing(random: Random) -> str:
    """Nothing to see at all."""
    return many(random, [*HIDDEN[:-1], " ", "\n", "\t", *CONTROLS], 60)


def joined(random: Random) -> str:
    person = random.choice("👩👨🧑")
    family = "\u200d".join([person + random.choice(["", "\U0001f3fb", "\U0001f3ff"])] * random.randint(1, 60))
    flags = "".join(chr(0x1F1E6 + random.randrange(26)) for _ in range(random.randint(1, 61)))
    tags = "🏴" + "".join(chr(0xE0020 + random.randrange(0x5F)) for _ in range(random.randint(0, 60)))
    keys = "".join(random.choice("0123456789#*") + "\ufe0f\u20e3" for _ in range(random.randint(1, 20)))
    return many(random, [family, flags, tags, keys, "\u200d", "\ufe0f", "❤\ufe0f\u200d🔥", word(random)], 8)


def digits(random: Random) -> str:
    count = random.randint(3, 24)
    written = "".join(random.choices(DIGITS, k=count))
    one_script = random.choice(DIGITS[:-10])
    spoken = "".join(chr(ord(one_script) - int(one_script) + random.randrange(10)) for _ in range(count))
    between = random.choice(["", " ", "-", ".", "/", "\u200b", "\u2011", ")("])
    return some(
        random, "+" + between.join(written), between.join(spoken), "00" + spoken, "①②③" + "⑦" * 9, "Ⅻ½²³" + spoken
    )


def twins(random: Random) -> str:
    """Names and addresses in letters that are not what they seem."""
    text = random.choice(["telegram.me", "paypal.com/me", "discord.gg/cat", "@support", "t.me/joinchat", "bauta"])
    text = "".join(random.choice(TWINS.get(letter, letter) + letter) for letter in text)
    return some(
        random, text, text.upper(), "".join(letter + random.choice(HIDDEN) for letter in text), f"https://{text}"
    )


def signs(random: Random) -> str:
    """Lines that pose as the bot's own."""
    before = "".join(random.choices(HIDDEN + TURNS + MARKS + " \t\u00a0\u2003", k=random.randint(0, 12)))
    line = f"{before}{random.choice(FAKE)}{random.choice(['', ' ', chr(0xFE0E)])} {random.choice(HOSTED)}"
    first = random.choice(["", "\n", "\x85", "\u2028", "\r", "\v", f"{word(random)}\n", f"{word(random)} "])
    marks = random.choice(["", "**", "> ", "# ", "||", "- ", "`", "```\n", "-# ", ">>> "])
    return f"{first}{marks}{line}{marks if marks in ('**', '||', '`') else ''}"


def cut_signs(random: Random) -> str:
    """The same, reckoned so that a message is cut right before it."""
    size = random.choice([1000, 1024, 1990, 2000, 4000]) + random.randint(-12, 12)
    filling = random.choice(["a", "ab ", "😀", "\u00a0x", "*", "a\u0301"])
    return (filling * size)[:size] + random.choice(["", " ", "\n"]) + random.choice(FAKE) + " " + random.choice(HOSTED)


def planes(random: Random) -> str:
    """Any characters at all."""
    ranges = [(0x20, 0x7F), (0x80, 0x900), (0x900, 0x3000), (0x3000, 0xD800), (0xE000, 0x10000), (0x10000, 0x110000)]
    return "".join(chr(random.randrange(*random.choice(ranges))) for _ in range(random.randint(1, 200)))


def endless(random: Random) -> str:
    """Very long runs of one thing, some too long to be passed on."""
    piece = random.choice(
        ["a", " ", "\n", "😀", "\u0301", "\u200d", "ﷺ", "W", ".", "1", "\u202e", "é", "👨\u200d", "क्ष", "\t", "= "]
    )
    size = random.choice([300, 1000, 1999, 2000, 2001, 4000, 4095, 4096, 4097])
    return word(random) + piece * (size // len(piece))
