"""A WebSocket that remembers why the other side closed it."""

import aiohttp


class RememberingSocket(aiohttp.ClientWebSocketResponse):
    """aiohttp forgets the close code when its own goodbye no longer gets through, and discord.py asks after that.

    A gateway that closes for good, and hangs up at once, would then be taken for one that was cut off.
    """

    _told: int | None = None

    async def close(self, *, code: int = aiohttp.WSCloseCode.OK, message: bytes = b"") -> bool:
        if self._told is None:
            self._told = super().close_code
        return await super().close(code=code, message=message)

    @property
    def close_code(self) -> int | None:
        return super().close_code if self._told is None else self._told
