"""A push service that does nothing: reads a post, answers 201."""

import asyncio
import socket
import sys

ANSWER = b"HTTP/1.1 201 Created\r\nlocation: /m\r\nttl: 86400\r\ncontent-length: 0\r\n\r\n"


class Sink(asyncio.Protocol):
    """Counts bytes until a post is whole; several may come in one piece."""

    def __init__(self) -> None:
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.index(b"content-length: ") + 16
            whole = end + 4 + int(head[at:].split(b"\r\n", 1)[0])
            if len(self.buffer) < whole:
                return
            self.buffer = self.buffer[whole:]
            self.transport.write(ANSWER)  # type: ignore[attr-defined]


async def serve(listener: socket.socket) -> None:
    server = await asyncio.get_running_loop().create_server(Sink, sock=listener)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1]))))
