"""The web chat as a platform: visitors of our own page, reached over one WebSocket each."""
