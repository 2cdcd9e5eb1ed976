"""A real Bauta, killed again and again: nothing is lost, nothing comes twice, order is kept.

passes.py    the file through which failpoints (config/failpoints.py) are armed and counted
deaths.py    where to die, and what has to happen so that the moment comes
weather.py   what else goes wrong meanwhile, at random: on Telegram, on Discord, in the database
cast.py      who talks with whom; voices.py, talk.py: how they talk, and what they heard
meetings.py  strangers who find each other and part, through all of it
chaos.py     one run of it; judgement.py: what must be true in the end; outcome.py: the figures
"""
