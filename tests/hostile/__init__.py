"""Strings that mean harm, in families, through the whole relay: no crash, no mention, nobody else is reached.

programs.py  what means something to a program: databases, shells, formats, templates, JSON, HTML, expressions
scripts.py   what fools eyes: characters, directions, marks upon marks, look-alikes, fake signs, digits
marks.py     what means something to Discord or Telegram: marks without end, mentions, commands, addresses
families.py  all of them by name, seeded
judge.py     what must be true of whatever goes out
middle.py    a town for them: readers, turns and renderers, without a network
roles.py     what they are brought in as there
ends.py      through emulated platforms, end to end
proof.py     one slice of the long proof: both
steps.py     what a regular expression costs, counted
"""
