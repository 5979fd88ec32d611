"""What other servers on the same PostgreSQL say has changed."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from kbguide.classroom.store import CHANNEL, ClassStore

_AGAIN = 1  # seconds until a lost connection is made anew
Read = Callable[[Collection[int] | None], Awaitable[None]]


async def listen(store: ClassStore, read: Read) -> None:
    """Read anew what changes, for ever; after a lost connection all of it, for notices may have been missed."""
    import psycopg

    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    missed = False
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(address, autocommit=True, connect_timeout=3) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                if missed:
                    await read(None)
                async for notice in connection.notifies():
                    server, _, room = notice.payload.partition(":")
                    if server != store.server:
                        await read([int(room)])
        except asyncio.CancelledError:
            raise
        except Exception:  # noqa: BLE001  whatever it was, the writing of classes says so
            missed = True
            await asyncio.sleep(_AGAIN)
