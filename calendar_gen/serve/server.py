"""A calendar and a socket → its site and feeds over HTTP until a signal comes; on each save made again."""

import gc
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from urllib.parse import unquote

import anyio
import uvicorn
from anyio import to_thread
from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from watchfiles import awatch

from calendar_gen.serve import hosted
from calendar_gen.serve.hosted import OURS
from calendar_gen.serve.preview import CalendarPaths
from calendar_gen.serve.stage import OnShow, Stage, again

# What the loopback interface is called. Who asks under another name is somebody else's page, whose host was
# made to lead here (DNS rebinding).
HOSTS = ("127.0.0.1", "localhost")
_HEADERS = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}
# Milliseconds: what is saved in one go comes within the first; at each of the second a day may be over.
_TOGETHER, _TICK = 20, 1000
# Seconds for answers that are on their way when it is time to stop.
_GRACE = 3


class Serving(Struct, frozen=True):
    """A calendar to serve; `clock` says what time it is, and `tell` is told of all that is newly on show."""

    place: CalendarPaths
    clock: Callable[[], datetime]
    tell: Callable[[OnShow], None]


def listen(port: int) -> socket.socket:
    """A socket of the loopback interface, 0 for any port that is free. Raises OSError."""
    # Said to be TCP, asyncio has small pieces sent at once: else the end of each answer waits 40 ms for the
    # other side to acknowledge its beginning (RFC 9293 §3.7.4).
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere it would let another program take the port over
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOSTS[0], port))
        sock.listen()
    except OSError:
        sock.close()
        raise
    return sock


def serve(serving: Serving, sock: socket.socket, shown: OnShow) -> None:
    """Serve what is on show, and what comes after it, until the process is interrupted or told to end."""
    gc.enable()  # which one command after the other does without, and a server can't
    on = Stage(shown)
    config = uvicorn.Config(
        application(serving, on),
        lifespan="on",
        ws="none",
        log_config=None,
        log_level="error",  # it warns of requests that nothing of ours makes
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
    )
    _Server(config, on).run(sockets=[sock])


class _Server(uvicorn.Server):
    """A server that lets go of the pages that wait for news before it waits for all answers to end."""

    def __init__(self, config: uvicorn.Config, on: Stage) -> None:
        super().__init__(config)
        self.on = on

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.on.end()
        await super().shutdown(sockets)


def application(serving: Serving, on: Stage) -> Starlette:
    """The application of a calendar; while it runs what is on show follows the files."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_follow, serving, on)
            yield
            on.end()
            tasks.cancel_scope.cancel()

    async def page(request: Request, _: Exception | None = None) -> Response:
        answer = on.shown.hosted.answer(request.scope["path"], request.headers)
        if "location" in answer.headers and request.url.query:
            answer.headers["location"] += f"?{request.url.query}"
        return Response(answer.body, answer.status, answer.headers)

    async def events(request: Request) -> Response:
        if request.method == "HEAD":  # the events themselves have no end
            return Response(headers=_HEADERS, media_type="text/event-stream")
        path = unquote(request.query_params.get("path", "/"))
        news = on.events(path, request.query_params.get("of", ""))
        return StreamingResponse(news, headers=_HEADERS, media_type="text/event-stream")

    async def client(request: Request) -> Response:
        asset = hosted.client(request.path_params["name"])
        if asset is None:
            raise HTTPException(404)
        return Response(asset.body, headers=_HEADERS, media_type=asset.type)

    routes = [
        Route(f"{OURS}events", events),
        Route(f"{OURS}{{name}}", client),
        Route("/{path:path}", page),
    ]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)
    # The page again: a path with the end of a line in it is matched by no route.
    return Starlette(routes=routes, middleware=[hosts], lifespan=lifespan, exception_handlers={404: page})


async def _follow(serving: Serving, on: Stage) -> None:
    """Look at the calendar again whenever something in its folders changes, and when a day is over."""
    while not on.ended:
        try:
            await _watch(serving, on)
        except (OSError, RuntimeError):  # a folder that went, or more folders than the system watches
            await anyio.sleep(_TICK / 1000)
            await _look(serving, on)


async def _watch(serving: Serving, on: Stage) -> None:
    """Look at the calendar again at each change, until other folders are to be watched."""
    folders = on.shown.inputs.folders
    # A tick after they are watched it is looked once more: something may have come in between.
    looked = False
    async for changes in awatch(
        *folders,
        recursive=False,
        watch_filter=None,
        debounce=_TOGETHER * 10,
        step=_TOGETHER,
        rust_timeout=_TICK,
        yield_on_timeout=True,
    ):
        until = on.shown.until
        if changes or not looked or (until and serving.clock() >= until):
            looked = True
            await _look(serving, on)
        if on.ended or on.shown.inputs.folders != folders:
            return


async def _look(serving: Serving, on: Stage) -> None:
    before, now = on.shown, serving.clock()
    shown = await to_thread.run_sync(partial(again, serving.place, before, now), abandon_on_cancel=True)
    on.show(shown)
    if shown.made is not before.made:
        with suppress(OSError):  # nobody reads it, and pages are shown all the same
            serving.tell(shown)
