"""One Starlette application: the web chat's page, health and metrics, and the server they run in."""
