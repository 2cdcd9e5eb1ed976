"""The backends of the waiting line."""
