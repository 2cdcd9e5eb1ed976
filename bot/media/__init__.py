"""Files lose everything but what they show and sound like, in a process of their own."""
