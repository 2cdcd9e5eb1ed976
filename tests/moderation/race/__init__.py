"""Twelve people in several processes want the same cases at once, and many think too long: each is decided once.

racer.py    one process: some of the people, each with a connection of their own
course.py   a race from the start to the look at what is on record
"""
