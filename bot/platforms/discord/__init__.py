"""Discord as a platform: the gateway and interactions in, REST out, discord.py in between."""
