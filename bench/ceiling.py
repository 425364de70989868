"""The ceiling: a bare Litestar route that returns constant JSON of a wanted size, and does nothing else."""

import os
import socket
import sys

import uvicorn
from litestar import Litestar, Response, get

SIZES = [int(size) for size in os.environ.get("CEILING_SIZES", "").split(",") if size]
BODIES = {size: b'"' + b"x" * (size - 2) + b'"' for size in SIZES}


def route(size: int) -> object:
    body = BODIES[size]

    @get(f"/{size}", name=str(size))
    async def constant() -> Response[bytes]:
        return Response(body, media_type="application/json")

    return constant


app = Litestar(route_handlers=[route(size) for size in BODIES], openapi_config=None, logging_config=None)

if __name__ == "__main__":
    listener = socket.socket(fileno=int(sys.argv[1]))
    uvicorn.Server(
        uvicorn.Config(app, log_config=None, access_log=False, server_header=False, ws="none")
    ).run(sockets=[listener])
