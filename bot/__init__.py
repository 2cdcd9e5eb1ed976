"""Talks to people: platforms, conversation, delivery."""
