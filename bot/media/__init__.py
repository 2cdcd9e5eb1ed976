"""Files lose everything but what they show and sound like, in a process of their own.

spool.py     bytes on their way: small ones in memory, large ones sealed on the disk, all of them under a quota
goals.py     where a cleaned file goes and what is taken there; why a file is refused
cleaner.py   the door: a file goes in, an attachment comes out
hand.py      a worker as its parent sees it
worker.py    a worker; confine.py takes away from it what it does not need
sniff.py     what a file is, by its bytes; jobs.py sends it to who can clean it:
pictures.py, animations.py, stickers.py, lottie.py, moving.py, sounds.py, words.py
ffmpeg.py    how ffmpeg is found and called
"""
