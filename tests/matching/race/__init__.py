"""Processes that race for each other's people in one Redis, and are killed meanwhile; or their Redis is.

table.py    the tickets table they share: the truth
racer.py    one process's part; `python -m tests.matching.race` runs it
ledger.py   whom a process was given, written down before anything comes of it
audit.py    what must be true of table, ledgers and line when the race is over
course.py   starts the processes, kills them, and has them audited
"""
