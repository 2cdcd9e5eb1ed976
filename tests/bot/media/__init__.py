"""Cleaning of files: what goes in with a marker in every field, comes out without any.

samples.py    files of every format, tiny, with a marker in every field that a format has
planting.py   how markers are made, and how they are looked for in what comes out
pictures.py, sounds.py, films.py, drawings.py   the fields of each format
hostile.py    files that are damaged, or were made to do damage
"""
