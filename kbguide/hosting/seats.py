"""The room: a seat for each learner, kernels that start in turn, and nobody let in beyond the last seat."""

import asyncio
import logging
import os
import shutil
import time
from typing import Any

import zmq
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import ApiPath
from traitlets import Float, Instance, Integer

from kbguide.hosting.executor import Outputs, PreparedCode, execute
from kbguide.hosting.fork_client import ForkClient
from kbguide.hosting.metrics import FAILED, LEARNERS, SEATS, STARTING
from kbguide.hosting.seldom import SeldomLog
from kbguide.hosting.vacancy import Seat, vacant

GONE = 4001  # codes with which a socket is closed; the page's script knows them
STOPPED = 4002
MOVING = 4003  # the server is about to end, and the page may be opened again elsewhere
_TRIES = 3  # kernels for one page
_STARTING_PER_CORE = 2
_LAST_PAGES = 3  # seconds for pages that are being made when the server stops
_UNTOLD = 0.1  # of the time for draining: a class may be about to end by itself
_ALL_TOLD = 0.5
LEAST_SPACE = 2**20  # bytes on the disk, without which no kernel is started
_KEYS_KNOWN = 1000  # browsers that have had a seat, remembered
_MOST_LINES = 2**15  # to kernels: a learner takes eight, and ZeroMQ would allow 1,023 in all
log = logging.getLogger("kbguide")


class RoomFull(Exception):
    """Every seat is taken by somebody who is here."""


class RoomClosing(RoomFull):
    """Nobody is let in any more: the server is about to end."""


class Room(AsyncMappingKernelManager):
    """Kernels by seat. A seat is taken before its kernel starts, and given back with it."""

    most_seats = Integer(32, config=True, help="seats")
    patience = Float(60, config=True, help="seconds for a kernel to answer")
    grace = Float(120, config=True, help="seconds until a page that never comes for its kernel loses it")
    away = Float(20, config=True, help="seconds after which somebody else may have the seat of one who is away")
    fork_client = Instance(ForkClient, allow_none=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.log = logging.getLogger("kbguide.kernels")  # their tracebacks are of no use to an operator
        self.log.setLevel(logging.CRITICAL)
        self.context.set(zmq.MAX_SOCKETS, _MOST_LINES)
        self.seats: dict[str, Seat] = {}
        self.opening: set[asyncio.Task[Any]] = set()  # pages that are being made
        self.draining = False
        self._seldom = SeldomLog()
        self._known: dict[str, None] = {}  # keys of browsers that have come for their seat, the latest last
        self._ending: dict[str, asyncio.Future[None]] = {}
        self._turn = asyncio.Semaphore(_STARTING_PER_CORE * (os.cpu_count() or 1))  # first come, first served
        LEARNERS.set_function(lambda: len(self.seats))
        STARTING.set_function(lambda: len(self.opening))
        SEATS.set_function(lambda: self.most_seats)

    async def admit(self, key: str, house: str) -> str:
        """A seat, by the id that its kernel will have; raises RoomFull or RoomClosing."""
        if self.draining:
            raise RoomClosing
        given = self._vacant(key)[:1] if len(self.seats) >= self.most_seats else []
        if not self._has_space() or (len(self.seats) >= self.most_seats and not given):
            raise RoomFull
        kernel_id: str = self.new_kernel_id()
        # before anything is waited for: else others would find the room less full
        self.seats[kernel_id] = Seat(key, house)
        try:
            for other in given:
                await self.shutdown_kernel(other)
        except BaseException:
            del self.seats[kernel_id]  # nobody will come for it
            raise
        return kernel_id

    @property
    def has_seat(self) -> bool:
        there_is = len(self.seats) < self.most_seats or bool(self._vacant(""))
        return there_is and not self.draining and self._has_space()

    @property
    def is_ready(self) -> bool:
        """Whether the next learner is served at once: there is a seat, and a warm process where there can be one."""
        return self.has_seat and (self.fork_client is None or self.fork_client.alive)

    def _has_space(self) -> bool:
        """Whether the files of one kernel more have room on the disk."""
        if shutil.disk_usage(self.connection_dir or ".").free >= LEAST_SPACE:
            return True
        self._seldom.say(f"the disk is full; no new pages until there is room in {self.connection_dir}")
        return False

    def claim(self, seat: Seat) -> None:
        """Its page has come for it."""
        seat.claimed = True
        self._known.pop(seat.key, None)
        self._known[seat.key] = None
        if len(self._known) > _KEYS_KNOWN:
            del self._known[next(iter(self._known))]

    def _vacant(self, key: str) -> list[str]:
        """Seats that whoever has this key may have, and whose kernel has started."""
        ready = {kernel_id: seat for kernel_id, seat in self.seats.items() if kernel_id in self}
        return vacant(ready, key, self._known, away=self.away, unclaimed=self.grace / 4)

    async def open(self, kernel_id: str, code: PreparedCode) -> Outputs | None:
        """Start the kernel when it is its turn and run the notebook; None if that fails or nobody waits any more."""
        task = asyncio.current_task()
        if task:
            self.opening.add(task)
            task.add_done_callback(self.opening.discard)
        async with self._turn:
            for _ in range(_TRIES):
                if kernel_id not in self.seats:
                    break
                try:
                    outputs = await self._start(kernel_id, code)
                except Exception as why:  # noqa: BLE001  whatever kept it from starting, the learner gets another one
                    if kernel_id in self.seats:  # else its page was closed, and it with the page
                        FAILED.inc()
                        log.error("kbguide: a kernel did not start: %s", why)
                    await self._end(kernel_id)
                    continue
                if seat := self.seats.get(kernel_id):
                    seat.idle_since = time.monotonic()
                    seat.making = False
                    return outputs
                await self._end(kernel_id)
        return None

    async def _start(self, kernel_id: str, code: PreparedCode) -> Outputs:
        await self.start_kernel(kernel_id=kernel_id, kernel_name=code.kernel_name, path=ApiPath(code.folder))
        kernel: Any = self.get_kernel(kernel_id)
        outputs, faults = await execute(kernel, code.requests, self.patience)
        for fault in faults:
            log.error("kbguide: %s, %s", code.label, fault)
        return outputs

    async def _end(self, kernel_id: str) -> None:
        """Several may wish it at once, and jupyter_client stumbles over the second."""
        self._pending_kernels.pop(kernel_id, None)  # one that failed at its start is left there
        if kernel_id in self and kernel_id not in self._ending:
            # it has nothing to tidy up, so it is not asked to go
            ending = asyncio.ensure_future(super().shutdown_kernel(kernel_id, now=True))
            ending.add_done_callback(lambda _: self._ending.pop(kernel_id))
            self._ending[kernel_id] = ending
        if kernel_id in self._ending:
            await asyncio.shield(self._ending[kernel_id])

    async def shutdown_kernel(self, kernel_id: str, *_: Any, **__: Any) -> None:  # type: ignore[override]  # as its own class
        """Give the seat back."""
        await self._take_back(kernel_id, GONE)

    async def _take_back(self, kernel_id: str, code: int) -> None:
        seat = self.seats.pop(kernel_id, None)
        for one in list(seat.sockets) if seat else ():
            one.close(code)
        await self._end(kernel_id)

    async def drain(self, patience: float) -> None:
        """Let nobody in any more, and wait for those who are here to go; by and by their pages are sent elsewhere.

        Until a tenth of `patience` (seconds) has passed nobody is told anything, after the half everybody has been.
        """
        self.draining = True
        begun = time.monotonic()
        told = 0
        at_first = len(self.seats)
        while self.seats and (passed := (time.monotonic() - begun) / patience) < 1:
            for kernel_id in self._vacant(""):  # nobody is there
                await self._take_back(kernel_id, MOVING)
            due = at_first * min(1, max(0, passed - _UNTOLD) / (_ALL_TOLD - _UNTOLD))
            while told < due and self.seats:
                await self._take_back(next(iter(self.seats)), MOVING)
                told += 1
            await asyncio.sleep(min(1, patience / 20))

    async def cull_kernels(self) -> None:
        """From time to time: see to the fork server too."""
        if self.fork_client and not self.fork_client.alive:
            self.fork_client = await ForkClient(*self.fork_client.modules).ready()
        await super().cull_kernels()

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Beside the idle ones, those go that have died and those whose page never came for them."""
        if kernel_id not in self:
            return  # it went while others were looked at
        seat = self.seats.get(kernel_id)
        if seat and seat.making:
            return  # whoever makes its page sees to it
        kernel: Any = self.get_kernel(kernel_id)
        unclaimed = seat and not seat.claimed and time.monotonic() - seat.idle_since > self.grace
        if unclaimed or not await kernel.is_alive():
            await self.shutdown_kernel(kernel_id)
        else:
            await super().cull_kernel_if_idle(kernel_id)

    def start_watching_activity(self, kernel_id: str) -> None:
        """Whether it is busy is all that is asked; its other messages are many."""
        super().start_watching_activity(kernel_id)
        kernel: Any = self.get_kernel(kernel_id)
        listener = kernel._activity_stream.socket  # noqa: SLF001  jupyter_server keeps it there and nowhere else
        listener.unsubscribe(b"")
        listener.subscribe(b"kernel.")

    async def close_down(self) -> None:
        """A word to every page, and the end of every kernel."""
        self.draining = True
        for seat in self.seats.values():
            for one in list(seat.sockets):
                one.close(STOPPED)
        self.seats.clear()
        await asyncio.gather(*map(self._end, list(self._kernels)))
        if self.opening:
            await asyncio.wait(self.opening, timeout=_LAST_PAGES)
            await asyncio.gather(*map(self._end, list(self._kernels)))
        if self.fork_client:
            self.fork_client.stop()
