"""The web chat over real sockets: a server on loopback, and the `websockets` client in the place of a browser."""
