"""Strings that mean something to programs which nobody here is: databases, shells, formats, templates, browsers."""

# ruff: noqa: S608 - nobody runs these

from random import Random

from tests.hostile.words import name, number, some, word


def sql(random: Random) -> str:
    end = random.choice(["--", "#", "/*", ";--", "';", '";'])
    table = random.choice(["members", "outbox", "rooms", "journal", word(random)])
    return some(
        random,
        f"' OR {number(random)}={number(random)} {end}",
        f"'; DROP TABLE {table}; {end}",
        f'" UNION SELECT {name(random)}, NULL FROM {table} {end}',
        f"{word(random)}'||(SELECT {name(random)} FROM {table})||'",
        f"') ON CONFLICT DO UPDATE SET {name(random)}=x'00' {end}",
        f"%{word(random)}_[{name(random)}]%",
        f":{name(random)} $1 ?1 @{name(random)} %({name(random)})s",
        f"\\'; DELETE FROM {table} WHERE ''='",
    )


def shell(random: Random) -> str:
    command = random.choice(["reboot", "id", "cat /etc/passwd", f"touch {name(random)}", f"sleep {number(random)}"])
    return some(
        random,
        f"$({command})",
        f"`{command}`",
        f"; {command} #",
        f"|| {command} &&",
        f"${{IFS}}{command}$IFS",
        f"\n{command}\n",
        f"<({command}) >/dev/{name(random)}",
        f"../../../{name(random)}/../..\\..\\{word(random)}",
        f"-{random.choice('efiorx')} --{name(random)}={command}",
        f"(){{ :;}}; {command}",
    )


def formats(random: Random) -> str:
    return some(
        random,
        "%" + random.choice("sdnxpfr@") * random.randint(1, 9),
        "%" + str(number(random)) + "$s" + "%.*f",
        "{" + str(random.randint(0, 9)) + "}" + "{" + name(random) + "}",
        "{0." + "__class__." * random.randint(1, 4) + name(random) + "}",
        "{" * random.randint(1, 60) + name(random),
        "}" * random.randint(1, 60),
        f"{{:{'9' * random.randint(1, 12)}}}",
        f"$${name(random)} ${{{name(random)}}} $({name(random)})",
        f"\\x{number(random) % 256:02x}\\u{number(random) % 65536:04x}\\N{{{word(random).upper()}}}",
    )


def templates(random: Random) -> str:
    inner = some(random, f"{number(random)}*{number(random)}", f"config.{name(random)}", f"''.__class__.{name(random)}")
    return some(
        random,
        "{{" + inner + "}}",
        "{%" + inner + "%}",
        "<%= " + inner + " %>",
        "#{" + inner + "}",
        "${" + inner + "}",
        "${jndi:ldap://" + name(random) + ".invalid/" + word(random) + "}",
        "@(" + inner + ")",
        "[[" + inner + "]]",
        "=" + inner + "+cmd|'/c calc'!A1",
    )


def fluent(random: Random) -> str:
    term = random.choice(["paired", "help", "words", "kind", name(random)])
    return some(
        random,
        "{ $" + term + " }",
        "{ -" + term + " }",
        "{ " + term + "." + name(random) + " }",
        "{ NUMBER($" + term + ", minimumFractionDigits: " + str(number(random)) + ") }",
        "{ $" + term + ' ->\n [one] {"\\u0041"}\n *[other] x\n }',
        term + " = " + word(random) + "\n    ." + name(random) + ' = { "',
        '{"' + "{" * random.randint(1, 20) + '"}',
        "*" + word(random) + "* \ue000" + word(random) + "\ue000",
        "\u2068" + word(random) + "\u2069\u2069" + "{ $" + term,
    )


def json(random: Random) -> str:
    return some(
        random,
        '{"' + name(random) + '":' * random.randint(1, 30),
        "[" * random.randint(1, 400),
        '"}],"' + name(random) + '":{"$ne":null},"t":"do","command":"stop"}',
        "\\u" + f"{random.randrange(0xD800, 0xE000):04x}" + '\\u0000\\"',
        "1e" + "9" * random.randint(1, 200),
        "-" + "0" * random.randint(1, 300) + ".e+",
        "NaN Infinity -Infinity null true undefined",
        '{"__proto__":{"' + name(random) + '":1}}',
        '\\"' * random.randint(1, 100),
    )


def html(random: Random) -> str:
    act = f"{random.choice(['alert', 'fetch', 'eval'])}({number(random)})"
    return some(
        random,
        f"<script>{act}</script>",
        f"</script><img src=x onerror={act}>",
        f"\"><svg/onload='{act}'>",
        f'<a href="javascript:{act}">{word(random)}</a>',
        f"&lt;{word(random)}&gt; &#{number(random)}; &#x{number(random):x}; &{name(random)};",
        f"<!-- {word(random)} --!><![CDATA[{act}]]>",
        f"<b><i><{name(random)}>" * random.randint(1, 30),
        f'<tg-spoiler>{word(random)}</tg-spoiler><tg-emoji emoji-id="{number(random)}">',
        f"javascript:{act} data:text/html,<{name(random)}> vbscript:{act}",
        f"<style>*{{x:expression({act})}}</style>",
        f"<iframe srcdoc='{act}'></iframe><base href=//{name(random)}.invalid>",
    )


def xml(random: Random) -> str:
    return some(
        random,
        f'<!DOCTYPE x [<!ENTITY {name(random)} SYSTEM "file:///etc/passwd">]>&{name(random)};',
        "<?" + name(random) + " " + word(random) + "?>",
        "".join(f'<!ENTITY l{at} "&l{at - 1};&l{at - 1};">' for at in range(1, random.randint(2, 30))),
        "]]>" * random.randint(1, 50),
        f"<{'a:' * random.randint(1, 90)}b/>",
    )


def expressions(random: Random) -> str:
    """Expressions that a matcher might run, and never should."""
    return some(
        random,
        "(" * random.randint(1, 80) + "a+" + ")+" * random.randint(1, 80),
        "(a|a?)+$" * random.randint(1, 30),
        "(?=" * random.randint(1, 50) + word(random),
        "[^" + word(random) + "-\\w" * random.randint(1, 50),
        ".*" * random.randint(1, 200) + "\\" + str(random.randint(1, 9)),
        "a{" + str(number(random)) + "," + str(number(random)) + "}{9999}",
        "\\Q" + word(random) + "\\E(?R)(?1)",
    )


def protocols(random: Random) -> str:
    """What ends a header, a line, a record."""
    return some(
        random,
        f"\r\nSet-Cookie: {name(random)}={number(random)}\r\n\r\n<html>",
        f"GET /{word(random)} HTTP/1.1\r\nHost: {name(random)}.invalid\r\n\r\n",
        f"*{random.randint(1, 9)}\r\n$3\r\nDEL\r\n$1\r\n{name(random)}\r\n",
        f'EVAL "{word(random)}" {random.randint(0, 3)}',
        f'--{name(random)}\r\nContent-Disposition: form-data; name="{name(random)}"\r\n\r\n',
        f"attach://{name(random)} file:///{word(random)} unix:{name(random)}",
        "\x1b]0;" + word(random) + "\x07\x1b[2J\x1b[" + str(random.randint(30, 47)) + "m",
        f"{number(random)}:AA{name(random)}{'x' * 30} xoxb-{number(random)} ghp_{'a' * 36}",
    )
